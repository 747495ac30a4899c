package io.varve.kv.compaction;

/**
 * What the scanner of a victim stages for the writer. Native byte order: it never leaves the process.
 *
 * <pre>
 * RECORD   0  int64  position of the frame in the victim
 *          8  int64  sequence
 *         16  int64  timestamp, ns since the Unix epoch
 *         24         body of the frame
 *
 * END      0  int64  base position of the victim: all of its records were staged before
 * </pre>
 */
public final class StagedRecord {

    /** A record of the victim that may have to be moved. */
    public static final int RECORD = 1;
    /** The end of the victim. */
    public static final int END = 2;

    /** Offset of the position. */
    public static final int POSITION_OFFSET = 0;
    /** Offset of the sequence. */
    public static final int SEQUENCE_OFFSET = 8;
    /** Offset of the timestamp. */
    public static final int TIMESTAMP_OFFSET = 16;
    /** Offset of the body. */
    public static final int BODY_OFFSET = 24;

    private StagedRecord() {
    }
}
