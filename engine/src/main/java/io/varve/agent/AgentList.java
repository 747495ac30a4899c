package io.varve.agent;

import java.util.Arrays;
import org.agrona.concurrent.Agent;

/** Agents in the order in which they were added. Changed by any thread; who runs them sees one list or the next. */
final class AgentList {

    /** Replaced as a whole and never written to, so that a duty cycle takes neither a lock nor a copy. */
    private volatile Agent[] agents = {};

    synchronized void add(final Agent agent) {
        final Agent[] next = Arrays.copyOf(agents, agents.length + 1);
        next[next.length - 1] = agent;
        agents = next;
    }

    synchronized void remove(final Agent agent) {
        agents = Arrays.stream(agents).filter(other -> other != agent).toArray(Agent[]::new);
    }

    boolean contains(final Agent agent) {
        for (final Agent other : agents) {
            if (other == agent) {
                return true;
            }
        }
        return false;
    }

    boolean isEmpty() {
        return agents.length == 0;
    }

    /** The agents of this moment, for reading only. */
    Agent[] snapshot() {
        return agents;
    }
}
