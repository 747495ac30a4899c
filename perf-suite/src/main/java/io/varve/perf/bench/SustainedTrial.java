package io.varve.perf.bench;

import io.varve.Durability;
import io.varve.log.Retention;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;

/** Append more than any room made beforehand takes, forced all the time and at the end. */
final class SustainedTrial implements Trial {

    private static final int LENGTH = 64;
    private static final int CHUNK = 10_000;
    private static final int WARM_UP = 3_000_000;
    private static final int FLOOR_SEGMENTS = 8;
    private static final long FORCE_MS = 10;
    private static final long RETAINED = 1 << 30;

    private volatile boolean done;

    @Override
    public TrialValues run(final TrialValues values) throws Exception {
        final Path directory = Path.of(values.text("dir"));
        final boolean varve = values.text("target").equals(Targets.VARVE.key());
        final long records = values.number("bytes") / BurstTrial.frame(LENGTH);
        final TrialValues result = new TrialValues();
        final DeviceCounter device = DeviceCounter.of(directory);
        if (varve) {
            result.put("floor", floor(directory));
        }
        try (ReadableTarget target = varve ? new VarveTarget(Durability.INTERVAL, Retention.ofBytes(RETAINED))
            : Targets.makeReadable(values.text("target"))) {
            target.open(directory.resolve("log"), 0);
            final UnsafeBuffer body = BurstTrial.body(LENGTH);
            append(target, body, WARM_UP);
            target.force();
            final long written = device.writtenBytes();
            final long process = ProcessCounters.writeBytes();
            final long startNs = System.nanoTime();
            final Thread forcing = new Thread(() -> force(target, varve), "force");
            forcing.start();
            append(target, body, records);
            done = true;
            forcing.join();
            target.force();
            final double seconds = (System.nanoTime() - startNs) / 1e9;
            final double frames = (double) records * BurstTrial.frame(LENGTH);
            return result.put("rate", records / seconds).put("bytes", frames / seconds)
                .put("process", (ProcessCounters.writeBytes() - process) / frames)
                .put("device", (device.writtenBytes() - written) / frames);
        }
    }

    private static double floor(final Path directory) throws IOException {
        final Path path = directory.resolve("floor");
        final double rate = PreparerFloor.rate(Files.createDirectories(path), FLOOR_SEGMENTS);
        Forks.delete(path);
        return rate;
    }

    /** Varve has an agent that forces; for a peer this thread does it. */
    private void force(final ReadableTarget target, final boolean isForcing) {
        while (!done && !isForcing) {
            target.force();
            Pause.micros(TimeUnit.MILLISECONDS.toMicros(FORCE_MS));
        }
    }

    private static void append(final LogTarget target, final UnsafeBuffer body, final long records) {
        for (long left = records; left > 0; left -= CHUNK) {
            target.appendAll(body, LENGTH, Math.min(left, CHUNK));
        }
    }
}
