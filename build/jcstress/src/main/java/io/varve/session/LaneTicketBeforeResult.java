package io.varve.session;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/** The twin of {@link LaneStress} whose writer publishes the ticket before it stores the result. */
@JCStressTest
@Description("A ticket that is published before its result is seen before its result.")
@Outcome(id = {"0, 0", "1, 96"}, expect = Expect.ACCEPTABLE, desc = "As with the right order.")
@Outcome(id = "1, " + Session.NO_POSITION, expect = Expect.ACCEPTABLE_INTERESTING, desc = "Without its result.")
@State
public class LaneTicketBeforeResult {

    private final Lane lane = new Lane(0, 64);

    /** The writer. */
    @Actor
    public void writer() {
        lane.publish(1);
        lane.result(1, 96);
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
