package io.varve.session;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * What takes records. Results are positions, or the negative codes of {@link io.varve.log.LogWriter}; a command with a
 * negative result has stored nothing.
 */
interface RecordTarget extends CommandTarget {

    /** Append one record. */
    long record(int type, DirectBuffer buffer, int offset, int length, long timestampNs);

    /** Append a batch that was laid out as {@link CommandDescriptor} says; the result is the last record's position. */
    long batch(DirectBuffer buffer, int offset);

    /** The longest body of a record, in bytes. By any thread. */
    int maxRecordLength();

    /** The most bytes that the frames of a batch may take. By any thread. */
    int maxBatchLength();

    @Override
    default long apply(final int kind, final MutableDirectBuffer buffer, final int offset) {
        return switch (kind) {
            case CommandDescriptor.RECORD -> record(buffer.getInt(offset + CommandDescriptor.TYPE_OFFSET), buffer,
                offset + CommandDescriptor.BODY_OFFSET, buffer.getInt(offset + CommandDescriptor.LENGTH_OFFSET),
                buffer.getLong(offset + CommandDescriptor.TIMESTAMP_OFFSET));
            case CommandDescriptor.BATCH -> batch(buffer, offset);
            default -> throw CommandDescriptor.unknown(kind);
        };
    }

    @Override
    default boolean hasOutcomes() {
        return false;
    }

    @Override
    default void outcome(final Lane lane, final long ticket) {
        // A record has come to its position.
    }

    @Override
    default int idle() {
        return 0;
    }
}
