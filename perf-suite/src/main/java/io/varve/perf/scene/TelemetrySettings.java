package io.varve.perf.scene;

import io.varve.Durability;
import io.varve.log.LogConfig;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * What the telemetry job is asked to do.
 *
 * @param seconds       that are measured.
 * @param warmupSeconds before them, in which the same is done and nothing is measured.
 * @param rate          of market ticks per second.
 * @param durability    of the store.
 * @param crash         whether to kill a writer.
 * @param state         whether to keep state by key.
 */
record TelemetrySettings(int seconds, int warmupSeconds, long rate, Durability durability, boolean crash,
    boolean state) {

    private static final int SEGMENT_LENGTH = 32 << 20;
    private static final int CRASH_SEGMENT_LENGTH = 16 << 20;
    /** A tick with its header. */
    private static final int TICK_FRAME_LENGTH = 96;

    LogConfig recordConfig(final Path path) {
        return LogConfig.at(path).segmentLength(SEGMENT_LENGTH).durability(durability).build();
    }

    static LogConfig crashConfig(final Path path, final Durability durability) {
        return LogConfig.at(path).segmentLength(CRASH_SEGMENT_LENGTH).durability(durability).build();
    }

    long durationNs() {
        return TimeUnit.SECONDS.toNanos(seconds + warmupSeconds);
    }

    /** How much disk the job takes at most: ticks, a tenth more for events, prepared segments, crash, and state. */
    long diskBytes() {
        final long ticks = rate * (seconds + warmupSeconds) * TICK_FRAME_LENGTH;
        return ticks + ticks / 10 + 4L * SEGMENT_LENGTH + (crash ? CrashWriterMain.MAX_BYTES : 0)
            + (state ? StateScene.MAX_BYTES : 0);
    }
}
