package io.varve.index;

import org.agrona.UnsafeApi;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.J_Result;

/** The twin of {@link IndexReplaceStress} whose writer stores one half after the other. */
@JCStressTest
@Description("An address that is stored in halves is found in halves.")
@Outcome(id = {"4294967297", "8589934594"}, expect = Expect.ACCEPTABLE, desc = "One of both.")
@Outcome(id = {"4294967298", "8589934593"}, expect = Expect.ACCEPTABLE_INTERESTING, desc = "Half of each.")
@State
public class IndexReplaceInHalves {

    private final StressIndex index = new StressIndex();
    private final IndexProbe probe = index.probe();

    /** With one key, whose address is 1 in both halves. */
    public IndexReplaceInHalves() {
        index.writer.insert(StressIndex.stayingHash(3, 0), 0x1_0000_0001L);
        index.writer.seek(StressIndex.stayingHash(3, 0), 0x1_0000_0001L);
    }

    /** The writer. */
    @Actor
    public void writer() {
        final long entry = BucketDescriptor.withAddress(UnsafeApi.getLong(index.line(0)), 0x2_0000_0002L);
        UnsafeApi.putIntRelease(null, index.line(0), (int) entry);
        UnsafeApi.putIntRelease(null, index.line(0) + Integer.BYTES, (int) (entry >>> Integer.SIZE));
    }

    /** The reader. */
    @Actor
    public void reader(final J_Result result) {
        result.r1 = StressIndex.find(probe, StressIndex.stayingHash(3, 0));
    }
}
