package io.varve.perf.bench.peers;

import io.varve.perf.bench.KeyValueData;
import io.varve.perf.bench.KeyValueTarget;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;
import org.lmdbjava.Dbi;
import org.lmdbjava.Env;
import org.lmdbjava.EnvFlags;
import org.lmdbjava.Txn;

/**
 * LMDB with a writable map and without syncing: a transaction for each put, and one read transaction for gets, which is
 * renewed when something was put since. Direct buffers, reached without reflection; lmdbjava's own checks are off.
 */
public final class LmdbTarget implements KeyValueTarget {

    /** Pages of a tree that was filled at random are two thirds full; and each put leaves old pages behind. */
    private static final long BYTES_PER_KEY = 600;
    private static final long LEAST_BYTES = 1L << 30;
    private static final int FILL = 10_000;

    private final ByteBuffer key = ByteBuffer.allocateDirect(KeyValueData.KEY_LENGTH);
    private final ByteBuffer putKey = ByteBuffer.allocateDirect(KeyValueData.KEY_LENGTH);
    private final ByteBuffer putValue = ByteBuffer.allocateDirect(KeyValueData.VALUE_LENGTH);
    private final UnsafeBuffer keyBuffer = new UnsafeBuffer(key);
    private final UnsafeBuffer putKeyBuffer = new UnsafeBuffer(putKey);
    private final UnsafeBuffer putValueBuffer = new UnsafeBuffer(putValue);
    private final UnsafeBuffer value = new UnsafeBuffer(ByteBuffer.allocateDirect(KeyValueData.VALUE_LENGTH));
    private Env<ByteBuffer> env;
    private Dbi<ByteBuffer> dbi;
    private Txn<ByteBuffer> reading;
    private boolean isStale;

    /** For the trials. */
    public LmdbTarget() {
        KeyValueData.fill(putValueBuffer);
    }

    @Override
    public void open(final Path directory, final long expectedKeys) {
        env = Env.create().setMapSize(Math.max(LEAST_BYTES, expectedKeys * BYTES_PER_KEY)).open(
            directory.toFile(), EnvFlags.MDB_WRITEMAP, EnvFlags.MDB_NOSYNC, EnvFlags.MDB_NOMETASYNC,
            EnvFlags.MDB_NORDAHEAD, EnvFlags.MDB_NOTLS);
        // The unnamed one: a named one costs each transaction a second tree.
        dbi = env.openDbi((String) null);
        reading = env.txnRead();
    }

    @Override
    public void put(final long keyNumber) {
        fill(keyNumber, keyNumber + 1);
    }

    @Override
    public void fill(final long from, final long to) {
        if (!isStale) {
            // A read transaction that stays keeps the pages that it sees from being used again.
            reading.reset();
            isStale = true;
        }
        long next = from;
        while (next < to) {
            try (Txn<ByteBuffer> writing = env.txnWrite()) {
                for (final long end = Math.min(to, next + FILL); next < end; next++) {
                    KeyValueData.putKey(putKeyBuffer, next);
                    KeyValueData.putNumber(putValueBuffer, next);
                    dbi.put(writing, putKey, putValue);
                }
                writing.commit();
            }
        }
    }

    @Override
    public int get(final long keyNumber) {
        if (isStale) {
            reading.renew();
            isStale = false;
        }
        KeyValueData.putKey(keyBuffer, keyNumber);
        final ByteBuffer found = dbi.get(reading, key);
        if (found == null) {
            return -1;
        }
        final int length = found.remaining();
        value.putBytes(0, found, found.position(), length);
        return length;
    }

    @Override
    public long lastNumber() {
        return KeyValueData.number(value);
    }

    @Override
    public void close() {
        reading.close();
        env.close();
    }
}
