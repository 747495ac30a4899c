package io.varve.index;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.J_Result;

/** A bucket is split for the second time while a reader looks that knows of neither split. */
@JCStressTest
@Description("A key is found with a number of buckets of long ago.")
@Outcome(id = "5", expect = Expect.ACCEPTABLE, desc = "Found.")
@Outcome(expect = Expect.FORBIDDEN, desc = "Missed.")
@State
public class IndexStaleProbeStress {

    private final StressIndex index = new StressIndex();
    private final IndexProbe stale = index.probe();
    private final TableGrowth growth;

    /** Every bucket has been split since the probe was made, and the first one is to be split again. */
    public IndexStaleProbeStress() {
        index.writer.insert(2 * StressIndex.LEAST, 5);
        index.growth().split();
        index.buckets.setRelease(2 * StressIndex.LEAST);
        growth = index.growth();
    }

    /** The writer. */
    @Actor
    public void writer() {
        growth.split();
    }

    /** The reader. */
    @Actor
    public void reader(final J_Result result) {
        result.r1 = StressIndex.find(stale, 2 * StressIndex.LEAST);
    }
}
