package io.varve.perf.telemetry;

/** The types of the records in a telemetry log. */
public final class RecordTypes {

    /** A {@link MarketTick}. */
    public static final int TICK = 1;
    /** A {@link CounterSample}. */
    public static final int COUNTERS = 2;
    /** A flight recorder event; see {@link EventLayout}. */
    public static final int EVENT = 3;
    /** The description of a type of events; see {@link EventLayout}. */
    public static final int EVENT_TYPE = 4;
    /** How many types there are, with 0, which is not used. */
    public static final int COUNT = 5;

    private RecordTypes() {
    }
}
