package io.varve;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.IntSupplier;

/** How much heap the calling thread allocates in a call, by the JVM's own count. */
public final class AllocationMeter {

    private static final int ROUNDS = 50;
    private static final int OPERATIONS = 1_000;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /**
     * The least bytes that any of several rounds allocates: in early ones code runs that is not compiled yet, and in
     * any the JVM may throw compiled code away.
     *
     * @param operation returns how much it has done; when that is nothing, nothing was measured.
     */
    public long leastAllocated(final IntSupplier operation) {
        final long thread = Thread.currentThread().getId();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS && least > 0; round++) {
            boolean worked = true;
            final long before = threads.getThreadAllocatedBytes(thread);
            for (int i = 0; i < OPERATIONS; i++) {
                worked &= operation.getAsInt() > 0;
            }
            least = Math.min(least, threads.getThreadAllocatedBytes(thread) - before);
            if (!worked) {
                throw new AssertionError("an operation did nothing in round " + round);
            }
        }
        return least;
    }
}
