package io.varve.index;

import org.agrona.UnsafeApi;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.J_Result;

/** The twin of {@link IndexSplitStress} whose writer clears what has moved before it stores the meta word. */
@JCStressTest
@Description("A key that is cleared too early is missed.")
@Outcome(id = "5", expect = Expect.ACCEPTABLE, desc = "As with the right order.")
@Outcome(id = "0", expect = Expect.ACCEPTABLE_INTERESTING, desc = "Missed.")
@State
public class IndexSplitClearedFirst {

    private final StressIndex index = new StressIndex();
    private final IndexProbe probe = index.probe();

    /** With one key, which the split moves. */
    public IndexSplitClearedFirst() {
        index.writer.insert(StressIndex.movingHash(), 5);
    }

    /** The writer. */
    @Actor
    public void writer() {
        final long source = index.line(0);
        final long target = index.line(StressIndex.LEAST);
        UnsafeApi.putLongRelease(null, target, UnsafeApi.getLong(source));
        BucketChains.putMeta(target, BucketDescriptor.meta(BucketDescriptor.MIN_LEVEL + 1, 0));
        BucketChains.clear(source, -1L);
        BucketChains.putMeta(source, BucketDescriptor.afterSplit(BucketChains.metaOf(source)));
    }

    /** The reader. */
    @Actor
    public void reader(final J_Result result) {
        result.r1 = StressIndex.find(probe, StressIndex.movingHash());
    }
}
