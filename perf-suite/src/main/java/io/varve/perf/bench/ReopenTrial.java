package io.varve.perf.bench;

import io.varve.Durability;
import io.varve.log.LogConfig;
import io.varve.log.RecordLog;
import io.varve.log.RecoveryResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * Open a log whose writer was killed, in a JVM that has just begun. The floor reads as many bytes, checks as many
 * frames, writes the same bytes again and forces them.
 */
final class ReopenTrial implements Trial {

    private static final int WINDOW = 1 << 20;
    private static final int FRAME = 96;

    @Override
    public TrialValues run(final TrialValues values) throws Exception {
        final Path directory = Path.of(values.text("dir"));
        final long records = values.number("records");
        final boolean unforced = values.text("level").equals(Durability.NONE.name());
        final TrialValues result = new TrialValues();
        if (unforced && values.number("round") % 2 == 1) {
            result.put("floor", floor(directory, records));
        }
        final long startNs = System.nanoTime();
        final RecordLog log = RecordLog.open(config(directory, records, unforced, values));
        result.put("open", System.nanoTime() - startNs);
        final RecoveryResult recovery = log.recovery();
        result.put("outcome", recovery.outcome()).put("recovery", recovery.durationNs())
            .put("scanned", recovery.scannedBytes()).put("rewritten", recovery.rewrittenBytes())
            .put("lost", records + 1 - recovery.nextSequence());
        log.close();
        if (unforced && values.number("round") % 2 == 0) {
            result.put("floor", floor(directory, records));
        }
        return result;
    }

    private static LogConfig config(
        final Path directory, final long records, final boolean unforced, final TrialValues values) {
        final LogConfig.Builder config = LogConfig.at(directory.resolve("log"))
            .durability(Durability.valueOf(values.text("level")));
        if (unforced) {
            config.segmentLength(Room.segmentLength(BurstTrial.bytes(records, FRAME - BurstTrial.HEADER)));
        }
        return config.build();
    }

    private static long floor(final Path directory, final long records) throws IOException {
        final long startNs = System.nanoTime();
        final long bytes = records * FRAME;
        final ByteBuffer window = ByteBuffer.allocateDirect(WINDOW / FRAME * FRAME);
        long sum = 0;
        try (FileChannel file = FileChannel.open(
            directory.resolve("floor").resolve("floor"), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            for (long at = 0; at < bytes; at += window.capacity()) {
                window.clear().limit((int) Math.min(window.capacity(), bytes - at));
                file.read(window, at);
                sum += check(window.flip());
                file.write(window.clear().limit((int) Math.min(window.capacity(), bytes - at)), at);
            }
            file.force(false);
        }
        if (sum == 0) {
            throw new IllegalStateException("the floor has read nothing");
        }
        return System.nanoTime() - startNs;
    }

    private static long check(final ByteBuffer window) {
        final CRC32C crc = new CRC32C();
        final int end = window.limit();
        long sum = 0;
        for (int at = 0; at < end; at += FRAME) {
            crc.reset();
            crc.update(window.limit(at + FRAME).position(at + Long.BYTES));
            sum += crc.getValue();
        }
        return sum;
    }
}
