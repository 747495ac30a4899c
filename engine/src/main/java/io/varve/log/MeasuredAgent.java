package io.varve.log;

import io.varve.agent.AgentRole;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NanoClock;

/** Measures the duty cycles of an agent. */
final class MeasuredAgent implements Agent {

    private final AgentRole role;
    private final Agent agent;
    private final LogEvents events;
    private final NanoClock clock;
    private final long slowNs;
    /** Used again and again, so that a duty cycle allocates nothing. */
    private StallEvent event;

    MeasuredAgent(final AgentRole role, final Agent agent, final LogConfig config, final LogEvents events) {
        this.role = role;
        this.agent = agent;
        this.events = events;
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
    public int doWork() throws Exception {
        event = FlightRecording.stall(event);
        final long startNs = clock.nanoTime();
        final int work = agent.doWork();
        final long durationNs = clock.nanoTime() - startNs;
        events.cycle(role, agent.roleName(), durationNs, slowNs);
        if (event != null && durationNs >= slowNs) {
            event.end();
            event.commitIfWanted(agent.roleName());
        }
        return work;
    }
}
