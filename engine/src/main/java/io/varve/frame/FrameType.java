package io.varve.frame;

/**
 * The numbers of frame types: 0 to 127 belong to applications, 128 to 255 to the engine.
 *
 * <p>Safe for use by many threads: it holds no state.
 */
public final class FrameType {

    /** The highest type that an application may use. */
    public static final int MAX_USER_TYPE = 127;
    /** Skips to the next frame: the end of a segment, an aborted claim, an abandoned batch. Its body means nothing. */
    public static final int PADDING = 0x80;
    /** The first frame of a writer: a header only, whose timestamp field holds the epoch. */
    public static final int EPOCH = 0x81;
    /** The first frame of a segment; see {@link RollDescriptor}. */
    public static final int ROLL = 0x82;
    /** A 64-bit position in somebody else's log, stored in the batch that it belongs to. */
    public static final int EXTERNAL_POSITION = 0x83;
    /** A record that compaction has moved here: it keeps its own sequence and timestamp, and uses no sequence. */
    public static final int RELOCATED = 0x84;

    private FrameType() {
    }

    /**
     * Whether a frame of that type is a record of the application and has a sequence number.
     *
     * @param type 0 to 255.
     * @return true for 0 to {@link #MAX_USER_TYPE}.
     */
    public static boolean isUser(final int type) {
        return type <= MAX_USER_TYPE;
    }

    /**
     * Whether the engine of this version knows the type.
     *
     * @param type 0 to 255.
     * @return true when it does.
     */
    public static boolean isKnown(final int type) {
        return type <= RELOCATED;
    }
}
