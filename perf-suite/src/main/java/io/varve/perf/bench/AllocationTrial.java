package io.varve.perf.bench;

import java.nio.file.Path;

/** Count what the calls of a log allocate, in one segment. */
final class AllocationTrial implements Trial {

    @Override
    public TrialValues run(final TrialValues values) {
        final int operations = (int) values.number("operations");
        final TrialValues result = new TrialValues();
        try (VarveTarget target = new VarveTarget()) {
            target.openPrepared(Path.of(values.text("dir")).resolve("log"), 2 * AllocationProbe.bytes(operations),
                BurstTrial.body(1), 1);
            new AllocationProbe(target.log()).measure(operations).forEach(result::put);
        }
        return result;
    }
}
