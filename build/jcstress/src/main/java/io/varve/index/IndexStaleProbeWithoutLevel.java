package io.varve.index;

import org.agrona.UnsafeApi;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.J_Result;

/** The twin of {@link IndexStaleProbeStress} whose reader does not look at the level of a bucket. */
@JCStressTest
@Description("Without the level a key is looked for where it was long ago.")
@Outcome(id = "5", expect = Expect.ACCEPTABLE, desc = "As with the right order.")
@Outcome(id = "0", expect = Expect.ACCEPTABLE_INTERESTING, desc = "Missed.")
@State
public class IndexStaleProbeWithoutLevel {

    private final StressIndex index = new StressIndex();
    private final TableGrowth growth;

    /** Every bucket has been split since the probe was made, and the first one is to be split again. */
    public IndexStaleProbeWithoutLevel() {
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
        final long line = index.line(0);
        long meta;
        long entry;
        do {
            meta = UnsafeApi.getLongAcquire(null, line + BucketDescriptor.META_OFFSET);
            entry = UnsafeApi.getLongAcquire(null, line);
        } while (entry == 0 && UnsafeApi.getLongAcquire(null, line + BucketDescriptor.META_OFFSET) != meta);
        result.r1 = BucketDescriptor.address(entry);
    }
}
