package io.varve.perf.bench;

import io.varve.index.Hash64;
import io.varve.index.HashIndex;
import io.varve.index.IndexProbe;
import io.varve.index.IndexWriter;
import java.util.Arrays;
import java.util.function.LongSupplier;
import org.agrona.UnsafeApi;

/**
 * Fill an index and look all keys up, in one thread. The floor hashes the same keys, and loads from or stores to one
 * cache line each, at random in touched memory as large as the table: what no hash index can do without.
 */
final class IndexTrial implements Trial {

    private static final int ROUNDS = 5;
    private static final int LINE = 64;
    private static final int GROWTH_MASK = (1 << 10) - 1;

    private final Hash64 hash = new Hash64(0x5eed);
    private long keys;
    private long lines;
    private long floor;
    private HashIndex index;

    @Override
    public TrialValues run(final TrialValues values) {
        keys = values.number("records");
        final double[] inserts = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            if (index != null) {
                index.close();
            }
            index = new HashIndex(HashIndex.DEFAULT_LOAD, 0);
            inserts[i] = nsFor(this::insert);
        }
        // Powers of two, so that the floor needs no division; at least as large as the table.
        lines = 2 * Long.highestOneBit(index.statistics().buckets());
        floor = UnsafeApi.allocateMemory(lines * LINE);
        UnsafeApi.setMemory(floor, lines * LINE, (byte) 1);
        try {
            final IndexProbe probe = index.probe();
            Arrays.sort(inserts);
            return new TrialValues().put("insert", inserts[ROUNDS / 2]).put("store", median(this::storeLines))
                .put("hit", median(() -> look(probe, 0))).put("miss", median(() -> look(probe, keys)))
                .put("load", median(this::loadLines)).put("seek", median(this::seek));
        } finally {
            UnsafeApi.freeMemory(floor);
            index.close();
        }
    }

    private double median(final LongSupplier pass) {
        final double[] all = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            all[i] = nsFor(pass);
        }
        Arrays.sort(all);
        return all[ROUNDS / 2];
    }

    /** For one key. */
    private double nsFor(final LongSupplier pass) {
        final long startNs = System.nanoTime();
        final long elsewhereNs = pass.getAsLong();
        return (double) (System.nanoTime() - startNs - elsewhereNs) / keys;
    }

    /** Returns the time that belongs to the helper thread, in ns. */
    private long insert() {
        final IndexWriter writer = index.writer();
        long helperNs = 0;
        for (long key = 0; key < keys; key++) {
            if ((key & GROWTH_MASK) == 0) {
                final long startNs = System.nanoTime();
                index.prepareGrowth();
                helperNs += System.nanoTime() - startNs;
            }
            writer.insert(hash.hashLong(key), key + 1);
        }
        return helperNs;
    }

    private long look(final IndexProbe probe, final long from) {
        long found = 0;
        for (long key = from; key < from + keys; key++) {
            probe.begin(hash.hashLong(key));
            found += probe.next() == IndexProbe.NOT_FOUND ? 0 : 1;
        }
        // A few of those that are not there have the tag of one that is.
        return check(from == 0 ? found == keys : found < keys / 100);
    }

    private long seek() {
        long found = 0;
        for (long key = 0; key < keys; key++) {
            found += index.writer().seek(hash.hashLong(key), key + 1) ? 1 : 0;
        }
        return check(found == keys);
    }

    private long loadLines() {
        long sum = 0;
        for (long key = 0; key < keys; key++) {
            sum += UnsafeApi.getLong(floor + (hash.hashLong(key) & lines - 1) * LINE);
        }
        return check(sum != 0);
    }

    private long storeLines() {
        for (long key = 0; key < keys; key++) {
            UnsafeApi.putLongRelease(null, floor + (hash.hashLong(key) & lines - 1) * LINE, key + 1);
        }
        return 0;
    }

    private static long check(final boolean right) {
        if (!right) {
            throw new IllegalStateException("the index does not hold what was inserted");
        }
        return 0;
    }
}
