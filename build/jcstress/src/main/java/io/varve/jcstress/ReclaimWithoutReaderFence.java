package io.varve.jcstress;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** The twin of {@link ReclaimStress} whose reader announces itself with a release store. */
@JCStressTest
@Description("Without a fence of the reader a segment is given back below a reader.")
@Outcome(id = {"0, 0", "0, 1", "1, 0"}, expect = Expect.ACCEPTABLE, desc = "As with the fence.")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE_INTERESTING, desc = "Found, and given back below the reader.")
@State
public class ReclaimWithoutReaderFence {

    private final UnfencedEpochs epochs = new UnfencedEpochs();
    private final Table table = new Table();

    /** The reader. */
    @Actor
    public void reader(final II_Result result) {
        epochs.enterWithoutFence();
        result.r1 = table.get() == null ? 0 : 1;
    }

    /** The reclaimer. */
    @Actor
    public void reclaimer(final II_Result result) {
        table.remove();
        result.r2 = epochs.isQuiet(epochs.advance()) ? 1 : 0;
    }
}
