package io.varve.index;

import org.agrona.UnsafeApi;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.J_Result;

/** The twin of {@link IndexRelinkStress} whose writer counts no version. */
@JCStressTest
@Description("A chain that looks as it did before is taken for unchanged.")
@Outcome(id = "5", expect = Expect.ACCEPTABLE, desc = "As with the right order.")
@Outcome(id = "0", expect = Expect.ACCEPTABLE_INTERESTING, desc = "Missed.")
@State
public class IndexRelinkWithoutVersion {

    private final StressIndex index = new StressIndex();
    private final IndexProbe probe = index.probe();

    /** With a full bucket and one key in an overflow bucket. */
    public IndexRelinkWithoutVersion() {
        index.fill(0);
        index.writer.insert(StressIndex.stayingHash(8, 0), 5);
    }

    /** The writer. */
    @Actor
    public void writer() {
        final long base = index.line(0);
        final long drained = index.overflowLine(1);
        final long meta = BucketChains.metaOf(base);
        UnsafeApi.putLongRelease(null, base, 0);
        UnsafeApi.putLongRelease(null, base, UnsafeApi.getLong(drained));
        BucketChains.putMeta(base, meta - BucketDescriptor.overflow(meta));
        BucketChains.clear(drained, -1L);
        BucketChains.putMeta(base, meta);
    }

    /** The reader. */
    @Actor
    public void reader(final J_Result result) {
        result.r1 = StressIndex.find(probe, StressIndex.stayingHash(8, 0));
    }
}
