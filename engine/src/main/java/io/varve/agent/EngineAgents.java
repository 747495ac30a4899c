package io.varve.agent;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.agrona.concurrent.Agent;

/**
 * Who runs the slow work of stores: either daemon threads that all stores of a JVM share, or the application itself,
 * which then calls {@link #doWork()} in its own duty cycle.
 *
 * <p>The shared threads start when a store first needs them and end when no store does. Safe for use by many threads.
 */
public final class EngineAgents {

    private static final EngineAgents SHARED = new EngineAgents(true);

    private final Map<AgentRole, AgentThread> threads = new EnumMap<>(AgentRole.class);
    private final AgentList invoked = new AgentList();
    /** Held by who runs the agents that have no threads: they are made for one thread at a time. */
    private final ReentrantLock duty = new ReentrantLock();
    private volatile Agent running;

    private EngineAgents(final boolean threaded) {
        if (threaded) {
            for (final AgentRole role : AgentRole.values()) {
                threads.put(role, new AgentThread(role));
            }
        }
    }

    /**
     * The threads that all stores of this JVM share.
     *
     * @return the one instance.
     */
    public static EngineAgents shared() {
        return SHARED;
    }

    /**
     * Agents without threads, run by {@link #doWork()} and by calls that would otherwise wait for a thread.
     *
     * @return a new set.
     */
    public static EngineAgents invoked() {
        return new EngineAgents(false);
    }

    /**
     * Whether the application runs the agents.
     *
     * @return true for {@link #invoked()}.
     */
    public boolean isInvoked() {
        return threads.isEmpty();
    }

    /**
     * Run one duty cycle of every agent on the calling thread. One thread does so at a time, by this method or because
     * it waits for what the agents do; a call meanwhile does nothing.
     *
     * @return how much was done; 0 when there was nothing to do, another thread does it, or the agents have threads of
     *         their own.
     */
    public int doWork() {
        if (duty.isHeldByCurrentThread() || !duty.tryLock()) {
            return 0;
        }
        try {
            int work = 0;
            for (final Agent agent : invoked.snapshot()) {
                // Stored before the look at who is still there, as a removal is before the look at who runs.
                running = agent;
                if (invoked.contains(agent)) {
                    work += runOnce(agent);
                }
            }
            return work;
        } finally {
            running = null;
            duty.unlock();
        }
    }

    /**
     * Add an agent. It must deal with its own exceptions: when it throws, a thread of the engine's own tells its
     * uncaught exception handler and never runs the agent again, and {@link #doWork()} throws.
     *
     * @param role  that names the thread.
     * @param agent to be run until it is removed.
     */
    public void add(final AgentRole role, final Agent agent) {
        if (isInvoked()) {
            invoked.add(agent);
        } else {
            threads.get(role).add(agent);
        }
    }

    /**
     * Remove an agent. When the call returns the agent does not run and never will again.
     *
     * @param role  that it was added with.
     * @param agent to be removed; one that is not there is ignored.
     */
    public void remove(final AgentRole role, final Agent agent) {
        if (isInvoked()) {
            invoked.remove(agent);
            while (running == agent && !duty.isHeldByCurrentThread()) {
                Thread.onSpinWait();
            }
        } else {
            threads.get(role).remove(agent);
        }
    }

    /**
     * Ask for a duty cycle soon.
     *
     * @param role of the thread to be woken.
     */
    public void wake(final AgentRole role) {
        if (!isInvoked()) {
            threads.get(role).wake();
        }
    }

    private static int runOnce(final Agent agent) {
        try {
            return agent.doWork();
        } catch (final Exception ex) {
            throw new IllegalStateException(agent.roleName() + " let an exception escape from its duty cycle", ex);
        }
    }
}
