package io.varve.log;

import io.varve.agent.PaddedLong;
import org.jctools.queues.varhandle.SpscVarHandleArrayQueue;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** The twin of {@link FeedQueueStress} whose dispatcher stores the word before it queues the last run. */
@JCStressTest
@Description("A word that comes before the queue is seen before the queue.")
@Outcome(id = {"0, 0", "0, 128", "1, 128"}, expect = Expect.ACCEPTABLE, desc = "As with the right order.")
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE_INTERESTING, desc = "Detached without the last run.")
@State
public class FeedWordBeforeQueue {

    private final SpscVarHandleArrayQueue<FeedRun> queued = new SpscVarHandleArrayQueue<>(1);
    private final PaddedLong word = new PaddedLong(FeedState.LIVE.at(64));
    private final FeedRun run = new FeedRun();

    /** The dispatcher. */
    @Actor
    public void dispatcher() {
        run.start = 64;
        run.end = 128;
        word.setRelease(FeedState.DETACHED.at(128));
        queued.offer(run);
    }

    /** The subscriber. */
    @Actor
    public void subscriber(final II_Result result) {
        result.r1 = FeedState.of(word.getAcquire()).ordinal();
        final FeedRun next = queued.poll();
        result.r2 = next == null ? 0 : (int) next.end;
    }
}
