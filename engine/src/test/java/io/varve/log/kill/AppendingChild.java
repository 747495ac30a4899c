package io.varve.log.kill;

import io.varve.Durability;
import io.varve.log.LogConfig;
import io.varve.log.RecordLog;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.agrona.concurrent.UnsafeBuffer;

/** A process that appends until it is killed, and publishes in a mapped file of its own what was acknowledged. */
final class AppendingChild {

    static final int COMMITTED_OFFSET = 0;
    static final int DURABLE_OFFSET = 128;
    static final int ACK_LENGTH = 4096;

    private AppendingChild() {
    }

    public static void main(final String[] args) throws IOException {
        final Path store = Path.of(args[0]);
        final Durability durability = Durability.valueOf(args[2]);
        final UnsafeBuffer ack = new UnsafeBuffer(mapAck(Path.of(args[1])));
        final UnsafeBuffer body = new UnsafeBuffer(new byte[Bodies.MAX_LENGTH]);
        try (RecordLog log = RecordLog.open(config(store, durability))) {
            for (long sequence = log.recovery().nextSequence();; sequence++) {
                final int length = Bodies.fill(body, sequence);
                final long position = log.writer().append(body, 0, length);
                ack.putLongRelease(COMMITTED_OFFSET, sequence);
                if (log.durablePosition() > position) {
                    ack.putLongRelease(DURABLE_OFFSET, sequence);
                }
            }
        }
    }

    static LogConfig config(final Path store, final Durability durability) {
        return LogConfig.at(store).segmentLength(1 << 20).durability(durability).build();
    }

    static MappedByteBuffer mapAck(final Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
            return channel.map(FileChannel.MapMode.READ_WRITE, 0, ACK_LENGTH);
        }
    }
}
