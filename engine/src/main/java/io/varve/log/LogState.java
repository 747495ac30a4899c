package io.varve.log;

/** What is known of a log at one place between two frames, while it is scanned. */
final class LogState {

    long tail;
    long epoch;
    long nextSequence = 1;
    boolean sequenceKnown;
    long lastTimestamp = Long.MIN_VALUE;
    long externalPosition;
    boolean hasExternalPosition;
    int checksum;
    int batchFrames;
    long records;
    long frameBytes;

    void set(final LogState other) {
        tail = other.tail;
        epoch = other.epoch;
        nextSequence = other.nextSequence;
        sequenceKnown = other.sequenceKnown;
        lastTimestamp = other.lastTimestamp;
        externalPosition = other.externalPosition;
        hasExternalPosition = other.hasExternalPosition;
        checksum = other.checksum;
        batchFrames = other.batchFrames;
        records = other.records;
        frameBytes = other.frameBytes;
    }
}
