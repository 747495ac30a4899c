package io.varve.log;

import io.varve.store.Segment;
import io.varve.store.SegmentIndexFile;

/** How one reader reaches the segments of a log: of one that this process writes, or of another process's. */
interface SegmentAccess extends AutoCloseable {

    /** Begin to look at segments, near a position. What {@link #find} returns may be used until {@link #exit}. */
    void enter(long position);

    /** End it. */
    void exit();

    /** In front of which position frames may be handed out; negative when the log is closed. */
    long bound(long limitPosition);

    /** The mapped segment that holds a position, or null when there is nothing to be read there. */
    Segment find(long position);

    /** The segment that holds a position if it is mapped now, else null. */
    Segment mapped(long position);

    /** The index files of the segments. */
    SegmentIndexFile indexFile();

    /** Where the log begins. */
    long firstPosition();

    /** A position itself, or where the next segment begins when the one that holds it was taken out of the middle. */
    long next(long position);

    /** Behind the last whole record or batch. */
    long committedPosition();

    int segmentLength();

    FrameVerifier newVerifier();

    @Override
    void close();
}
