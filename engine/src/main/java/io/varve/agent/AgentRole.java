package io.varve.agent;

/** What an agent does, and so on which thread it runs. */
public enum AgentRole {

    /** Short and frequent: refreshes clocks and touches pages ahead of writers. */
    TICK("varve-tick", 200_000L),
    /** Creates, fills, lists, retires and unmaps segments. */
    PREPARE("varve-prepare", 1_000_000L),
    /** Forces what was appended. */
    FORCE("varve-force", 1_000_000L),
    /** Tells the subscribers of feeds what was appended. */
    DISPATCH("varve-dispatch", 50_000L),
    /** Finds what compaction moves. */
    COMPACT("varve-compact", 1_000_000L),
    /** Writes checkpoints of indexes. */
    CHECKPOINT("varve-checkpoint", 10_000_000L);

    private final String threadName;
    private final long maxIdleNs;

    AgentRole(final String threadName, final long maxIdleNs) {
        this.threadName = threadName;
        this.maxIdleNs = maxIdleNs;
    }

    String threadName() {
        return threadName;
    }

    long maxIdleNs() {
        return maxIdleNs;
    }
}
