package io.varve.log;

import org.agrona.DirectBuffer;

/**
 * Is handed whole runs of frames by {@link LogReader#blockPoll}, to copy them elsewhere.
 *
 * <p>Called by the thread that polls, within the poll; it may throw, and must not poll the reader it is called by.
 */
@FunctionalInterface
public interface BlockHandler {

    /**
     * A run of whole frames, control frames included, as they stand in the log.
     *
     * @param buffer   that holds the run; must not be written to; valid until the method returns.
     * @param offset   of the first frame in the buffer.
     * @param length   of the run in bytes, a multiple of 32.
     * @param position of the first frame in the log.
     */
    void onBlock(DirectBuffer buffer, int offset, int length, long position);
}
