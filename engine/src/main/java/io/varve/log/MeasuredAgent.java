package io.varve.log;

import io.varve.agent.AgentRole;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NanoClock;

/**
 * Measures the duty cycles of an agent, and keeps what it throws from its thread, which is that of other logs too. It
 * is reported, and the agent rests for a while; the log fails when its appends or their durability depend on the agent,
 * because nobody would end their waits.
 */
final class MeasuredAgent implements Agent {

    private static final long REST_NS = 1_000_000_000L;

    private final AgentRole role;
    private final Agent agent;
    private final boolean essential;
    private final LogStatus status;
    private final NanoClock clock;
    private final long slowNs;
    private long restsUntilNs = Long.MIN_VALUE;
    /** Used again and again, so that a duty cycle allocates nothing. */
    private StallEvent event;

    MeasuredAgent(final AgentRole role, final Agent agent, final boolean essential, final LogConfig config,
        final LogStatus status) {
        this.role = role;
        this.agent = agent;
        this.essential = essential;
        this.status = status;
        clock = config.monotonicClock();
        slowNs = config.slowCycleNs();
    }

    AgentRole role() {
        return role;
    }

    @Override
    public String roleName() {
        return agent.roleName();
    }

    @Override
    public int doWork() {
        final long startNs = clock.nanoTime();
        if (startNs < restsUntilNs) {
            return 0;
        }
        try {
            return measure(startNs);
        } catch (final Exception | Error ex) {
            restsUntilNs = startNs + REST_NS;
            if (essential) {
                status.fail(ex);
            }
            status.events.failed("running " + agent.roleName(), ex);
            return 0;
        }
    }

    /** After it was removed. */
    @Override
    public void onClose() {
        agent.onClose();
    }

    private int measure(final long startNs) throws Exception {
        event = FlightRecording.stall(event);
        final int work = agent.doWork();
        final long durationNs = clock.nanoTime() - startNs;
        status.events.cycle(role, agent.roleName(), durationNs, slowNs);
        if (event != null && durationNs >= slowNs) {
            event.end();
            event.commitIfWanted(agent.roleName());
        }
        return work;
    }
}
