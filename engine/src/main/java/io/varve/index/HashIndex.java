package io.varve.index;

import io.varve.agent.PaddedLong;
import org.agrona.UnsafeApi;

/**
 * An index from the hash of a key to the addresses of records, by linear hashing: it grows by one bucket at a time, so
 * that no insert pays for all the others and nobody has to guess a capacity. Hashes that agree in their low 36 bits are
 * one to the index; whoever uses it compares the keys in the records.
 *
 * <p>One thread writes, through {@link #writer()}. Any number of threads read, each through a {@linkplain #probe()
 * probe} or a {@linkplain #scan() scan} of its own, without locks and without waiting for the writer. One thread, best
 * an agent, calls {@link #prepareGrowth()}. The other methods are for any thread.
 *
 * <p>It never shrinks and gives no memory back before {@link #close()}.
 */
public final class HashIndex implements AutoCloseable {

    /** Which part of the table's places is taken, unless another is asked for. About 16 bytes for a key. */
    public static final double DEFAULT_LOAD = 0.65;
    /** The smallest load that can be asked for. */
    public static final double MIN_LOAD = 0.05;
    /** The greatest load that can be asked for. */
    public static final double MAX_LOAD = 0.9;
    /** With more overflow buckets than this on one bucket the hashes are no good, and another seed is needed. */
    public static final int MAX_CHAIN = 16;

    private static final int MIN_BUCKETS = 1 << BucketDescriptor.MIN_LEVEL;
    /** How many buckets to be touched ahead of use: a part of the used ones, but not fewer, and not more. */
    private static final int AHEAD_SHIFT = 5;
    private static final int MIN_AHEAD = 1 << 12;
    private static final int MIN_OVERFLOW_AHEAD = 1 << 10;
    private static final int MAX_AHEAD = 1 << 16;

    private final BucketMemory table;
    private final BucketMemory overflowMemory;
    private final OverflowBuckets overflow;
    private final IndexCounters counters;
    private final PaddedLong buckets;
    private final IndexWriter writer;

    /**
     * An empty index.
     *
     * @param load         which part of the table's places is taken before it grows, from {@link #MIN_LOAD} to
     *                     {@link #MAX_LOAD}.
     * @param expectedKeys how many keys to make room for at once, at least 0; more are no mistake.
     * @throws IllegalArgumentException when a number is outside of its range.
     * @throws OutOfMemoryError         when the operating system has no memory.
     */
    public HashIndex(final double load, final long expectedKeys) {
        this(load, expectedKeys, new BucketMemory(), new BucketMemory());
    }

    HashIndex(final double load, final long expectedKeys, final BucketMemory table,
        final BucketMemory overflowMemory) {
        checkLoad(load);
        if (expectedKeys < 0 || expectedKeys > 1L << BucketDescriptor.MAX_LEVEL) {
            throw new IllegalArgumentException("expected keys: " + expectedKeys);
        }
        final long wanted = (long) (expectedKeys / (load * BucketDescriptor.ENTRIES));
        final long initial = Math.max(MIN_BUCKETS, Long.highestOneBit(wanted));
        this.table = table;
        this.overflowMemory = overflowMemory;
        overflow = new OverflowBuckets(overflowMemory, 1);
        counters = new IndexCounters();
        buckets = new PaddedLong(initial);
        try {
            table.allocate(initial);
            overflowMemory.allocate(1);
        } catch (final OutOfMemoryError ex) {
            close();
            throw ex;
        }
        final long meta = BucketDescriptor.meta(Long.numberOfTrailingZeros(initial), 0);
        for (long bucket = 0; bucket < initial; bucket++) {
            final long address = table.address(bucket);
            UnsafeApi.setMemory(address, BucketDescriptor.LENGTH, (byte) 0);
            UnsafeApi.putLongRelease(null, address + BucketDescriptor.META_OFFSET, meta);
        }
        writer = newWriter(load);
    }

    /** Of buckets that are filled already, by this thread or by others that it has waited for. */
    HashIndex(final double load, final BucketMemory table, final long tableBuckets, final BucketMemory overflowMemory,
        final long overflowBuckets, final IndexCounters counters) {
        this.table = table;
        this.overflowMemory = overflowMemory;
        this.counters = counters;
        overflow = new OverflowBuckets(overflowMemory, overflowBuckets + 1);
        buckets = new PaddedLong(tableBuckets);
        writer = newWriter(load);
    }

    static void checkLoad(final double load) {
        if (!(load >= MIN_LOAD && load <= MAX_LOAD)) {
            throw new IllegalArgumentException("a load of " + load + " is not from " + MIN_LOAD + " to " + MAX_LOAD);
        }
    }

    private IndexWriter newWriter(final double load) {
        final BucketChains chains = new BucketChains(overflow, counters);
        final TableGrowth growth = new TableGrowth(table, overflow, chains, buckets, counters, load);
        return new IndexWriter(table, chains, growth, counters);
    }

    /**
     * The one writer.
     *
     * @return always the same, for use by one thread at a time.
     */
    public IndexWriter writer() {
        return writer;
    }

    /**
     * A way to look hashes up.
     *
     * @return a new one, for use by one thread at a time.
     */
    public IndexProbe probe() {
        return new IndexProbe(table, overflowMemory, buckets);
    }

    /**
     * A way to go over all entries.
     *
     * @return a new one, for use by one thread at a time.
     */
    public IndexScan scan() {
        return new IndexScan(table, overflowMemory, buckets);
    }

    /** To copy buckets as they are. */
    BucketCopy copy() {
        return new BucketCopy(table, overflowMemory);
    }

    /** How many buckets the table has. */
    long buckets() {
        return buckets.getAcquire();
    }

    /**
     * Touch some of the memory into which the index will grow next, at most 128 KiB in a call.
     *
     * @return how much was done; 0 when enough is touched.
     * @throws OutOfMemoryError when the operating system has no memory; the index goes on without.
     */
    public int prepareGrowth() {
        int work = 0;
        final long tableUsed = buckets.getAcquire();
        if (table.prepare(tableUsed, tableUsed + ahead(tableUsed, MIN_AHEAD))) {
            work++;
        }
        final long overflowUsed = overflow.used();
        if (overflowMemory.prepare(overflowUsed, overflowUsed + ahead(overflowUsed, MIN_OVERFLOW_AHEAD))) {
            work++;
        }
        return work;
    }

    private static long ahead(final long used, final int least) {
        return Math.min(Math.max(least, used >>> AHEAD_SHIFT), MAX_AHEAD);
    }

    /**
     * Whether so many keys have fallen on one bucket that chance is no explanation: an index with another seed for its
     * hashes should take the place of this one. It goes on to work, but more slowly.
     *
     * @return true from the first chain of more than {@link #MAX_CHAIN} overflow buckets on.
     */
    public boolean isReseedDue() {
        return counters.longestChain.getAcquire() > MAX_CHAIN;
    }

    /**
     * Count.
     *
     * @return the numbers of this moment, also after {@link #close()}.
     */
    public IndexStatistics statistics() {
        final long tableUsed = buckets.getAcquire();
        final long overflowUsed = overflow.used();
        final long touched = Math.max(tableUsed, table.touchedBuckets())
            + Math.max(overflowUsed, overflowMemory.touchedBuckets());
        return new IndexStatistics(counters.keys.getAcquire(), tableUsed, overflowUsed - 1 - overflow.free(),
            counters.longestChain.getAcquire(), counters.splits.getAcquire(), counters.postponedSplits.getAcquire(),
            counters.unpreparedSplits.getAcquire(), touched << BucketDescriptor.LENGTH_SHIFT,
            table.reservedBytes() + overflowMemory.reservedBytes());
    }

    /**
     * Free the memory; a second call does nothing. The owner makes sure that no thread uses the index, its writer, a
     * probe or a scan any more, nor prepares growth: there is no check, and a late one would use memory of somebody
     * else.
     */
    @Override
    public void close() {
        table.close();
        overflowMemory.close();
    }
}
