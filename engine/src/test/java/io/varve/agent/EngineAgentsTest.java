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
}
