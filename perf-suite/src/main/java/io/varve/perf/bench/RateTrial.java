package io.varve.perf.bench;

import io.varve.Durability;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;

/** Append at a fixed rate, the floor before and after in the same JVM for half as long each. */
final class RateTrial implements Trial {

    private static final int LENGTH = 64;
    private static final int FLOOR_BYTES = 100 << 20;
    private static final int WARM_UP_SECONDS = 3;

    @Override
    public TrialValues run(final TrialValues values) throws Exception {
        final Path directory = Path.of(values.text("dir"));
        final long perSecond = values.number("rate");
        final long intervalNs = TimeUnit.SECONDS.toNanos(1) / perSecond;
        final long count = values.number("seconds") * perSecond;
        final UnsafeBuffer body = BurstTrial.body(LENGTH);
        final RateLoop floorLoop = new RateLoop();
        final RateLoop varveLoop = new RateLoop();
        try (BurstFloor floor = new BurstFloor(directory.resolve("floor"), FLOOR_BYTES);
            VarveTarget target = new VarveTarget(Durability.valueOf(values.text("level")))) {
            target.open(directory.resolve("log"), 0);
            final Runnable onFloor = () -> floor.appendAround(body, LENGTH);
            final Runnable onVarve = () -> target.append(body, LENGTH);
            floor.prepare();
            floorLoop.run(onFloor, WARM_UP_SECONDS * perSecond, intervalNs);
            varveLoop.run(onVarve, WARM_UP_SECONDS * perSecond, intervalNs);
            floorLoop.reset();
            varveLoop.reset();
            floor.prepare();
            floorLoop.run(onFloor, count / 2, intervalNs);
            varveLoop.run(onVarve, count, intervalNs);
            floor.prepare();
            floorLoop.run(onFloor, count / 2, intervalNs);
        }
        final TrialValues result = new TrialValues().put("tick", ClockTick.measureNs());
        floorLoop.put(result, "floor");
        varveLoop.put(result, "varve");
        return result;
    }
}
