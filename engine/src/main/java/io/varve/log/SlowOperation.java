package io.varve.log;

/** What took longer than its threshold. */
public enum SlowOperation {
    /** A force of the log; see {@link LogConfig#slowForceNs()}. */
    FORCE,
    /** A duty cycle of an agent; see {@link LogConfig#slowCycleNs()}. */
    DUTY_CYCLE,
    /** An append that found no segment ready; see {@link LogConfig#slowSegmentWaitNs()}. */
    SEGMENT_WAIT
}
