package io.varve.store;

import java.util.Locale;

/** The names of the files in the directory of a store. Safe for use by many threads. */
public final class StoreFileNames {

    /** Held locked by the writer; nobody else opens it. */
    public static final String LOCK = "store.lock";
    /** Identity, epoch and watermark. */
    public static final String MARK = "store.mark";
    /** Counters and distinct errors of the last writer; disposable. */
    public static final String COUNTERS = "store.counters";
    /** The list of live segments. */
    public static final String SEGMENTS = "store.segments";
    /** The checkpoint of the index of a key-value store; disposable. */
    public static final String CHECKPOINT = "store.checkpoint";
    /** The end of the name of a segment. */
    public static final String SEGMENT_SUFFIX = ".seg";
    /** The end of the name of the index of a segment; disposable. */
    public static final String INDEX_SUFFIX = ".idx";
    /** The end of the name of the hint of a segment of a key-value store; disposable. */
    public static final String HINT_SUFFIX = ".hint";
    /** The end of the name of a cursor. */
    public static final String CURSOR_SUFFIX = ".cursor";
    /** The end of the name of a file that is being written and is renamed when complete. */
    public static final String TEMPORARY_SUFFIX = ".tmp";

    private static final int DIGITS = 20;

    private StoreFileNames() {
    }

    /**
     * The name of a segment.
     *
     * @param basePosition of the segment, 0 or more.
     * @return the position in 20 decimal digits and {@link #SEGMENT_SUFFIX}, so that order by name is order by
     *         position.
     */
    public static String segment(final long basePosition) {
        return String.format(Locale.ROOT, "%020d%s", basePosition, SEGMENT_SUFFIX);
    }

    /**
     * The name of the index file of a segment.
     *
     * @param basePosition of the segment, 0 or more.
     * @return the position in 20 decimal digits and {@link #INDEX_SUFFIX}.
     */
    public static String index(final long basePosition) {
        return String.format(Locale.ROOT, "%020d%s", basePosition, INDEX_SUFFIX);
    }

    /**
     * The name of the hint of a segment.
     *
     * @param basePosition of the segment, 0 or more.
     * @return the position in 20 decimal digits and {@link #HINT_SUFFIX}.
     */
    public static String hint(final long basePosition) {
        return String.format(Locale.ROOT, "%020d%s", basePosition, HINT_SUFFIX);
    }

    /**
     * Whether a name is that of a segment, temporary ones not included.
     *
     * @param name of a file.
     * @return true when it is.
     */
    public static boolean isSegment(final String name) {
        return isPositionWith(SEGMENT_SUFFIX, name);
    }

    /**
     * Whether a name is that of the index file of a segment, temporary ones not included.
     *
     * @param name of a file.
     * @return true when it is.
     */
    public static boolean isIndex(final String name) {
        return isPositionWith(INDEX_SUFFIX, name);
    }

    /**
     * Whether a name is that of the hint of a segment, temporary ones not included.
     *
     * @param name of a file.
     * @return true when it is.
     */
    public static boolean isHint(final String name) {
        return isPositionWith(HINT_SUFFIX, name);
    }

    private static boolean isPositionWith(final String suffix, final String name) {
        return name.length() == DIGITS + suffix.length() && name.endsWith(suffix)
            && name.chars().limit(DIGITS).allMatch(digit -> digit >= '0' && digit <= '9');
    }

    /**
     * The name of the file of a cursor.
     *
     * @param cursorName of the cursor.
     * @return the name and {@link #CURSOR_SUFFIX}.
     */
    public static String cursor(final String cursorName) {
        return cursorName + CURSOR_SUFFIX;
    }

    /**
     * Whether a name is one that the engine gives to a file of a store.
     *
     * @param name of a file.
     * @return true when it is.
     */
    public static boolean isOurs(final String name) {
        final String plain = name.endsWith(TEMPORARY_SUFFIX)
            ? name.substring(0, name.length() - TEMPORARY_SUFFIX.length()) : name;
        return plain.equals(LOCK) || plain.equals(MARK) || plain.equals(SEGMENTS) || plain.equals(COUNTERS)
            || plain.equals(CHECKPOINT) || isSegment(plain) || isIndex(plain) || isHint(plain)
            || plain.endsWith(CURSOR_SUFFIX);
    }
}
