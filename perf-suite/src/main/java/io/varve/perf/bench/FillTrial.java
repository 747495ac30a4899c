package io.varve.perf.bench;

import io.varve.Durability;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Append records and be killed. Beside the log a file of the floor is written, by stores to a mapping as well and not
 * forced either.
 */
final class FillTrial implements Trial {

    private static final int LENGTH = 64;

    @Override
    @SuppressWarnings("resource")
    public TrialValues run(final TrialValues values) throws Exception {
        final Path directory = Path.of(values.text("dir"));
        final long records = values.number("records");
        final UnsafeBuffer body = BurstTrial.body(LENGTH);
        final boolean unforced = values.text("level").equals(Durability.NONE.name());
        // Neither is closed: the parent kills this process.
        if (unforced) {
            final BurstFloor floor = new BurstFloor(directory.resolve("floor"), BurstTrial.bytes(records, LENGTH));
            floor.appendAll(body, LENGTH, records);
        }
        final VarveTarget target = new VarveTarget(Durability.valueOf(values.text("level")));
        target.open(directory.resolve("log"), unforced ? BurstTrial.bytes(records, LENGTH) : 0);
        target.appendAll(body, LENGTH, records);
        System.out.println(new TrialValues().put("kill", true).toLine());
        System.out.flush();
        while (true) {
            Pause.millis(1_000);
        }
    }
}
