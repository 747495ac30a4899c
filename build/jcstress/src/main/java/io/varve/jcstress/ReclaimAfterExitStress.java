package io.varve.jcstress;

import io.varve.agent.ReaderEpochs;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A reader that comes and goes, and the reclaimer, which overwrites the memory as soon as it may. */
@JCStressTest
@Description("What a reader loads before it withdraws was not given back.")
@Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "Nothing found.")
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "Found and intact.")
@Outcome(id = "2", expect = Expect.FORBIDDEN, desc = "Found, and given back below the reader.")
@State
public class ReclaimAfterExitStress {

    private final ReaderEpochs epochs = new ReaderEpochs();
    private final ReaderEpochs.Reader reader = epochs.register();
    private final Table table = new Table();
    private final Table.Memory memory = table.get();

    /** The reader. */
    @Actor
    public void reader(final I_Result result) {
        reader.enter();
        final Table.Memory found = table.get();
        result.r1 = found == null ? 0 : found.content;
        reader.exit();
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
