package io.varve.agent;

import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.Agent;

/**
 * A daemon thread that runs the duty cycles of many agents. It starts with the first one and ends with the last one.
 */
final class AgentThread implements Runnable {

    private final AgentRole role;
    private volatile Agent[] agents = {};
    private volatile long cycles;
    private Thread thread;

    AgentThread(final AgentRole role) {
        this.role = role;
    }

    synchronized void add(final Agent agent) {
        final Agent[] next = Arrays.copyOf(agents, agents.length + 1);
        next[next.length - 1] = agent;
        agents = next;
        if (thread == null) {
            thread = new Thread(this, role.threadName());
            thread.setDaemon(true);
            thread.start();
        }
        LockSupport.unpark(thread);
    }

    /** Returns when the agent is not in its duty cycle and will never be again. */
    void remove(final Agent agent) {
        final Thread runner;
        final long seen;
        synchronized (this) {
            agents = without(agent);
            runner = thread;
            seen = cycles;
        }
        if (runner != null && runner != Thread.currentThread()) {
            LockSupport.unpark(runner);
            while (cycles == seen && runner.isAlive()) {
                Thread.onSpinWait();
            }
        }
    }

    void wake() {
        final Thread runner = thread;
        if (runner != null) {
            LockSupport.unpark(runner);
        }
    }

    @Override
    public void run() {
        while (true) {
            int work = 0;
            for (final Agent agent : agents) {
                work += runOnce(agent);
            }
            synchronized (this) {
                cycles++;
                if (agents.length == 0) {
                    thread = null;
                    return;
                }
            }
            if (work == 0) {
                LockSupport.parkNanos(this, role.maxIdleNs());
            }
        }
    }

    /** An agent that breaks the rule and throws is dropped: those of other stores must not end with it. */
    private int runOnce(final Agent agent) {
        try {
            return agent.doWork();
        } catch (final Exception | Error ex) {
            synchronized (this) {
                agents = without(agent);
            }
            final Thread current = Thread.currentThread();
            current.getUncaughtExceptionHandler().uncaughtException(current, ex);
            return 0;
        }
    }

    private Agent[] without(final Agent agent) {
        return Arrays.stream(agents).filter(other -> other != agent).toArray(Agent[]::new);
    }
}
