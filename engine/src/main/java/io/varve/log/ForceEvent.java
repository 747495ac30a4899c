package io.varve.log;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** Begun and committed by who forces. */
@Name("io.varve.Force")
@Label("Force")
@Category("Varve")
@Description("A part of the log was forced and is durable.")
@StackTrace(false)
final class ForceEvent extends Event {

    @Label("Bytes")
    @DataAmount
    long bytes;

    @Label("Durable Position")
    @DataAmount
    long durablePosition;

    void commitIfWanted(final long from, final long to) {
        end();
        if (shouldCommit()) {
            bytes = to - from;
            durablePosition = to;
            commit();
        }
    }
}
