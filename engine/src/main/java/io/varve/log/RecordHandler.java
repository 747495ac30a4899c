package io.varve.log;

import org.agrona.DirectBuffer;

/**
 * Is handed records by {@link LogReader#poll}.
 *
 * <p>Called by the thread that polls, within the poll; it may throw, and must not poll the reader it is called by.
 */
@FunctionalInterface
public interface RecordHandler {

    /**
     * A record. Buffer and header are views of the log, valid until the method returns.
     *
     * @param buffer that holds the body; must not be written to.
     * @param offset of the body in the buffer.
     * @param length of the body in bytes.
     * @param header of the record.
     */
    void onRecord(DirectBuffer buffer, int offset, int length, RecordHeader header);
}
