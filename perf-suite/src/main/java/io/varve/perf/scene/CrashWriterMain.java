package io.varve.perf.scene;

import io.varve.Durability;
import io.varve.log.LogWriter;
import io.varve.log.RecordLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The process that the scene Crash kills: it appends as fast as it can and says what was acknowledged. Started by the
 * job, not by people.
 */
public final class CrashWriterMain {

    /** It ends by itself when it has written so much, should nobody kill it. */
    static final long MAX_BYTES = 256 << 20;

    private CrashWriterMain() {
    }

    /**
     * Append until killed.
     *
     * @param args path of the store, path of the acknowledgements, durability.
     * @throws IOException when the acknowledgements cannot be mapped.
     */
    public static void main(final String[] args) throws IOException {
        final Acknowledgements acknowledgements = Acknowledgements.map(Path.of(args[1]));
        final UnsafeBuffer body = new UnsafeBuffer(ByteBuffer.allocateDirect(CrashRecord.MAX_LENGTH));
        try (RecordLog log =
            RecordLog.open(TelemetrySettings.crashConfig(Path.of(args[0]), Durability.valueOf(args[2])))) {
            final LogWriter writer = log.writer();
            for (long index = 0; log.committedPosition() < MAX_BYTES; index++) {
                writer.append(body, 0, CrashRecord.encode(body, index));
                acknowledgements.acknowledge(index + 1, log.durablePosition());
            }
        }
    }
}
