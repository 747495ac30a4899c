package io.varve.log;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** Begun with every duty cycle and committed only for one above the threshold. */
@Name("io.varve.Stall")
@Label("Stall")
@Category("Varve")
@Description("A duty cycle of an agent took longer than its threshold.")
@StackTrace(false)
final class StallEvent extends Event {

    @Label("Agent")
    String agent;

    void commitIfWanted(final String name) {
        if (shouldCommit()) {
            agent = name;
            commit();
        }
    }
}
