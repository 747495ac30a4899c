package io.varve.log;

import org.jctools.queues.varhandle.SpscVarHandleArrayQueue;

/** A channel whose dispatcher lets others take steps around each load and store of its own that they can notice. */
final class SteppedChannel extends FeedChannel {

    private final Runnable others;

    SteppedChannel(final FeedConfig config, final long start, final Runnable others) {
        super(config, start, new SteppedQueue(config.queueLength(), others));
        this.others = others;
    }

    @Override
    boolean isLive() {
        others.run();
        return super.isLive();
    }

    @Override
    long word() {
        others.run();
        return super.word();
    }

    @Override
    void word(final long newWord) {
        others.run();
        super.word(newWord);
        others.run();
    }

    @Override
    boolean isDrained() {
        others.run();
        return super.isDrained();
    }

    private static final class SteppedQueue extends SpscVarHandleArrayQueue<FeedRun> {

        private final Runnable others;

        SteppedQueue(final int length, final Runnable others) {
            super(length);
            this.others = others;
        }

        @Override
        public boolean offer(final FeedRun run) {
            others.run();
            final boolean offered = super.offer(run);
            others.run();
            return offered;
        }
    }
}
