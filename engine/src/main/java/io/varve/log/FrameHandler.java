package io.varve.log;

import org.agrona.DirectBuffer;

/** Takes the frames of a {@link FrameReplay}. Internal to the engine, no API. */
@FunctionalInterface
public interface FrameHandler {

    /**
     * A frame that matches its checksum.
     *
     * @param position    of the frame.
     * @param type        of the frame.
     * @param sequence    in its header.
     * @param timestampNs in its header.
     * @param body        holds the body, or its first {@link FrameReplay#WINDOW} bytes when it is longer; valid until
     *                    the call returns.
     * @param offset      of the body in {@code body}.
     * @param length      of the body in bytes, also when it is longer than what {@code body} holds.
     * @return false to end here; the frame is handed out again later.
     */
    boolean onFrame(
        long position, int type, long sequence, long timestampNs, DirectBuffer body, int offset, int length);
}
