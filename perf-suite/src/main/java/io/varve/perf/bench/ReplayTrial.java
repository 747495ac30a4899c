package io.varve.perf.bench;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.LongSupplier;
import org.agrona.concurrent.UnsafeBuffer;

/** Read a log that lies in memory from its start to its end, several times. */
final class ReplayTrial implements Trial {

    private static final int LENGTH = 64;
    private static final int WARM_UP_ROUNDS = 15;
    private static final int ROUNDS = 5;
    private static final int CHUNK = 100_000;

    @Override
    public TrialValues run(final TrialValues values) throws Exception {
        final long records = values.number("records");
        final boolean varve = values.text("target").equals(Targets.VARVE.key());
        try (ReadableTarget target = Targets.makeReadable(values.text("target"))) {
            target.open(Path.of(values.text("dir")).resolve("log"), 0);
            final long expected = fill(target, records);
            final TrialValues result =
                new TrialValues().put("rate", rate(records, expected, () -> target.replay(records, false)));
            if (varve) {
                result.put("checked", rate(records, expected, () -> target.replay(records, true)));
                try (ReplayFloor floor = new ReplayFloor(Path.of(values.text("dir")).resolve("log"))) {
                    result.put("floor", rate(records, expected, floor::replay));
                }
            }
            return result;
        }
    }

    private static long fill(final ReadableTarget target, final long records) {
        final UnsafeBuffer body = BurstTrial.body(LENGTH);
        long left = records;
        while (left > 0) {
            target.appendAll(body, LENGTH, Math.min(left, CHUNK));
            left -= Math.min(left, CHUNK);
        }
        target.force();
        return body.getLong(0) * records;
    }

    private static double rate(final long records, final long expected, final LongSupplier replay) {
        final double[] rates = new double[ROUNDS];
        for (int i = -WARM_UP_ROUNDS; i < ROUNDS; i++) {
            final long startNs = System.nanoTime();
            final long sum = replay.getAsLong();
            final double rate = records * 1e9 / (System.nanoTime() - startNs);
            if (sum != expected) {
                throw new IllegalStateException("the replay is not what was appended");
            }
            if (i >= 0) {
                rates[i] = rate;
            }
        }
        Arrays.sort(rates);
        return rates[ROUNDS / 2];
    }
}
