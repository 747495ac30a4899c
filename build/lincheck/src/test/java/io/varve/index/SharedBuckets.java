package io.varve.index;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The algorithm of the index over an array, word by word as {@link IndexWriter}, {@link TableGrowth},
 * {@link BucketChains} and {@link IndexProbe} have it, but with buckets of two entries; an entry is a value and a key.
 * Loads and stores are stronger than those of the index: this is about their order alone.
 *
 * <pre>
 *  line of a bucket (4), then of an overflow bucket (8):  entry | entry | meta word
 *  last word: number of buckets
 * </pre>
 */
final class SharedBuckets {

    static final int MAX_BUCKETS = 4;

    private static final int ENTRIES = 2;
    private static final int WORDS = ENTRIES + 1;
    private static final int OVERFLOW_BUCKETS = 8;
    private static final int KEYS = 4;

    /** The algorithm, and what it must not be. */
    enum Variant {
        RIGHT, MISS_NOT_VALIDATED, LEVEL_IGNORED, CLEARED_BEFORE_META
    }

    private final Variant variant;
    private final AtomicLongArray memory = new AtomicLongArray((MAX_BUCKETS + OVERFLOW_BUCKETS) * WORDS + 1);
    // The writer's own.
    private int buckets = 1;
    private int usedOverflow = 1;
    private int freeOverflow;

    SharedBuckets(final Variant variant) {
        this.variant = variant;
        memory.set(memory.length() - 1, 1);
    }

    private long meta(final int line) {
        return memory.get(line * WORDS + ENTRIES);
    }

    private void putMeta(final int line, final long meta) {
        memory.set(line * WORDS + ENTRIES, meta);
    }

    private static int overflowLine(final long bucket) {
        return MAX_BUCKETS + (int) bucket - 1;
    }

    private int lineAfter(final int line) {
        final long following = BucketDescriptor.overflow(meta(line));
        return following == 0 ? -1 : overflowLine(following);
    }

    private static int key(final long entry) {
        return (int) (entry % KEYS);
    }

    /** By a reader: the value, or 0. It may have learnt long ago how many buckets there are. */
    int get(final int key, final int knownBuckets) {
        int bucket = (int) BucketDescriptor.bucket(key, knownBuckets);
        while (true) {
            final long meta = meta(bucket);
            final long moved = BucketDescriptor.movedBits(key, bucket, meta);
            if (moved != 0 && variant != Variant.LEVEL_IGNORED) {
                bucket |= (int) Long.lowestOneBit(moved);
                continue;
            }
            final int found = scan(key, bucket, meta);
            if (found >= 0) {
                return found;
            }
        }
    }

    int knownBuckets() {
        return (int) memory.get(memory.length() - 1);
    }

    /** The value, 0 when there is none, -1 when the chain has changed. */
    private int scan(final int key, final int bucket, final long meta) {
        int line = bucket;
        while (true) {
            for (int i = 0; i < ENTRIES; i++) {
                final long entry = memory.get(line * WORDS + i);
                if (entry != 0 && key(entry) == key) {
                    return (int) (entry / KEYS);
                }
            }
            final long link = meta(line);
            if (variant != Variant.MISS_NOT_VALIDATED && meta(bucket) != meta) {
                return -1;
            }
            if (BucketDescriptor.overflow(link) == 0) {
                return 0;
            }
            line = overflowLine(BucketDescriptor.overflow(link));
        }
    }

    /** By the writer, as what follows. */
    void put(final int key, final int value) {
        final int bucket = (int) BucketDescriptor.bucket(key, buckets);
        int hole = -1;
        int place = -1;
        for (int line = bucket; line >= 0; line = lineAfter(line)) {
            for (int word = line * WORDS; word < line * WORDS + ENTRIES; word++) {
                final long entry = memory.get(word);
                if (entry == 0) {
                    hole = hole < 0 ? word : hole;
                } else if (key(entry) == key) {
                    place = word;
                }
            }
        }
        if (place < 0 && hole < 0) {
            final int taken = take();
            final long meta = meta(bucket);
            putMeta(overflowLine(taken), BucketDescriptor.overflow(meta));
            putMeta(bucket, BucketDescriptor.afterLink(meta, taken));
            hole = overflowLine(taken) * WORDS;
        }
        memory.set(place >= 0 ? place : hole, (long) value * KEYS + key);
    }

    void remove(final int key) {
        final int bucket = (int) BucketDescriptor.bucket(key, buckets);
        for (int line = bucket; line >= 0; line = lineAfter(line)) {
            for (int word = line * WORDS; word < line * WORDS + ENTRIES; word++) {
                if (memory.get(word) != 0 && key(memory.get(word)) == key) {
                    memory.set(word, 0);
                    drain(bucket);
                    return;
                }
            }
        }
    }

    void split() {
        if (buckets == MAX_BUCKETS) {
            return;
        }
        final int level = Integer.numberOfTrailingZeros(Integer.highestOneBit(buckets));
        final int source = buckets - (1 << level);
        final int target = buckets;
        int at = target * WORDS;
        int overflow = 0;
        for (int line = source; line >= 0; line = lineAfter(line)) {
            for (int i = 0; i < ENTRIES; i++) {
                final long entry = memory.get(line * WORDS + i);
                if (entry == 0 || (key(entry) >> level & 1) == 0) {
                    continue;
                }
                if (at % WORDS == ENTRIES) {
                    final int taken = take();
                    putMeta(overflowLine(taken), overflow);
                    overflow = taken;
                    at = overflowLine(taken) * WORDS;
                }
                memory.set(at++, entry);
            }
        }
        putMeta(target, BucketDescriptor.meta(level + 1, overflow));
        if (variant == Variant.CLEARED_BEFORE_META) {
            clearMoved(source, level);
        }
        putMeta(source, BucketDescriptor.afterSplit(meta(source)));
        clearMoved(source, level);
        drain(source);
        buckets++;
        memory.set(memory.length() - 1, buckets);
    }

    private void clearMoved(final int source, final int level) {
        for (int line = source; line >= 0; line = lineAfter(line)) {
            for (int word = line * WORDS; word < line * WORDS + ENTRIES; word++) {
                if (memory.get(word) != 0 && (key(memory.get(word)) >> level & 1) != 0) {
                    memory.set(word, 0);
                }
            }
        }
    }

    private int take() {
        final int free = freeOverflow;
        if (free == 0) {
            return usedOverflow++;
        }
        freeOverflow = (int) BucketDescriptor.overflow(meta(overflowLine(free)));
        return free;
    }

    private void drain(final int bucket) {
        int drained = (int) BucketDescriptor.overflow(meta(bucket));
        while (drained != 0 && moveEntries(overflowLine(drained), bucket)) {
            final int line = overflowLine(drained);
            final long meta = meta(bucket);
            final int following = (int) BucketDescriptor.overflow(meta(line));
            putMeta(bucket, BucketDescriptor.afterLink(meta, following));
            for (int i = 0; i < ENTRIES; i++) {
                memory.set(line * WORDS + i, 0);
            }
            putMeta(line, freeOverflow);
            freeOverflow = drained;
            drained = following;
        }
    }

    private boolean moveEntries(final int drainedLine, final int bucket) {
        final int[] holes = new int[(MAX_BUCKETS + OVERFLOW_BUCKETS) * ENTRIES];
        int count = 0;
        for (int line = bucket; line >= 0; line = lineAfter(line)) {
            for (int word = line * WORDS; word < line * WORDS + ENTRIES; word++) {
                if (line != drainedLine && memory.get(word) == 0) {
                    holes[count++] = word;
                }
            }
        }
        int needed = 0;
        for (int i = 0; i < ENTRIES; i++) {
            needed += memory.get(drainedLine * WORDS + i) == 0 ? 0 : 1;
        }
        if (needed > count) {
            return false;
        }
        int next = 0;
        for (int i = 0; i < ENTRIES; i++) {
            final long entry = memory.get(drainedLine * WORDS + i);
            if (entry != 0) {
                memory.set(holes[next++], entry);
            }
        }
        return true;
    }
}
