package io.varve.log;

import io.varve.settings.Rule;

/**
 * How a feed is opened. Immutable and checked: every instance keeps the rules below.
 *
 * @param start       position of the first record to be looked at, or {@link #FROM_START} or {@link #FROM_END}.
 * @param filter      of the records to be handed out.
 * @param queueLength how many runs of records may wait for the subscriber, 1 to 65,536, before it is sent to read the
 *                    log itself.
 * @param droppable   whether retention may overtake the feed; otherwise it keeps what the feed has not handed out.
 */
public record FeedConfig(long start, FeedFilter filter, int queueLength, boolean droppable) {

    /** In place of a position: the oldest record of the log. */
    public static final long FROM_START = -1;
    /** In place of a position: behind the newest record of the log. */
    public static final long FROM_END = -2;
    /** The queue length unless told otherwise. */
    public static final int DEFAULT_QUEUE_LENGTH = 1024;
    /** The greatest queue length. */
    public static final int MAX_QUEUE_LENGTH = 65_536;

    /**
     * Checks the rules, so that no instance breaks one.
     *
     * @param start see {@link #start()}.
     * @param filter see {@link #filter()}.
     * @param queueLength see {@link #queueLength()}.
     * @param droppable see {@link #droppable()}.
     */
    public FeedConfig {
        Rule.check(start >= FROM_END, "start", start, "must be a position, FROM_START or FROM_END");
        Rule.check(filter != null, "filter", null, "must be given");
        Rule.check(queueLength >= 1 && queueLength <= MAX_QUEUE_LENGTH, "queueLength", queueLength,
            "must be from 1 to " + MAX_QUEUE_LENGTH);
    }

    /**
     * Settings to begin with: all records from the oldest one on, not droppable.
     *
     * @return a builder.
     */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects settings; used by one thread. */
    public static final class Builder {

        private long start = FROM_START;
        private FeedFilter filter = FeedFilter.ALL;
        private int queueLength = DEFAULT_QUEUE_LENGTH;
        private boolean droppable;

        private Builder() {
        }

        /**
         * Begin at a position: that of a record, or what {@link LogFeed#position()} was.
         *
         * @param newStart of the first record to be looked at, or one of the two constants.
         * @return this.
         */
        public Builder start(final long newStart) {
            start = newStart;
            return this;
        }

        /**
         * Hand out some records only.
         *
         * @param newFilter that they match.
         * @return this.
         */
        public Builder filter(final FeedFilter newFilter) {
            filter = newFilter;
            return this;
        }

        /**
         * Let more or less wait for the subscriber.
         *
         * @param newQueueLength in runs of records.
         * @return this.
         */
        public Builder queueLength(final int newQueueLength) {
            queueLength = newQueueLength;
            return this;
        }

        /**
         * Let retention overtake the feed, or not.
         *
         * @param newDroppable true when it may.
         * @return this.
         */
        public Builder droppable(final boolean newDroppable) {
            droppable = newDroppable;
            return this;
        }

        /**
         * Check the settings.
         *
         * @return the configuration.
         * @throws io.varve.ConfigurationException when one breaks a rule.
         */
        public FeedConfig build() {
            return new FeedConfig(start, filter, queueLength, droppable);
        }
    }
}
