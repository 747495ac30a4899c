package io.varve.log;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** Begun and committed by the writer, which has waited in between. */
@Name("io.varve.LatePreparation")
@Label("Late Preparation")
@Category("Varve")
@Description("An append found no segment ready and was refused or had to wait.")
@StackTrace(false)
final class LatePreparationEvent extends Event {

    @Label("Base Position")
    @DataAmount
    long basePosition;

    /** An event that has begun, or null when nobody wants it. */
    static LatePreparationEvent beginIfWanted() {
        final LatePreparationEvent event = new LatePreparationEvent();
        if (event.isEnabled()) {
            event.begin();
            return event;
        }
        return null;
    }

    void commitIfWanted(final long position) {
        if (shouldCommit()) {
            basePosition = position;
            commit();
        }
    }
}
