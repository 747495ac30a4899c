package io.varve.kv;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.varve.AllocationMeter;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class KeyValueAllocationTest {

    private static final int KEYS = 64;
    private static final int MANY = 8;
    private static final int VALUE_LENGTH = 40;
    private static final long NEVER_REACHED_MS = 9_000_000_000_000L;

    @TempDir
    Path directory;

    private final AllocationMeter meter = new AllocationMeter();
    private final UnsafeBuffer keys = new UnsafeBuffer(new byte[KEYS * Long.BYTES]);
    private final UnsafeBuffer value = new UnsafeBuffer(new byte[VALUE_LENGTH]);
    private final UnsafeBuffer target = new UnsafeBuffer(new byte[MANY * VALUE_LENGTH]);
    private final PutOptions expiring = new PutOptions().expireAt(NEVER_REACHED_MS);
    private KeyValueStore store;
    private KeyValueWriter writer;
    private KeyValueReader reader;
    private int turn;

    @BeforeEach
    void open() {
        store = KeyValueStore.open(KeyValueConfig.at(directory.resolve("store")).log(log -> log.segmentLength(4 << 20))
            .build());
        writer = store.writer();
        reader = store.reader();
        for (int i = 0; i < KEYS; i++) {
            keys.putLong(i * Long.BYTES, i);
            writer.put(expiring, keys, i * Long.BYTES, Long.BYTES, value, 0, VALUE_LENGTH);
        }
    }

    @AfterEach
    void close() {
        reader.close();
        store.close();
    }

    private int nextKey() {
        turn = turn + 1 & KEYS - 1;
        return turn * Long.BYTES;
    }

    private void assertNothingAllocated(final LongSupplier operation) {
        assertEquals(0, meter.leastAllocated(() -> operation.getAsLong() > 0 ? 1 : 0));
    }

    @Test
    void shouldAllocateNothingToPutAndDelete() {
        assertNothingAllocated(() -> writer.put(keys, nextKey(), Long.BYTES, value, 0, VALUE_LENGTH));
        assertNothingAllocated(() -> {
            final int key = nextKey();
            writer.delete(keys, key, Long.BYTES);
            return writer.putIfAbsent(keys, key, Long.BYTES, value, 0, VALUE_LENGTH);
        });
    }

    @Test
    void shouldAllocateNothingToChangeValues() {
        assertNothingAllocated(() -> {
            final int key = nextKey();
            writer.put(keys, key, Long.BYTES, value, 0, VALUE_LENGTH);
            writer.append(keys, key, Long.BYTES, value, 0, VALUE_LENGTH);
            writer.setRange(keys, key, Long.BYTES, 10, value, 0, VALUE_LENGTH);
            writer.restore(keys, key, Long.BYTES);
            writer.delete(keys, key, Long.BYTES);
            return writer.addAndGet(1, keys, key, Long.BYTES);
        });
    }

    @Test
    void shouldAllocateNothingToExpire() {
        final PutOptions past = new PutOptions().expireAt(1);
        assertNothingAllocated(() -> {
            final int key = nextKey();
            writer.put(past, keys, key, Long.BYTES, value, 0, VALUE_LENGTH);
            writer.doWork();
            writer.putIfAbsent(keys, key, Long.BYTES, value, 0, VALUE_LENGTH);
            writer.expireAt(keys, key, Long.BYTES, NEVER_REACHED_MS);
            return writer.persist(keys, key, Long.BYTES);
        });
    }

    @Test
    void shouldAllocateNothingToGet() {
        assertNothingAllocated(() -> reader.get(keys, nextKey(), Long.BYTES, target, 0));
        assertNothingAllocated(() -> reader.getRange(keys, nextKey(), Long.BYTES, 1, 10, target, 0));
        assertNothingAllocated(() -> reader.expireAt(keys, nextKey(), Long.BYTES));
    }

    @Test
    void shouldAllocateNothingToGetAndPutMany() {
        final KeyValueMultiGet get = new KeyValueMultiGet(MANY);
        final KeyValueMultiPut put = new KeyValueMultiPut(MANY);
        assertNothingAllocated(() -> {
            get.begin(keys);
            put.begin(keys, value);
            for (int i = 0; i < MANY; i++) {
                final int key = nextKey();
                get.add(key, Long.BYTES);
                put.add(key, Long.BYTES, 0, VALUE_LENGTH);
            }
            return reader.multiGet(get, target, 0) + writer.multiPut(expiring, put) - 2 * MANY + 1;
        });
    }

    @Test
    void shouldAllocateNothingForBatches() {
        final KeyValueBatch batch = writer.newBatch();
        assertNothingAllocated(() -> {
            batch.clear();
            for (int i = 0; i < MANY; i++) {
                batch.put(expiring, keys, nextKey(), Long.BYTES, value, 0, VALUE_LENGTH);
            }
            batch.delete(keys, nextKey(), Long.BYTES);
            batch.add(1, value, 0, Integer.BYTES);
            return writer.commit(batch);
        });
    }
}
