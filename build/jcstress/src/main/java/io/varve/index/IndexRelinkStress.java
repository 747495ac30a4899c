package io.varve.index;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.J_Result;

/** An overflow bucket is drained and linked to the same bucket again while a reader looks for a key that was in it. */
@JCStressTest
@Description("A chain that looks as it did before is seen to have changed.")
@Outcome(id = "5", expect = Expect.ACCEPTABLE, desc = "Found.")
@Outcome(expect = Expect.FORBIDDEN, desc = "Missed.")
@State
public class IndexRelinkStress {

    private final StressIndex index = new StressIndex();
    private final IndexProbe probe = index.probe();

    /** With a full bucket and one key in an overflow bucket. */
    public IndexRelinkStress() {
        index.fill(0);
        index.writer.insert(StressIndex.stayingHash(8, 0), 5);
    }

    /** The writer. */
    @Actor
    public void writer() {
        index.writer.seek(StressIndex.stayingHash(1, 0), 1);
        index.writer.remove();
        index.writer.insert(StressIndex.stayingHash(9, 0), 9);
    }

    /** The reader. */
    @Actor
    public void reader(final J_Result result) {
        result.r1 = StressIndex.find(probe, StressIndex.stayingHash(8, 0));
    }
}
