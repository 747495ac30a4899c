package io.varve.index;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.J_Result;

/** An address is replaced by another one, which is different in both halves. */
@JCStressTest
@Description("The address that a reader finds is the one or the other.")
@Outcome(id = {"4294967297", "8589934594"}, expect = Expect.ACCEPTABLE, desc = "One of both.")
@Outcome(expect = Expect.FORBIDDEN, desc = "Half of each, or missed.")
@State
public class IndexReplaceStress {

    private final StressIndex index = new StressIndex();
    private final IndexProbe probe = index.probe();

    /** With one key, whose address is 1 in both halves. */
    public IndexReplaceStress() {
        index.writer.insert(StressIndex.stayingHash(3, 0), 0x1_0000_0001L);
        index.writer.seek(StressIndex.stayingHash(3, 0), 0x1_0000_0001L);
    }

    /** The writer. */
    @Actor
    public void writer() {
        index.writer.replace(0x2_0000_0002L);
    }

    /** The reader. */
    @Actor
    public void reader(final J_Result result) {
        result.r1 = StressIndex.find(probe, StressIndex.stayingHash(3, 0));
    }
}
