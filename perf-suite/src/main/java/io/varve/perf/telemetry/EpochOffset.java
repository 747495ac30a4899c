package io.varve.perf.telemetry;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * Turns the time of {@link System#nanoTime()} into ns since the Unix epoch, by one fixed difference: times of one run
 * can be subtracted from each other, whatever happens to the clock of the machine.
 *
 * @param ns the difference.
 */
public record EpochOffset(long ns) {

    /**
     * The difference as it is now.
     *
     * @return a new offset.
     */
    public static EpochOffset now() {
        final Instant now = Instant.now();
        return new EpochOffset(
            TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano() - System.nanoTime());
    }

    /**
     * The time since the Unix epoch.
     *
     * @param nanoTime of this JVM.
     * @return ns.
     */
    public long epochNs(final long nanoTime) {
        return nanoTime + ns;
    }
}
