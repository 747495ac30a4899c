package io.varve.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.concurrent.Agent;
import org.junit.jupiter.api.Test;

class EngineAgentsTest {

    private static final int CYCLES = 100;
    private static final int REMOVALS = 10;

    private final EngineAgents agents = EngineAgents.shared();
    private final CompletableFuture<Throwable> reported = new CompletableFuture<>();
    private final AtomicInteger calls = new AtomicInteger();

    /** Counts its duty cycles. */
    private record Counting(CountDownLatch cycles) implements Agent {

        @Override
        public String roleName() {
            return "counting";
        }

        @Override
        public int doWork() {
            cycles.countDown();
            return 1;
        }
    }

    /** Throws each time, and lets its thread tell the test. */
    private final class Throwing implements Agent {

        private final Error error = new OutOfMemoryError("said the test");

        @Override
        public String roleName() {
            return "throwing";
        }

        @Override
        public int doWork() {
            calls.incrementAndGet();
            Thread.currentThread().setUncaughtExceptionHandler((thread, thrown) -> reported.complete(thrown));
            throw error;
        }
    }

    @Test
    void shouldGoOnWithTheOthersWhenAnAgentThrows() throws Exception {
        final Throwing throwing = new Throwing();
        final Counting before = new Counting(new CountDownLatch(CYCLES));
        agents.add(AgentRole.DISPATCH, before);
        agents.add(AgentRole.DISPATCH, throwing);
        try {
            assertSame(throwing.error, reported.get(10, TimeUnit.SECONDS));
            final Counting after = new Counting(new CountDownLatch(CYCLES));
            agents.add(AgentRole.DISPATCH, after);
            assertTrue(before.cycles.await(10, TimeUnit.SECONDS));
            assertTrue(after.cycles.await(10, TimeUnit.SECONDS));
            agents.remove(AgentRole.DISPATCH, after);
        } finally {
            agents.remove(AgentRole.DISPATCH, before);
            agents.remove(AgentRole.DISPATCH, throwing);
        }
        assertEquals(1, calls.get(), "an agent that has thrown is not run again");
    }

    @Test
    void shouldTellTheCallerWhoRunsTheAgents() {
        final EngineAgents invoked = EngineAgents.invoked();
        invoked.add(AgentRole.TICK, new Throwing());
        assertThrows(OutOfMemoryError.class, invoked::doWork);
    }

    @Test
    void shouldRunAgentsWithoutThreadsOnOneThreadAtATime() throws InterruptedException {
        final EngineAgents invoked = EngineAgents.invoked();
        final AtomicInteger inside = new AtomicInteger();
        final AtomicInteger most = new AtomicInteger();
        invoked.add(AgentRole.FORCE, new Agent() {

            @Override
            public String roleName() {
                return "probe";
            }

            @Override
            public int doWork() {
                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                assertEquals(0, invoked.doWork(), "a cycle within a cycle");
                Thread.yield();
                inside.decrementAndGet();
                return calls.incrementAndGet();
            }
        });
        final Thread[] threads = new Thread[2];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = new Thread(() -> {
                while (calls.get() < CYCLES) {
                    invoked.doWork();
                }
            });
            threads[i].start();
        }
        for (final Thread thread : threads) {
            thread.join();
        }
        assertEquals(1, most.get());
    }

    @Test
    void shouldNotRunAnAgentWithoutAThreadAnyMoreWhenItWasRemoved() throws InterruptedException {
        final EngineAgents invoked = EngineAgents.invoked();
        final Thread duty = new Thread(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                invoked.doWork();
            }
        });
        duty.start();
        for (int i = 0; i < REMOVALS; i++) {
            final Counting counting = new Counting(new CountDownLatch(Integer.MAX_VALUE));
            final Counting other = new Counting(new CountDownLatch(1));
            invoked.add(AgentRole.FORCE, other);
            invoked.add(AgentRole.FORCE, counting);
            assertTrue(other.cycles().await(10, TimeUnit.SECONDS));
            invoked.remove(AgentRole.FORCE, counting);
            final long left = counting.cycles().getCount();
            invoked.remove(AgentRole.FORCE, other);
            Thread.yield();
            assertEquals(left, counting.cycles().getCount());
        }
        duty.interrupt();
        duty.join();
    }
}
