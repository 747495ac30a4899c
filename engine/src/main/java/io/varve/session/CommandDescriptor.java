package io.varve.session;

import org.agrona.BitUtil;

/**
 * What lies in a lane. Native byte order, because a lane never leaves its process; every field is aligned.
 *
 * <pre>
 * RECORD    0  int64  timestamp, ns since the Unix epoch, or {@link Session#ENGINE_TIME}
 *           8  int32  type, 0 to 127
 *          12  int32  length of the body; the message may be longer, where less was used than claimed
 *          16         body
 *
 * BATCH     0  int32  bytes that the frames of the batch will take in the log
 *           4  int32  number of records
 *           8         records as above, each rounded up to 8 bytes
 *
 * PROBE     empty; proves that the writer takes what is sent
 * </pre>
 */
final class CommandDescriptor {

    static final int RECORD = 1;
    static final int BATCH = 2;
    static final int PROBE = 3;

    static final int TIMESTAMP_OFFSET = 0;
    static final int TYPE_OFFSET = 8;
    static final int LENGTH_OFFSET = 12;
    static final int BODY_OFFSET = 16;

    static final int FRAME_BYTES_OFFSET = 0;
    static final int COUNT_OFFSET = 4;
    static final int ENTRIES_OFFSET = 8;

    private CommandDescriptor() {
    }

    static IllegalStateException unknown(final int kind) {
        return new IllegalStateException("a lane holds a command of the unknown kind " + kind);
    }

    /** Room that a record takes within a batch; never more than its frame in the log. */
    static int entryLength(final int bodyLength) {
        return BitUtil.align(BODY_OFFSET + bodyLength, BitUtil.SIZE_OF_LONG);
    }
}
