package io.varve.perf.scene;

import io.varve.frame.FrameDescriptor;
import io.varve.hdr.LatencyRecorder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The least that an append can cost: copy the body behind a header, compute CRC32C over both, publish the length with
 * a release store, in ordinary memory outside the heap. Measured by the thread that appends, between its appends, with
 * frames of the same size.
 */
final class AppendFloor {

    private static final int CAPACITY = 4 << 20;

    private final ByteBuffer bytes = ByteBuffer.allocateDirect(CAPACITY).order(ByteOrder.LITTLE_ENDIAN);
    private final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
    private final ByteBuffer view = bytes.duplicate();
    private final CRC32C crc = new CRC32C();
    private final LatencyRecorder recorder;
    private int offset;

    AppendFloor(final LatencyRecorder recorder) {
        this.recorder = recorder;
    }

    void measure(final UnsafeBuffer body, final int length, final long sequence) {
        final long startedNs = System.nanoTime();
        append(body, length, sequence, startedNs);
        recorder.record(startedNs, startedNs, System.nanoTime());
    }

    private void append(final UnsafeBuffer body, final int length, final long sequence, final long timeNs) {
        final int frameLength = FrameDescriptor.HEADER_LENGTH + length;
        final int aligned = FrameDescriptor.alignedLength(frameLength);
        if (aligned > CAPACITY - offset) {
            offset = 0;
        }
        final int at = offset;
        buffer.putBytes(at + FrameDescriptor.BODY_OFFSET, body, 0, length);
        buffer.putLong(at + FrameDescriptor.SEQUENCE_OFFSET, sequence);
        buffer.putLong(at + FrameDescriptor.KIND_OFFSET, 1);
        buffer.putLong(at + FrameDescriptor.TIMESTAMP_OFFSET, timeNs);
        view.limit(at + frameLength).position(at + FrameDescriptor.SEQUENCE_OFFSET);
        crc.reset();
        crc.update(view);
        buffer.putLongRelease(at, frameLength | crc.getValue() << Integer.SIZE);
        offset = at + aligned;
    }
}
