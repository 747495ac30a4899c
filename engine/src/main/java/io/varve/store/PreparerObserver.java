package io.varve.store;

import java.io.IOException;

/** Told what a {@link SegmentPreparer} has done, on the thread of its agent; must not throw. */
public interface PreparerObserver {

    /** Looks away. */
    PreparerObserver NONE = new PreparerObserver() {

        @Override
        public void prepared(final long basePosition) {
            // Nobody wants to know.
        }

        @Override
        public void retries(final IOException failure) {
            // Nobody wants to know.
        }
    };

    /**
     * A segment is ready for the writer.
     *
     * @param basePosition of the segment.
     */
    void prepared(long basePosition);

    /**
     * A segment could not be prepared, or what was left of it not be deleted; it is tried again.
     *
     * @param failure why.
     */
    void retries(IOException failure);
}
