package io.varve.log;

/** Why a scan of frames ended where it did. */
public enum StopReason {

    /** There is nothing behind: a zero where the next frame would begin. */
    END("nothing behind"),
    /** The listed segments end. */
    END_OF_SEGMENTS("end of the segments"),
    /** A frame length that no frame can have. */
    IMPOSSIBLE_LENGTH("a frame of impossible length"),
    /** The bytes do not match their checksum. */
    CHECKSUM("a frame that does not match its checksum"),
    /** The frame is another writer's than the one whose frames come before. */
    WRONG_EPOCH("a frame of another epoch"),
    /** The type is not known to this version. */
    UNKNOWN_TYPE("a frame of unknown type"),
    /** The sequence number does not follow that of the record before. */
    WRONG_SEQUENCE("a frame out of sequence"),
    /** A segment does not begin with a ROLL frame that continues the segment before. */
    BROKEN_ROLL("a segment that does not continue the one before"),
    /** An atomic batch without its last frame. */
    UNFINISHED_BATCH("an unfinished batch");

    private final String reason;

    StopReason(final String reason) {
        this.reason = reason;
    }

    /**
     * The reason in words.
     *
     * @return for a message, in lower case.
     */
    public String reason() {
        return reason;
    }
}
