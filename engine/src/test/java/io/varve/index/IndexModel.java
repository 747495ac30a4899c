package io.varve.index;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What the writer of an index stores, word by word, with buckets of two entries: the memory after each store of a
 * random program. Overflow buckets are drained and used again as {@link IndexWriter} does it.
 *
 * <pre>
 *  line of a bucket (8), then of an overflow bucket (12):  entry | entry | meta word
 *  last word: number of buckets
 * </pre>
 */
final class IndexModel {

    static final int KEYS = 8;
    static final int ENTRIES = 2;
    private static final int WORDS = ENTRIES + 1;
    private static final int BUCKETS = 8;
    private static final int OVERFLOW_BUCKETS = 12;
    private static final int MAX_STORES = 230;

    /** The protocol, and what it must not be. */
    enum Variant {
        PROTOCOL, MISS_NOT_VALIDATED, LEVEL_IGNORED, CLEARED_BEFORE_META, META_BEFORE_FILLED, DRAINED_BEFORE_META,
        FILLED_BEFORE_LINKED, OVERFLOW_WITHOUT_VERSION
    }

    /** Memory, and the value of each key, after each store. */
    final List<long[]> memories = new ArrayList<>();
    final List<int[]> contents = new ArrayList<>();

    private final Variant variant;
    private final long[] memory = new long[(BUCKETS + OVERFLOW_BUCKETS) * WORDS + 1];
    private final int[] content = new int[KEYS];
    private int buckets = 1;
    private int usedOverflow = 1;
    private int freeOverflow;
    private int value;

    IndexModel(final Variant variant, final Random random) {
        this.variant = variant;
        memory[memory.length - 1] = buckets;
        keep();
        for (int left = 6 + random.nextInt(9); left > 0 && memories.size() < MAX_STORES; left--) {
            final double dice = random.nextDouble();
            if (dice < .55) {
                put(random.nextInt(KEYS));
            } else if (dice < .85) {
                remove(random.nextInt(KEYS));
            } else if (buckets < BUCKETS - 2) {
                split();
            }
        }
    }

    static int buckets(final long[] memory) {
        return (int) memory[memory.length - 1];
    }

    static long meta(final long[] memory, final int line) {
        return memory[line * WORDS + ENTRIES];
    }

    static long entry(final long[] memory, final int line, final int i) {
        return memory[line * WORDS + i];
    }

    static int overflowLine(final long bucket) {
        return BUCKETS + (int) bucket - 1;
    }

    static int key(final long entry) {
        return (int) entry % KEYS;
    }

    static int value(final long entry) {
        return (int) entry / KEYS;
    }

    private void keep() {
        memories.add(memory.clone());
        contents.add(content.clone());
    }

    private void store(final int word, final long newWord) {
        memory[word] = newWord;
        keep();
    }

    private void storeMeta(final int line, final long meta) {
        store(line * WORDS + ENTRIES, meta);
    }

    private int lineAfter(final int line) {
        final long overflow = BucketDescriptor.overflow(meta(memory, line));
        return overflow == 0 ? -1 : overflowLine(overflow);
    }

    private void put(final int key) {
        final int bucket = (int) BucketDescriptor.bucket(key, buckets);
        int hole = -1;
        int place = -1;
        for (int line = bucket; line >= 0; line = lineAfter(line)) {
            for (int word = line * WORDS; word < line * WORDS + ENTRIES; word++) {
                if (memory[word] == 0) {
                    hole = hole < 0 ? word : hole;
                } else if (key(memory[word]) == key) {
                    place = word;
                }
            }
        }
        final long entry = (long) ++value * KEYS + key;
        if (place < 0 && hole < 0) {
            final int overflow = take();
            hole = overflowLine(overflow) * WORDS;
            final long meta = meta(memory, bucket);
            storeMeta(overflowLine(overflow), BucketDescriptor.overflow(meta));
            if (variant == Variant.FILLED_BEFORE_LINKED) {
                store(hole, entry);
            }
            storeMeta(bucket, withOverflow(meta, overflow));
        }
        content[key] = value;
        store(place >= 0 ? place : hole, entry);
    }

    private long withOverflow(final long meta, final long overflow) {
        return variant == Variant.OVERFLOW_WITHOUT_VERSION ? meta - BucketDescriptor.overflow(meta) + overflow
            : BucketDescriptor.afterLink(meta, overflow);
    }

    private int take() {
        final int free = freeOverflow;
        if (free == 0) {
            return usedOverflow++;
        }
        freeOverflow = (int) BucketDescriptor.overflow(meta(memory, overflowLine(free)));
        return free;
    }

    private void remove(final int key) {
        final int bucket = (int) BucketDescriptor.bucket(key, buckets);
        for (int line = bucket; line >= 0; line = lineAfter(line)) {
            for (int word = line * WORDS; word < line * WORDS + ENTRIES; word++) {
                if (memory[word] != 0 && key(memory[word]) == key) {
                    content[key] = 0;
                    store(word, 0);
                }
            }
        }
        drain(bucket);
    }

    private void split() {
        final int level = Integer.numberOfTrailingZeros(Integer.highestOneBit(buckets));
        final int source = buckets - (1 << level);
        if (variant == Variant.CLEARED_BEFORE_META) {
            final List<Long> moved = moved(source, level);
            clear(source, level);
            fill(buckets, level, moved);
            storeMeta(source, BucketDescriptor.afterSplit(meta(memory, source)));
        } else if (variant == Variant.META_BEFORE_FILLED) {
            storeMeta(buckets, BucketDescriptor.meta(level + 1, 0));
            storeMeta(source, BucketDescriptor.afterSplit(meta(memory, source)));
            fill(buckets, level, moved(source, level));
            clear(source, level);
        } else {
            fill(buckets, level, moved(source, level));
            storeMeta(source, BucketDescriptor.afterSplit(meta(memory, source)));
            clear(source, level);
        }
        drain(source);
        buckets++;
        store(memory.length - 1, buckets);
    }

    private List<Long> moved(final int source, final int level) {
        final List<Long> moved = new ArrayList<>();
        for (int line = source; line >= 0; line = lineAfter(line)) {
            for (int i = 0; i < ENTRIES; i++) {
                final long entry = entry(memory, line, i);
                if (entry != 0 && (key(entry) >> level & 1) != 0) {
                    moved.add(entry);
                }
            }
        }
        return moved;
    }

    private void fill(final int target, final int level, final List<Long> moved) {
        int line = target;
        int overflow = 0;
        for (int i = 0; i < moved.size(); i++) {
            if (i > 0 && i % ENTRIES == 0) {
                final int taken = take();
                line = overflowLine(taken);
                storeMeta(line, overflow);
                overflow = taken;
            }
            store(line * WORDS + i % ENTRIES, moved.get(i));
        }
        storeMeta(target, BucketDescriptor.meta(level + 1, overflow));
    }

    private void clear(final int source, final int level) {
        for (int line = source; line >= 0; line = lineAfter(line)) {
            for (int word = line * WORDS; word < line * WORDS + ENTRIES; word++) {
                if (memory[word] != 0 && (key(memory[word]) >> level & 1) != 0) {
                    store(word, 0);
                }
            }
        }
    }

    private void drain(final int bucket) {
        int drained = (int) BucketDescriptor.overflow(meta(memory, bucket));
        while (drained != 0 && moveEntries(overflowLine(drained), bucket)) {
            final int line = overflowLine(drained);
            final long following = BucketDescriptor.overflow(meta(memory, line));
            if (variant == Variant.DRAINED_BEFORE_META) {
                clearLine(line);
            }
            storeMeta(bucket, withOverflow(meta(memory, bucket), following));
            clearLine(line);
            storeMeta(line, freeOverflow);
            freeOverflow = drained;
            drained = (int) following;
        }
    }

    private void clearLine(final int line) {
        for (int i = 0; i < ENTRIES; i++) {
            if (entry(memory, line, i) != 0) {
                store(line * WORDS + i, 0);
            }
        }
    }

    private boolean moveEntries(final int drainedLine, final int bucket) {
        final List<Integer> holes = new ArrayList<>();
        for (int line = bucket; line >= 0; line = lineAfter(line)) {
            for (int word = line * WORDS; word < line * WORDS + ENTRIES; word++) {
                if (line != drainedLine && memory[word] == 0) {
                    holes.add(word);
                }
            }
        }
        final List<Long> entries = new ArrayList<>();
        for (int i = 0; i < ENTRIES; i++) {
            if (entry(memory, drainedLine, i) != 0) {
                entries.add(entry(memory, drainedLine, i));
            }
        }
        if (entries.size() > holes.size()) {
            return false;
        }
        for (int i = 0; i < entries.size(); i++) {
            store(holes.get(i), entries.get(i));
        }
        return true;
    }
}
