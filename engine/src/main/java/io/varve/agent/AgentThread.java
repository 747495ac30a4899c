package io.varve.agent;

import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.Agent;

/**
 * A daemon thread that runs the duty cycles of many agents. It starts with the first one and ends with the last one.
 */
final class AgentThread implements Runnable {

    private final AgentRole role;
    private final AgentList agents = new AgentList();
    private volatile long cycles;
    private Thread thread;

    AgentThread(final AgentRole role) {
        this.role = role;
    }

    synchronized void add(final Agent agent) {
        agents.add(agent);
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
            agents.remove(agent);
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
            for (final Agent agent : agents.snapshot()) {
                work += runOnce(agent);
            }
            synchronized (this) {
                cycles++;
                if (agents.isEmpty()) {
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
            agents.remove(agent);
            final Thread current = Thread.currentThread();
            current.getUncaughtExceptionHandler().uncaughtException(current, ex);
            return 0;
        }
    }
}
