package io.varve.perf.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.agrona.BitUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Append many equal records as fast as possible on one thread, into room that was prepared and touched. With Varve the
 * floor runs in the same JVM right before and right after.
 */
final class BurstTrial implements Trial {

    static final int HEADER = 32;
    private static final int WARM_UP_ROUNDS = 30;
    private static final int WARM_UP_RECORDS = 200_000;

    @Override
    public TrialValues run(final TrialValues values) throws Exception {
        final Path directory = Path.of(values.text("dir"));
        final long records = values.number("records");
        final int length = (int) values.number("length");
        return values.text("target").equals(Targets.VARVE.key()) ? varve(directory, records, length)
            : peer(values.text("target"), directory, records, length);
    }

    private static TrialValues peer(final String key, final Path directory, final long records, final int length)
        throws ReflectiveOperationException {
        final UnsafeBuffer body = body(length);
        try (LogTarget target = Targets.make(key)) {
            target.open(directory.resolve("log"), bytes(records, length));
            for (int i = 0; i < WARM_UP_ROUNDS; i++) {
                target.appendAll(body, length, WARM_UP_RECORDS);
            }
            // A peer may take records in faster than it stores them, so only the whole counts.
            final long startNs = System.nanoTime();
            target.appendAll(body, length, records);
            return new TrialValues().put("rate", records * 1e9 / (System.nanoTime() - startNs));
        }
    }

    private static TrialValues varve(final Path directory, final long records, final int length) throws IOException {
        final UnsafeBuffer body = body(length);
        final long bytes = bytes(records, length);
        warmUp(directory, length, body);
        try (BurstFloor floor = new BurstFloor(directory.resolve("floor"), bytes);
            VarveTarget target = new VarveTarget()) {
            final TrialValues result = new TrialValues();
            floor(floor, body, length, records).put(result, "floor.before");
            target.openPrepared(directory.resolve("log"), bytes, body, length);
            final long faults = ProcessCounters.pageFaults();
            Pieces.run(records, count -> target.appendAll(body, length, count)).put(result, "rate");
            result.put("faults", ProcessCounters.pageFaults() - faults);
            floor(floor, body, length, records).put(result, "floor.after");
            return result.put("floor", (result.real("floor.before") + result.real("floor.after")) / 2)
                .put("floor.piece", (result.real("floor.before.piece") + result.real("floor.after.piece")) / 2);
        }
    }

    private static Pieces floor(
        final BurstFloor floor, final UnsafeBuffer body, final int length, final long records) throws IOException {
        floor.prepare();
        final Pieces pieces = Pieces.run(records, count -> floor.appendAll(body, length, count));
        floor.force();
        return pieces;
    }

    private static void warmUp(final Path directory, final int length, final UnsafeBuffer body) throws IOException {
        try (BurstFloor floor = new BurstFloor(directory.resolve("warm-floor"), bytes(WARM_UP_RECORDS, length));
            VarveTarget target = new VarveTarget()) {
            target.open(directory.resolve("warm"), 0);
            for (int i = 0; i < WARM_UP_ROUNDS; i++) {
                target.appendAll(body, length, WARM_UP_RECORDS);
                floor.prepare();
                floor.appendAll(body, length, WARM_UP_RECORDS);
            }
        }
    }

    static long bytes(final long records, final int length) {
        return (records + 3) * frame(length);
    }

    /** The length of a Varve frame. */
    static int frame(final int length) {
        return BitUtil.align(HEADER + length, HEADER);
    }

    static UnsafeBuffer body(final int length) {
        final UnsafeBuffer body = new UnsafeBuffer(ByteBuffer.allocateDirect(length));
        for (int i = 0; i < length; i++) {
            body.putByte(i, (byte) (i * 31 + 7));
        }
        return body;
    }
}
