package io.varve.log;

import org.agrona.DirectBuffer;

/**
 * Is handed records by {@link LogReader#controlledPoll} and says how to go on.
 *
 * <p>Called by the thread that polls, within the poll; it may throw, and must not poll the reader it is called by.
 */
@FunctionalInterface
public interface ControlledRecordHandler {

    /** How to go on after a record. */
    enum Action {
        /** End the poll and hand the same record out again at the next one. */
        ABORT,
        /** End the poll behind this record. */
        BREAK,
        /** Move the reader's position behind this record now, and go on. */
        COMMIT,
        /** Go on; the position moves when the poll ends. */
        CONTINUE
    }

    /**
     * A record. Buffer and header are views of the log, valid until the method returns.
     *
     * @param buffer that holds the body; must not be written to.
     * @param offset of the body in the buffer.
     * @param length of the body in bytes.
     * @param header of the record.
     * @return how to go on.
     */
    Action onRecord(DirectBuffer buffer, int offset, int length, RecordHeader header);
}
