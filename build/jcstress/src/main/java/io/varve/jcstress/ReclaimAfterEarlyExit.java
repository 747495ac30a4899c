package io.varve.jcstress;

import io.varve.agent.ReaderEpochs;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** The twin of {@link ReclaimAfterExitStress} whose reader withdraws before its last load. */
@JCStressTest
@Description("A reader that withdraws too early loads what was given back.")
@Outcome(id = {"0", "1"}, expect = Expect.ACCEPTABLE, desc = "As with the right order.")
@Outcome(id = "2", expect = Expect.ACCEPTABLE_INTERESTING, desc = "Found, and given back below the reader.")
@State
public class ReclaimAfterEarlyExit {

    private final ReaderEpochs epochs = new ReaderEpochs();
    private final ReaderEpochs.Reader reader = epochs.register();
    private final Table table = new Table();
    private final Table.Memory memory = table.get();

    /** The reader. */
    @Actor
    public void reader(final I_Result result) {
        reader.enter();
        final Table.Memory found = table.get();
        reader.exit();
        result.r1 = found == null ? 0 : found.content;
    }

    /** The reclaimer. */
    @Actor
    public void reclaimer() {
        table.remove();
        if (epochs.isQuiet(epochs.advance())) {
            memory.content = Table.Memory.GIVEN_BACK;
        }
    }
}
