package io.varve.log;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Views of the log that are useless when they end, so that one that is kept too long throws instead of showing another
 * record. Each record gets views of its own: one that is used again for the next record would be right again.
 */
final class LentViews {

    private LentViews() {
    }

    static RecordHandler toHandler(final RecordHandler handler) {
        return (buffer, offset, length, header) -> {
            final UnsafeBuffer lent = new UnsafeBuffer(buffer);
            final RecordHeader lentHeader = header.copy();
            try {
                handler.onRecord(lent, offset, length, lentHeader);
            } finally {
                end(lent, lentHeader);
            }
        };
    }

    static ControlledRecordHandler toControlled(final ControlledRecordHandler handler) {
        return (buffer, offset, length, header) -> {
            final UnsafeBuffer lent = new UnsafeBuffer(buffer);
            final RecordHeader lentHeader = header.copy();
            try {
                return handler.onRecord(lent, offset, length, lentHeader);
            } finally {
                end(lent, lentHeader);
            }
        };
    }

    static BlockHandler toBlocks(final BlockHandler handler) {
        return (buffer, offset, length, position) -> {
            final UnsafeBuffer lent = new UnsafeBuffer(buffer);
            try {
                handler.onBlock(lent, offset, length, position);
            } finally {
                lent.wrap(0, 0);
            }
        };
    }

    static FeedFilter.Condition toCondition(final FeedFilter.Condition condition) {
        return header -> {
            final RecordHeader lentHeader = header.copy();
            try {
                return condition.matches(lentHeader);
            } finally {
                lentHeader.unwrap();
            }
        };
    }

    private static void end(final DirectBuffer buffer, final RecordHeader header) {
        buffer.wrap(0, 0);
        header.unwrap();
    }
}
