package io.varve.log;

import java.util.OptionalLong;

/**
 * What opening a log found and did.
 *
 * <p>Immutable.
 *
 * @param outcome          in one word.
 * @param epoch            of the new writer.
 * @param firstPosition    where the log begins: the base position of the oldest live segment.
 * @param tail             position behind the last record; all positions are bytes.
 * @param watermark        W*: the highest position for which there was evidence that it had been durable.
 * @param cutTo            position behind the last byte that was cut; equal to {@code tail} when nothing was.
 * @param stop             why the scan ended at {@code tail}.
 * @param nextSequence     of the next record.
 * @param lastTimestamp    the greatest timestamp in the log so far, ns since the Unix epoch; {@link Long#MIN_VALUE}
 *                         when there is none.
 * @param externalPosition the last external position that was stored, if any.
 * @param scannedRecords   how many records were checked.
 * @param scannedBytes     how many bytes of frames were checked.
 * @param rewrittenBytes   how many bytes were written and forced again, because nothing proved them durable.
 * @param markLost         whether the mark was missing or damaged, so that only the frames could tell what was durable.
 * @param durationNs       how long opening took.
 */
public record RecoveryResult(Outcome outcome, long epoch, long firstPosition, long tail, long watermark, long cutTo,
    StopReason stop, long nextSequence, long lastTimestamp, OptionalLong externalPosition, long scannedRecords,
    long scannedBytes, long rewrittenBytes, boolean markLost, long durationNs) {

    /** What opening a log found. */
    public enum Outcome {
        /** There was no store; a new one was made. */
        CREATED,
        /** The store had been closed. */
        CLEAN,
        /** The writer had ended without closing, and everything that it had appended is there. */
        COMPLETE,
        /** The writer had ended without closing, and an unfinished or torn end was cut. None of it was durable. */
        TAIL_CUT
    }

    /**
     * How many bytes were cut.
     *
     * @return bytes behind the tail up to the last one that was not zero.
     */
    public long cutBytes() {
        return cutTo - tail;
    }

    /**
     * The result in one line, for people.
     *
     * @return one sentence.
     */
    public String describe() {
        return found() + (markLost ? "; the mark was lost" : "");
    }

    private String found() {
        return switch (outcome) {
            case CREATED -> "a new log";
            case CLEAN -> "closed cleanly at position " + tail;
            case COMPLETE -> "not closed; complete up to position " + tail + ", durable before: " + watermark;
            case TAIL_CUT -> "not closed; cut from position " + tail + " to " + cutTo + " (" + stop.reason()
                + "), durable before: " + watermark;
        };
    }
}
