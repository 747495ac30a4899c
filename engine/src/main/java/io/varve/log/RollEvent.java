package io.varve.log;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** Committed by the agent that notices a roll. */
@Name("io.varve.Roll")
@Label("Roll")
@Category("Varve")
@Description("The writer went on to a new segment.")
@StackTrace(false)
final class RollEvent extends Event {

    @Label("Base Position")
    @DataAmount
    long basePosition;

    static void emit(final long basePosition) {
        final RollEvent event = new RollEvent();
        if (event.shouldCommit()) {
            event.basePosition = basePosition;
            event.commit();
        }
    }
}
