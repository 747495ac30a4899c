package io.varve.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.Durability;
import io.varve.StoreFailedException;
import io.varve.agent.EngineAgents;
import io.varve.io.sim.SimulatedFault;
import io.varve.io.sim.SimulatedStorage;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A commit waits for a force as an append does if what began it waits, and else never. */
class CommitDurabilityTest {

    private static final Path PATH = Path.of("/log");

    private final UnsafeBuffer body = new UnsafeBuffer(new byte[100]);
    private EngineAgents agents;
    private SimulatedStorage storage;

    @ParameterizedTest
    @EnumSource(names = {"BATCH", "RECORD"})
    void shouldKeepWhatWasCommittedWhenTheBeginWaits(final Durability durability) {
        for (int seed = 0; seed < 20; seed++) {
            final RecordLog log = create(seed, durability);
            log.writer().beginClaim(7, 50, 0).commit(20);
            assertEquals(log.committedPosition(), log.durablePosition());
            final LogBatch batch = log.writer().beginBatch(1_000);
            batch.add(body, 0, 100);
            batch.add(body, 0, 100);
            final long end = batch.commit();
            assertEquals(end, log.committedPosition());
            assertEquals(end, log.durablePosition());
            storage.crash();
            try (RecordLog found = open(durability)) {
                assertEquals(4, found.recovery().nextSequence());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldNotWaitWhenTheBeginDoesNot(final Durability durability) {
        final RecordLog log = create(1, durability);
        while (log.writer().tryClaim(50) < 0) {
            agents.doWork();
        }
        log.writer().claim().commit();
        assertTrue(log.writer().tryBatch(1_000) >= 0);
        log.writer().batch().add(body, 0, 100);
        log.writer().batch().commit();
        assertEquals(0, log.durablePosition());
        assertTrue(log.committedPosition() > 0);
    }

    @ParameterizedTest
    @EnumSource(names = {"NONE", "INTERVAL"})
    void shouldNotWaitWhereAnAppendDoesNot(final Durability durability) {
        final RecordLog log = create(1, durability);
        log.writer().beginClaim(7, 50, 0).commit();
        log.writer().beginBatch(1_000).add(body, 0, 100);
        log.writer().batch().commit();
        assertEquals(0, log.durablePosition());
        assertTrue(log.committedPosition() > 0);
    }

    @ParameterizedTest
    @EnumSource(names = {"BATCH", "RECORD"})
    void shouldSayThatTheOutcomeIsUnknownWhenTheForceFails(final Durability durability) {
        final RecordLog log = create(1, durability);
        log.writer().append(body, 0, 100);
        final LogClaim claim = log.writer().beginClaim(7, 50, 0);
        storage.failAt(1, SimulatedFault.FORCE_FAILS_REVERTS);
        assertThrows(StoreFailedException.class, claim::commit);
        claim.abort();
        assertTrue(log.isFailed());
        assertThrows(StoreFailedException.class, () -> log.writer().beginClaim(7, 50, 0));
        assertThrows(StoreFailedException.class, () -> log.writer().beginBatch(1_000));
    }

    private RecordLog create(final int seed, final Durability durability) {
        storage = new SimulatedStorage(seed);
        return open(durability);
    }

    private RecordLog open(final Durability durability) {
        agents = EngineAgents.invoked();
        return RecordLog.open(LogConfig.at(PATH).storage(storage).segmentLength(LogConfig.MIN_SEGMENT_LENGTH)
            .durability(durability).clock(() -> 1_000_000_000L).agents(agents).build());
    }
}
