package io.varve.log;

import java.nio.file.Path;

/**
 * Told what happens to an open log. Every method does nothing unless overridden.
 *
 * <p>All calls come from one thread at a time, in the order in which things happened to a segment: the preparing
 * agent's, a little later than what they tell of, and the closing thread's at the end. Nobody waits for them, but the
 * next segments are prepared by the same agent, so that a listener must be quick. What a listener throws goes to the
 * error log and does no harm.
 */
public interface LogListener {

    /** Does nothing. */
    LogListener NONE = new LogListener() {

        @Override
        public String toString() {
            return "none";
        }
    };

    /**
     * A segment is listed, mapped and ready for the writer.
     *
     * @param basePosition of the segment.
     * @param file         of the segment.
     */
    default void segmentPrepared(final long basePosition, final Path file) {
        // Overridden by those who want to know.
    }

    /**
     * The writer has gone on to a segment: the one before takes no more records. Also told of the first one.
     *
     * @param basePosition of the new segment.
     * @param file         of the new segment.
     */
    default void segmentRolled(final long basePosition, final Path file) {
        // Overridden by those who want to know.
    }

    /**
     * A segment is full and durable: its file never changes again.
     *
     * @param basePosition of the segment.
     * @param file         of the segment.
     */
    default void segmentClosed(final long basePosition, final Path file) {
        // Overridden by those who want to know.
    }

    /**
     * Retention has dropped a segment; its file is deleted when the last reader has left it.
     *
     * @param basePosition of the segment.
     * @param file         of the segment.
     */
    default void segmentDropped(final long basePosition, final Path file) {
        // Overridden by those who want to know.
    }

    /**
     * Something took longer than its threshold.
     *
     * @param kind       of operation.
     * @param durationNs how long it took, in ns.
     * @param context    what it was, in words.
     */
    default void slowOperation(final SlowOperation kind, final long durationNs, final String context) {
        // Overridden by those who want to know.
    }

    /**
     * The log was opened where the contract does not hold: on a file system or a platform on which nothing is known to
     * survive a crash. Also logged, by the {@link System.Logger} {@code io.varve.log}.
     *
     * @param sentence that says what was found and what is not promised.
     */
    default void warned(final String sentence) {
        // Overridden by those who want to know.
    }

    /**
     * Something has failed, and was dealt with, is tried again, or has failed the log ({@link RecordLog#isFailed()}).
     * Called each time, also for a failure that repeats itself.
     *
     * @param cause with a message that says what was being done, and the failure itself as its cause.
     */
    default void failed(final Throwable cause) {
        // Overridden by those who want to know.
    }
}
