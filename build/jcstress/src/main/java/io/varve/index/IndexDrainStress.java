package io.varve.index;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.J_Result;

/** An overflow bucket is drained, given back and taken for another bucket while a reader stands in it perhaps. */
@JCStressTest
@Description("A key that moves within its chain is never missed, nor is one of another chain found.")
@Outcome(id = "5", expect = Expect.ACCEPTABLE, desc = "Found.")
@Outcome(expect = Expect.FORBIDDEN, desc = "Missed.")
@State
public class IndexDrainStress {

    private final StressIndex index = new StressIndex();
    private final IndexProbe probe = index.probe();

    /** With a full bucket and one key in an overflow bucket. */
    public IndexDrainStress() {
        index.fill(0);
        index.writer.insert(StressIndex.stayingHash(8, 0), 5);
        index.fill(StressIndex.STEP);
    }

    /** The writer. */
    @Actor
    public void writer() {
        index.writer.seek(StressIndex.stayingHash(1, 0), 1);
        index.writer.remove();
        index.writer.insert(StressIndex.stayingHash(9, StressIndex.STEP), 9);
    }

    /** The reader. */
    @Actor
    public void reader(final J_Result result) {
        result.r1 = StressIndex.find(probe, StressIndex.stayingHash(8, 0));
    }
}
