package io.varve.io.sim;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** A file: its bytes, its size in the cache and on the disk, and who uses it. */
final class FileInode implements Inode {

    /** The arrays behind a file are rounded up to a power of two, so this is as far as they go. */
    static final int MAX_SIZE = 1 << 30;

    private final long number;
    private final FilePages pages;
    private int size;
    private int durableSize;
    private int regions;
    private int writableRegions;
    private int holders;
    private int changes;
    private boolean mappedWritable;
    private boolean linked;
    private LockHandle lock;

    FileInode(final long number) {
        this(number, new FilePages());
    }

    private FileInode(final long number, final FilePages pages) {
        this.number = number;
        this.pages = pages;
    }

    long number() {
        return number;
    }

    int size() {
        return size;
    }

    long allocatedBytes() {
        return allocatedBytes(size);
    }

    static long allocatedBytes(final int size) {
        return FilePages.count(size) * (long) TornPage.PAGE_SIZE;
    }

    /** Whether a directory has an entry for the file, as far as anybody sees. */
    boolean isLinked() {
        return linked;
    }

    void linked(final boolean isLinked) {
        linked = isLinked;
    }

    /** Handles and regions through which somebody still uses the file. */
    int holders() {
        return holders;
    }

    void held() {
        holders++;
    }

    void released() {
        holders--;
    }

    LockHandle lock() {
        return lock;
    }

    void lock(final LockHandle holder) {
        lock = holder;
    }

    boolean isDirty() {
        return pages.isDirty();
    }

    /** Whether stores may have happened that nobody has looked for yet. */
    boolean isWatched() {
        return pages.hasShadow();
    }

    boolean hasWritableRegions() {
        return writableRegions > 0;
    }

    /** Grows when bytes change, or may change because a writable region is mapped. */
    int changes() {
        return changes;
    }

    int read(final ByteBuffer target, final long position) {
        final int length = (int) Math.min(target.remaining(), Math.max(0, size - position));
        if (length > 0) {
            target.put(pages.cache(), (int) position, length);
        }
        return length;
    }

    /** Regions are the array that would have to be replaced. */
    void refuseGrowthWhileMapped(final int end) {
        if (regions > 0 && end > pages.cache().length) {
            throw new IllegalStateException("a simulated file cannot grow from " + pages.cache().length + " to " + end
                + " bytes while it is mapped");
        }
    }

    void write(final ByteBuffer source, final int position, final int length) {
        final int end = position + length;
        if (end > pages.cache().length) {
            pages.reserve(end);
        }
        changes++;
        pages.write(source, position, length);
        size = Math.max(size, end);
    }

    void touch(final int from, final int to) {
        pages.touch(from, to);
    }

    void beginStep() {
        pages.beginStep();
    }

    void scan(final boolean thorough) {
        pages.scan(size, thorough);
    }

    void settle() {
        pages.settle(writableRegions > 0);
    }

    void writeBack(final SeededRandom random, final byte[] scratch) {
        pages.writeBack(random, scratch);
    }

    /** Bytes reach the disk, and as much of the size as they need. */
    int force(final int from, final int to) {
        final int written = pages.force(from, to);
        forceSize(to);
        return written;
    }

    void forcePartly(final int from, final int to, final SeededRandom random) {
        pages.forcePartly(from, to, random);
        if (random.nextBoolean()) {
            forceSize(to);
        }
    }

    void forceFails(final int from, final int to, final boolean reverts, final SeededRandom random) {
        changes++;
        pages.forceFails(from, to, reverts, random);
        if (random.nextBoolean()) {
            forceSize(to);
        }
    }

    private void forceSize(final int end) {
        durableSize = Math.max(durableSize, Math.min(size, end));
    }

    /** The memory for a region; the array stays the cache for as long as there are regions. */
    byte[] map(final boolean writable) {
        regions++;
        pages.own();
        if (writable) {
            writableRegions++;
            changes++;
            mappedWritable = true;
            pages.separate();
            pages.beginStep();
        }
        return pages.cache();
    }

    void unmap(final boolean writable) {
        regions--;
        if (writable) {
            writableRegions--;
        }
    }

    void loseProcess() {
        if (mappedWritable) {
            pages.renewCache();
        }
        loseHolders();
    }

    void losePower(final SeededRandom random, final byte[] scratch, final boolean atomicSectors) {
        pages.losePower(random, scratch, atomicSectors);
        if (size != durableSize) {
            size = survivingSize(random);
            durableSize = size;
            pages.clearDiskFrom(size);
        }
        loseHolders();
    }

    private int survivingSize(final SeededRandom random) {
        switch (random.nextInt(4)) {
            case 0:
                return durableSize;
            case 1:
                return random.nextBetween(durableSize, size);
            default:
                return size;
        }
    }

    private void loseHolders() {
        regions = 0;
        writableRegions = 0;
        holders = 0;
        mappedWritable = false;
        lock = null;
        pages.settle(false);
    }

    byte[] bytes() {
        return Arrays.copyOf(pages.cache(), size);
    }

    byte[] durableBytes() {
        return Arrays.copyOf(pages.disk(), durableSize);
    }

    void corrupt(final int offset, final int xor) {
        if (offset < 0 || offset >= size) {
            throw new IndexOutOfBoundsException("offset " + offset + " of " + size + " bytes");
        }
        changes++;
        pages.corrupt(offset, xor);
    }

    void replace(final byte[] content) {
        if (regions > 0) {
            throw new IllegalStateException("a mapped file cannot be replaced");
        }
        pages.replace(content);
        size = content.length;
        durableSize = size;
    }

    /** The same state without its holders. */
    FileInode copy() {
        final FileInode result = new FileInode(number, pages.copy(regions > 0));
        result.size = size;
        result.durableSize = durableSize;
        result.linked = linked;
        return result;
    }
}
