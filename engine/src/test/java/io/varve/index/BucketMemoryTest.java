package io.varve.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.io.HugePages;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import org.agrona.UnsafeApi;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class BucketMemoryTest {

    private static final int CHUNKS = 40;

    @Test
    void shouldHaveChunksOfHugePagesInRegionsThatGrow() {
        try (BucketMemory memory = new BucketMemory()) {
            for (int chunk = 0; chunk < 100; chunk++) {
                final long first = (long) chunk * BucketMemory.CHUNK_BUCKETS;
                memory.allocate(first + 1);
                assertEquals(0, memory.address(first) % HugePages.LENGTH);
                assertEquals(memory.address(first) + BucketDescriptor.LENGTH, memory.address(first + 1));
            }
            // 1 + 1 + 2 + 4 + 8 + 16 + 32 + 32 + 32 chunks, and as many for the alignment as there are regions.
            assertEquals((128L + 9) * HugePages.LENGTH, memory.reservedBytes());
        }
    }

    @Test
    void shouldTouchInStepsUpToABoundAndChangeNothing() {
        try (BucketMemory memory = new BucketMemory()) {
            memory.allocate(1);
            UnsafeApi.putLong(memory.address(0), 42);
            assertTrue(memory.prepare(0, BucketMemory.STEP_BUCKETS + 1));
            assertEquals(BucketMemory.STEP_BUCKETS, memory.touchedBuckets());
            assertTrue(memory.prepare(0, BucketMemory.STEP_BUCKETS + 1));
            assertFalse(memory.prepare(0, BucketMemory.STEP_BUCKETS + 1));
            assertEquals(42, UnsafeApi.getLong(memory.address(0)));
        }
    }

    @Test
    void shouldNotTouchWhatIsInUseAlready() {
        try (BucketMemory memory = new BucketMemory()) {
            final long used = 10L * BucketMemory.STEP_BUCKETS + 7;
            assertTrue(memory.prepare(used, used + 1));
            assertEquals(11L * BucketMemory.STEP_BUCKETS, memory.touchedBuckets());
            assertFalse(memory.prepare(used, used + 1));
        }
    }

    @Test
    void shouldKeepEveryAddressWhenTwoThreadsAllocate() {
        for (int round = 0; round < 100; round++) {
            try (BucketMemory memory = new BucketMemory()) {
                final CyclicBarrier start = new CyclicBarrier(2);
                final CompletableFuture<long[]> other = CompletableFuture.supplyAsync(() -> addresses(memory, start));
                final long[] mine = addresses(memory, start);
                final long[] others = other.join();
                for (int chunk = 0; chunk < CHUNKS; chunk++) {
                    final long now = memory.address((long) chunk * BucketMemory.CHUNK_BUCKETS);
                    assertEquals(mine[chunk], now);
                    assertEquals(others[chunk], now);
                }
            }
        }
    }

    private static long[] addresses(final BucketMemory memory, final CyclicBarrier start) {
        try {
            start.await();
        } catch (final Exception ex) {
            throw new IllegalStateException(ex);
        }
        final long[] addresses = new long[CHUNKS];
        for (int chunk = 0; chunk < CHUNKS; chunk++) {
            final long first = (long) chunk * BucketMemory.CHUNK_BUCKETS;
            memory.allocate(first + 1);
            addresses[chunk] = memory.address(first);
        }
        return addresses;
    }
}
