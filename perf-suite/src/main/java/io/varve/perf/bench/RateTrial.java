package io.varve.perf.bench;

import io.varve.Durability;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;

/** Append at a fixed rate. With Varve, the floor runs before and after in the same JVM for half as long each. */
final class RateTrial implements Trial {

    static final int LENGTH = 64;
    /** Names of what was timed. */
    static final String VARVE = "varve";
    static final String FLOOR = "floor";
    static final String PEER = "peer";
    private static final int FLOOR_BYTES = 100 << 20;
    private static final int WARM_UP_SECONDS = 3;

    @Override
    public TrialValues run(final TrialValues values) throws Exception {
        return values.text("target").equals(Targets.VARVE.key()) ? varve(values) : peer(values);
    }

    private static TrialValues peer(final TrialValues values) throws ReflectiveOperationException {
        final long perSecond = values.number("rate");
        final long intervalNs = TimeUnit.SECONDS.toNanos(1) / perSecond;
        final UnsafeBuffer body = BurstTrial.body(LENGTH);
        final RateLoop loop = new RateLoop();
        try (LogTarget target = Targets.make(values.text("target"))) {
            target.open(Path.of(values.text("dir")).resolve("log"), 0);
            final Runnable append = () -> target.append(body, LENGTH);
            loop.run(append, WARM_UP_SECONDS * perSecond, intervalNs);
            loop.reset();
            loop.run(append, values.number("seconds") * perSecond, intervalNs);
        }
        final TrialValues result = new TrialValues();
        loop.put(result, PEER);
        return result;
    }

    private static TrialValues varve(final TrialValues values) throws IOException {
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
        floorLoop.put(result, FLOOR);
        varveLoop.put(result, VARVE);
        return result;
    }
}
