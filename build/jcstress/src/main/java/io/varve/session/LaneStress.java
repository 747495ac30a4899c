package io.varve.session;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/** The writer applies the first ticket of a lane, the producer waits for it. */
@JCStressTest
@Description("Who sees a ticket applied sees its result.")
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "Not applied yet.")
@Outcome(id = "1, 96", expect = Expect.ACCEPTABLE, desc = "Applied, with its result.")
@Outcome(expect = Expect.FORBIDDEN, desc = "Applied, without its result.")
@State
public class LaneStress {

    private final Lane lane = new Lane(0, 64);

    /** The writer. */
    @Actor
    public void writer() {
        lane.result(1, 96);
        lane.publish(1);
    }

    /** The producer. */
    @Actor
    public void producer(final JJ_Result result) {
        result.r1 = lane.applied();
        if (result.r1 == 1) {
            result.r2 = lane.result(1);
        }
    }
}
