package io.varve.perf.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.agrona.BitUtil;

/** Room that a store has made beforehand. */
final class Room {

    private static final long QUIET_NS = TimeUnit.MILLISECONDS.toNanos(300);
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(120);
    /** What the JVM has anyway within one pause. */
    private static final long FEW_FAULTS = 50;
    private static final int SLACK = 1 << 20;

    private Room() {
    }

    /** The least segment length that takes so many bytes of frames. */
    static int segmentLength(final long bytes) {
        if (bytes > (1 << 30) - SLACK) {
            throw new IllegalArgumentException("a burst of " + bytes + " bytes does not fit into the largest segment, "
                + "1 GiB; ask for fewer records");
        }
        return BitUtil.findNextPositivePowerOfTwo((int) Math.max(bytes + SLACK, 1 << 20));
    }

    /** Wait until a store has a number of segments. */
    static void awaitSegments(final Path directory, final int segments) {
        final long deadlineNs = System.nanoTime() + PATIENCE_NS;
        while (count(directory) < segments) {
            pause(deadlineNs);
        }
    }

    /**
     * Wait until the process has had no page faults for a while: then everything is touched that the engine touches by
     * itself.
     */
    static void awaitNoFaults() {
        final long deadlineNs = System.nanoTime() + PATIENCE_NS;
        long faults = -FEW_FAULTS - 1;
        long quietSinceNs = System.nanoTime();
        while (System.nanoTime() - quietSinceNs < QUIET_NS) {
            final long now = ProcessCounters.pageFaults();
            if (now - faults > FEW_FAULTS) {
                quietSinceNs = System.nanoTime();
            }
            faults = now;
            pause(deadlineNs);
        }
    }

    private static void pause(final long deadlineNs) {
        if (System.nanoTime() > deadlineNs) {
            throw new IllegalStateException("the engine did not come to rest while it made room");
        }
        Pause.millis(20);
    }

    private static long count(final Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".seg")).count();
        } catch (final IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }
}
