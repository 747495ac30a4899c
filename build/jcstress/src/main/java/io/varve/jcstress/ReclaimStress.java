package io.varve.jcstress;

import io.varve.agent.ReaderEpochs;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A reader that enters and stays, and the reclaimer. Each side stores, then loads what the other stores: without a full
 * fence in between on both sides, both loads may come first.
 */
@JCStressTest
@Description("A reader that is inside and has found a segment holds it.")
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "Nothing found, and the reclaimer waits for nothing.")
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "Removed before the reader looked.")
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "Found, and the reclaimer waits.")
@Outcome(id = "1, 1", expect = Expect.FORBIDDEN, desc = "Found, and given back below the reader.")
@State
public class ReclaimStress {

    /** Registered once for each state, so that both become garbage together. */
    private final ReaderEpochs epochs = new ReaderEpochs();
    private final ReaderEpochs.Reader reader = epochs.register();
    private final Table table = new Table();

    /** The reader. */
    @Actor
    public void reader(final II_Result result) {
        reader.enter();
        result.r1 = table.get() == null ? 0 : 1;
    }

    /** The reclaimer. */
    @Actor
    public void reclaimer(final II_Result result) {
        table.remove();
        result.r2 = epochs.isQuiet(epochs.advance()) ? 1 : 0;
    }
}
