package io.varve.index;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.J_Result;

/** A bucket is split while a reader looks for a key that moves. */
@JCStressTest
@Description("A key that moves to another bucket is never missed.")
@Outcome(id = "5", expect = Expect.ACCEPTABLE, desc = "Found.")
@Outcome(expect = Expect.FORBIDDEN, desc = "Missed.")
@State
public class IndexSplitStress {

    private final StressIndex index = new StressIndex();
    private final TableGrowth growth = index.growth();
    private final IndexProbe probe = index.probe();

    /** With one key, which the split moves. */
    public IndexSplitStress() {
        index.writer.insert(StressIndex.movingHash(), 5);
    }

    /** The writer. */
    @Actor
    public void writer() {
        growth.split();
    }

    /** The reader. */
    @Actor
    public void reader(final J_Result result) {
        result.r1 = StressIndex.find(probe, StressIndex.movingHash());
    }
}
