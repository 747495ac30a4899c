package io.varve.log;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** The dispatcher answers a feed, queues one run and detaches it; the subscriber looks at the word, then the queue. */
@JCStressTest
@Description("Who sees a word sees the runs that it counts in, and the answer in front of it.")
@Outcome(id = "-1, .*, .*", expect = Expect.ACCEPTABLE, desc = "Not answered yet: no word of the dispatcher's.")
@Outcome(id = "0, 64, (0|128)", expect = Expect.ACCEPTABLE, desc = "Live from 64, the run may be there already.")
@Outcome(id = "1, 64, 128", expect = Expect.ACCEPTABLE, desc = "Detached, and the run is there.")
@Outcome(expect = Expect.FORBIDDEN, desc = "Detached without the last run, or live without the answer.")
@State
public class FeedQueueStress {

    private final FeedChannel channel = new FeedChannel(FeedConfig.builder().queueLength(1).build(), 0);

    /** Asked before both sides begin. */
    public FeedQueueStress() {
        channel.join(32);
    }

    /** The dispatcher. */
    @Actor
    public void dispatcher() {
        channel.answer(64);
        channel.add(64, 128, false);
        channel.detach(128);
    }

    /** The subscriber. */
    @Actor
    public void subscriber(final III_Result result) {
        final FeedState state = FeedState.of(channel.word());
        result.r1 = state == FeedState.JOINING ? -1 : state.ordinal();
        result.r2 = (int) channel.liveFrom();
        final FeedRun run = channel.poll();
        result.r3 = run == null ? 0 : (int) run.end;
    }
}
