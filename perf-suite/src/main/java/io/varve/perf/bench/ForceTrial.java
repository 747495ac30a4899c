package io.varve.perf.bench;

import io.varve.Durability;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;

/** Append one record every ten milliseconds, each of which is forced alone, and count what is written. */
final class ForceTrial implements Trial {

    private static final int LENGTH = 64;
    private static final int ROOM = 8 << 20;
    private static final long INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(10);

    @Override
    public TrialValues run(final TrialValues values) throws Exception {
        final Path directory = Path.of(values.text("dir"));
        final long count = TimeUnit.SECONDS.toNanos(values.number("seconds")) / INTERVAL_NS;
        final UnsafeBuffer body = BurstTrial.body(LENGTH);
        final DeviceCounter device = DeviceCounter.of(directory);
        try (VarveTarget target = new VarveTarget(Durability.valueOf(values.text("level")))) {
            target.openPrepared(directory.resolve("log"), ROOM, body, LENGTH);
            append(target, body, count / 4);
            final long process = ProcessCounters.writeBytes();
            final long written = device.writtenBytes();
            final long forces = append(target, body, count);
            return new TrialValues().put("forces", forces)
                .put("process", (ProcessCounters.writeBytes() - process) / (double) forces)
                .put("device", (device.writtenBytes() - written) / (double) forces);
        }
    }

    /** Returns how often the durable position was seen to move. */
    private static long append(final VarveTarget target, final UnsafeBuffer body, final long count) {
        long forces = 0;
        long durable = target.log().durablePosition();
        long nextNs = System.nanoTime();
        for (long i = 0; i < count; i++) {
            target.append(body, LENGTH);
            nextNs += INTERVAL_NS;
            while (System.nanoTime() < nextNs) {
                if (target.log().durablePosition() != durable) {
                    durable = target.log().durablePosition();
                    forces++;
                }
                Pause.micros(100);
            }
        }
        return forces;
    }
}
