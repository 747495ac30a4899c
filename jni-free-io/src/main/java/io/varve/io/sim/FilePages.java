package io.varve.io.sim;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;

/**
 * The bytes of a file, twice: the cache, which readers and mappings see, and the disk.
 *
 * <p>{@code cache} is the memory of mapped regions, into which the code under test stores without our knowledge, so
 * what changed is found by comparing it with {@code shadow}, the cache at the last step boundary. While cache and disk
 * are equal they may be the same array, even that of another file of which this is a copy ({@code borrowed}).
 *
 * <pre>
 *   store, write --&gt; cache --(scan: differs from shadow)--&gt; dirty --(force, write-back, crash)--&gt; disk
 * </pre>
 */
final class FilePages {

    private static final byte[] NOTHING = new byte[0];
    private static final int KEEP = 0;
    private static final int DROP = 1;
    /** Where stores into a newly mapped file are looked for first: a header and what follows it. */
    private static final int FIRST_WINDOW = 2;

    private final BitSet dirty = new BitSet();
    private final BitSet changed = new BitSet();
    private byte[] cache = NOTHING;
    private byte[] disk = NOTHING;
    private byte[] shadow;
    private boolean borrowed;
    private int windowFrom;
    private int windowTo = FIRST_WINDOW;

    /** The smallest number of pages that holds so many bytes. */
    static int count(final int bytes) {
        return (bytes + TornPage.PAGE_SIZE - 1) >>> TornPage.PAGE_SHIFT;
    }

    byte[] cache() {
        return cache;
    }

    byte[] disk() {
        return disk;
    }

    boolean isDirty() {
        return !dirty.isEmpty();
    }

    boolean hasShadow() {
        return shadow != null;
    }

    /** Remember the present contents, so that a crash or a write-back can mix them with what comes. */
    void beginStep() {
        if (shadow == null) {
            shadow = cache.clone();
        }
    }

    /** Make room for so many bytes, in new arrays that hold what the old ones held. */
    void reserve(final int bytes) {
        final int length = Math.max(count(bytes) << TornPage.PAGE_SHIFT, Integer.highestOneBit(bytes - 1) << 1);
        final boolean same = cache == disk;
        cache = Arrays.copyOf(cache, length);
        disk = same ? cache : Arrays.copyOf(disk, length);
        shadow = shadow == null ? null : Arrays.copyOf(shadow, length);
        borrowed = false;
    }

    /** The cache is going to differ from the disk. Regions hold the cache, so the disk is what moves. */
    void separate() {
        if (cache == disk) {
            own();
            disk = cache.clone();
        }
    }

    /** The bytes are going to change, or to be mapped: not those that are shared with a copy. */
    void own() {
        if (borrowed) {
            cache = cache.clone();
            disk = cache;
            borrowed = false;
        }
    }

    /** Take bytes into the cache. The pages become dirty even if no byte is new, as they do in a real cache. */
    void write(final ByteBuffer source, final int position, final int length) {
        separate();
        source.get(cache, position, length);
        if (length > 0) {
            final int first = position >>> TornPage.PAGE_SHIFT;
            final int end = count(position + length);
            dirty.set(first, end);
            if (shadow != null) {
                changed.set(first, end);
            }
        }
    }

    /** The pages that have a byte in the range are to be written, whatever was written before. */
    void touch(final int from, final int to) {
        separate();
        dirty.set(from >>> TornPage.PAGE_SHIFT, count(to));
    }

    /**
     * Find the pages, below so many bytes, whose cache was changed by stores since the last step boundary: all of them,
     * or for a tenth of the time those near the last that were found.
     */
    void scan(final int size, final boolean thorough) {
        if (shadow == null) {
            return;
        }
        final int limit = count(size) << TornPage.PAGE_SHIFT;
        int end = thorough ? limit : Math.min(limit, windowTo << TornPage.PAGE_SHIFT);
        int at = thorough ? 0 : windowFrom << TornPage.PAGE_SHIFT;
        int first = -1;
        int last = -1;
        while (at < end) {
            final int mismatch = Arrays.mismatch(cache, at, end, shadow, at, end);
            if (mismatch < 0) {
                break;
            }
            last = (at + mismatch) >>> TornPage.PAGE_SHIFT;
            first = first < 0 ? last : first;
            changed.set(last);
            dirty.set(last);
            at = (last + 1) << TornPage.PAGE_SHIFT;
            end = Math.max(end, Math.min(limit, at + TornPage.PAGE_SIZE));
        }
        if (first >= 0) {
            windowFrom = first;
            windowTo = last + 2;
        }
    }

    /** End the step: nothing has changed since now. Without {@code keepShadow} stores are not looked for any more. */
    void settle(final boolean keepShadow) {
        if (shadow == null) {
            return;
        }
        if (keepShadow) {
            for (int page = changed.nextSetBit(0); page >= 0; page = changed.nextSetBit(page + 1)) {
                TornPage.copy(cache, shadow, page);
            }
        } else {
            shadow = null;
        }
        changed.clear();
    }

    /** Write some dirty pages to the disk, as they are now or as they were seen while they changed. */
    void writeBack(final SeededRandom random, final byte[] scratch) {
        final int only = random.nextInt(4) == 0 ? -1 : random.nextInt(dirty.cardinality());
        int ordinal = 0;
        for (int page = dirty.nextSetBit(0); page >= 0; page = dirty.nextSetBit(page + 1)) {
            if (only < 0 ? random.nextBoolean() : only == ordinal) {
                if (changed.get(page) && random.nextBoolean()) {
                    TornPage.mixWords(shadow, cache, page, scratch, random);
                    System.arraycopy(scratch, 0, disk, page << TornPage.PAGE_SHIFT, TornPage.PAGE_SIZE);
                } else {
                    clean(page);
                }
            }
            ordinal++;
        }
    }

    /** Write the dirty pages that have a byte in the range. */
    int force(final int from, final int to) {
        final int end = count(to);
        final int before = dirty.cardinality();
        for (int page = firstDirty(from); page >= 0 && page < end; page = dirty.nextSetBit(page + 1)) {
            clean(page);
        }
        return (before - dirty.cardinality()) << TornPage.PAGE_SHIFT;
    }

    /** As {@link #force}, but a random subset only. */
    void forcePartly(final int from, final int to, final SeededRandom random) {
        final int end = count(to);
        for (int page = firstDirty(from); page >= 0 && page < end; page = dirty.nextSetBit(page + 1)) {
            if (random.nextBoolean()) {
                clean(page);
            }
        }
    }

    /** As {@link #forcePartly}, and forget that the rest is to be written, going back to the disk or not. */
    void forceFails(final int from, final int to, final boolean reverts, final SeededRandom random) {
        forcePartly(from, to, random);
        final int end = count(to);
        for (int page = firstDirty(from); page >= 0 && page < end; page = dirty.nextSetBit(page + 1)) {
            dirty.clear(page);
            if (reverts) {
                TornPage.copy(disk, cache, page);
                if (shadow != null) {
                    TornPage.copy(disk, shadow, page);
                }
            }
        }
    }

    private int firstDirty(final int from) {
        return dirty.nextSetBit(from >>> TornPage.PAGE_SHIFT);
    }

    private void clean(final int page) {
        TornPage.copy(cache, disk, page);
        dirty.clear(page);
    }

    /** Of each dirty page something between disk and cache is left, and the cache is what is on the disk. */
    void losePower(final SeededRandom random, final byte[] scratch, final boolean atomicSectors) {
        if (!dirty.isEmpty()) {
            // Keeping or dropping everything is made likely, which independent coins would hardly ever do.
            final int style = random.nextInt(8);
            for (int page = dirty.nextSetBit(0); page >= 0; page = dirty.nextSetBit(page + 1)) {
                if (style == KEEP) {
                    TornPage.copy(cache, disk, page);
                } else if (style != DROP) {
                    losePage(page, random, scratch, atomicSectors);
                }
            }
            dirty.clear();
        }
        cache = disk;
    }

    private void losePage(
        final int page, final SeededRandom random, final byte[] scratch, final boolean atomicSectors) {
        final int fate = random.nextInt(4);
        if (fate == DROP) {
            return;
        }
        final boolean mixed = changed.get(page) && random.nextBoolean();
        final byte[] image = mixed ? scratch : cache;
        final int from = mixed ? 0 : page << TornPage.PAGE_SHIFT;
        if (mixed) {
            TornPage.mixWords(shadow, cache, page, scratch, random);
        }
        if (fate == KEEP) {
            System.arraycopy(image, from, disk, page << TornPage.PAGE_SHIFT, TornPage.PAGE_SIZE);
        } else if (atomicSectors) {
            TornPage.tearSectors(image, from, disk, page, random);
        } else {
            TornPage.tearBytes(image, from, disk, page, random);
        }
    }

    /** The process is gone, and its late stores must not reach the cache that the next one sees. */
    void renewCache() {
        if (cache != disk) {
            cache = cache.clone();
        }
    }

    void clearDiskFrom(final int offset) {
        Arrays.fill(disk, Math.min(offset, disk.length), disk.length, (byte) 0);
    }

    /** Change a byte everywhere, behind the back of everybody. */
    void corrupt(final int offset, final int xor) {
        own();
        cache[offset] ^= (byte) xor;
        if (disk != cache) {
            disk[offset] ^= (byte) xor;
        }
        if (shadow != null) {
            shadow[offset] ^= (byte) xor;
        }
    }

    /** Hold these bytes, in cache and on disk. */
    void replace(final byte[] content) {
        cache = Arrays.copyOf(content, count(content.length) << TornPage.PAGE_SHIFT);
        disk = cache;
        borrowed = false;
        dirty.clear();
    }

    /** The same state; a cache that is mapped is somebody's memory and cannot be shared. */
    FilePages copy(final boolean mapped) {
        final FilePages result = new FilePages();
        if (cache == disk && !mapped) {
            borrowed = true;
            result.borrowed = true;
            result.cache = cache;
            result.disk = disk;
        } else {
            result.cache = cache.clone();
            result.disk = disk == cache ? result.cache : disk.clone();
        }
        result.windowFrom = windowFrom;
        result.windowTo = windowTo;
        result.shadow = shadow == null ? null : shadow.clone();
        result.dirty.or(dirty);
        result.changed.or(changed);
        return result;
    }
}
