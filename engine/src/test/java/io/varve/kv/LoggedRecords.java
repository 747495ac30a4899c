package io.varve.kv;

import io.varve.frame.FrameDescriptor;
import io.varve.frame.FrameType;
import io.varve.kv.record.KeyValueDescriptor;
import io.varve.log.FrameReplay;
import io.varve.log.LogFoundation;
import io.varve.store.StoreKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;

/** The records in the log of a closed store, for tests of what stands there. */
final class LoggedRecords {

    record Logged(int kind, String key, long sequence, long timestampNs, long position, int rangeStart, int rangeEnd,
        long replaced) {
    }

    private final List<Logged> records = new ArrayList<>();

    private LoggedRecords() {
    }

    static List<Logged> of(final KeyValueConfig config) throws IOException {
        final LoggedRecords all = new LoggedRecords();
        final LogFoundation foundation = LogFoundation.open(config.log(), StoreKind.KEY_VALUE);
        try (FrameReplay frames = foundation.replay()) {
            final long tail = foundation.log().committedPosition();
            for (final long base : foundation.listedSegments()) {
                if (base < tail) {
                    frames.segment(base, base, tail, all::add);
                }
            }
        } finally {
            foundation.log().close();
        }
        return all.records;
    }

    private boolean add(final long position, final int type, final long sequence, final long timestampNs,
        final DirectBuffer body, final int offset, final int length) {
        if (FrameType.isUser(type)) {
            final byte[] memory = body.byteArray();
            final long frame = body.addressOffset() + offset - FrameDescriptor.BODY_OFFSET;
            final int head = KeyValueDescriptor.head(memory, frame);
            final int flags = KeyValueDescriptor.flags(head);
            final int keyAt = offset - FrameDescriptor.BODY_OFFSET + KeyValueDescriptor.keyOffset(head);
            records.add(new Logged(KeyValueDescriptor.kind(head),
                body.getStringWithoutLengthUtf8(keyAt, KeyValueDescriptor.keyLength(head)), sequence, timestampNs,
                position, KeyValueDescriptor.rangeStart(memory, frame),
                (flags & KeyValueDescriptor.RANGE_END) == 0 ? -1
                    : KeyValueDescriptor.rangeEnd(memory, frame, head),
                (flags & KeyValueDescriptor.REPLACES) == 0 ? -1
                    : KeyValueDescriptor.replaced(memory, frame, head)));
        }
        return true;
    }
}
