package io.varve.log.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.ConfigurationException;
import io.varve.StoreCorruptException;
import io.varve.VarveException;
import io.varve.agent.EngineAgents;
import io.varve.io.sim.SimulatedFiles;
import io.varve.io.sim.SimulatedStorage;
import io.varve.log.LogConfig;
import io.varve.log.LogReader;
import io.varve.log.LogSalvage;
import io.varve.log.RecordLog;
import io.varve.log.RecoveryResult;
import io.varve.log.Retention;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Files that somebody damaged while nobody had them open: opening refuses with a sentence, or recovers, and never
 * invents.
 */
class DamagedFileTest {

    private static final Path PATH = Path.of("/log");
    private static final String FIRST = "00000000000000000000.seg";
    private static final String SECOND = "00000000000000065536.seg";
    private static final int RECORDS = 150;
    private static final int BODY = 600;

    private final SimulatedStorage storage = new SimulatedStorage(3);
    private final UnsafeBuffer body = new UnsafeBuffer(new byte[BODY]);
    private SimulatedFiles files;

    @BeforeEach
    void writeTwoSegments() {
        final RecordLog log = open();
        append(log, RECORDS);
        log.awaitDurable(log.committedPosition() - 1, 1, TimeUnit.HOURS);
        storage.killProcess();
        files = storage.files(PATH);
    }

    @Test
    void shouldRefuseATruncatedSegment() {
        files.truncate(FIRST, 60_000);
        assertRefused(StoreCorruptException.class, FIRST + " has 60000 bytes; a segment of this store has 65536");
    }

    @Test
    void shouldRefuseAMissingSegment() {
        files.remove(SECOND);
        assertRefused(StoreCorruptException.class, SECOND + " is listed in store.segments and missing");
    }

    @Test
    void shouldRefuseADamagedHeader() {
        files.corrupt(FIRST, 24, 0x10);
        assertRefused(StoreCorruptException.class, "the header of " + FIRST + " does not match its checksum");
    }

    @Test
    void shouldRefuseASegmentOfAnotherVersion() {
        files.corrupt(FIRST, 8, 1 ^ 9);
        assertRefused(ConfigurationException.class, FIRST + " is of format version 9");
    }

    @Test
    void shouldRefuseAForeignSegment() {
        final SimulatedStorage other = new SimulatedStorage(9);
        final RecordLog log = open(other);
        append(log, RECORDS);
        other.killProcess();
        files.replace(SECOND, other.files(PATH).bytes(SECOND));
        assertRefused(StoreCorruptException.class, SECOND + " is foreign");
    }

    @Test
    void shouldRefuseAFlippedBitInWhatWasDurable() {
        files.corrupt(SECOND, 20_000, 1);
        final StoreCorruptException refusal =
            assertRefused(StoreCorruptException.class, "acknowledged data is damaged; nothing was changed");
        assertTrue(refusal.position() > 65_536 && refusal.position() <= 65_536 + 20_000);
        assertRefused(StoreCorruptException.class, "acknowledged data is damaged; nothing was changed");
        files.corrupt(SECOND, 20_000, 1);
        assertWhole();
    }

    @Test
    void shouldFindAFlippedBitInAnOlderSegmentWhenItIsRead() {
        files.corrupt(FIRST, 30_000, 1);
        try (RecordLog log = open(); LogReader reader = log.verifyingReader()) {
            int polled = 1;
            int count = 0;
            while (polled > 0) {
                polled = reader.poll((buffer, offset, length, header) -> { }, 10);
                count += Math.max(polled, 0);
            }
            assertEquals(LogReader.CORRUPT, polled);
            assertEquals((30_000 - 4096 - 64) / 640, count);
        }
    }

    @Test
    void shouldFindAFlippedBitInAnOlderSegmentWhenAllIsVerifiedAtOpen() {
        files.corrupt(FIRST, 30_000, 1);
        final LogConfig config = config(storage).verifyAll(true).build();
        assertTrue(assertThrows(StoreCorruptException.class, () -> RecordLog.open(config)).getMessage()
            .contains("acknowledged data is damaged; nothing was changed"));
        files.corrupt(FIRST, 30_000, 1);
        RecordLog.open(config).close();
    }

    @Test
    void shouldRefuseAnOlderSegmentThatDoesNotContinueTheOneBefore() {
        files.corrupt(FIRST, 4096 + 40, 1);
        assertRefused(StoreCorruptException.class, FIRST + " does not begin with a ROLL frame");
    }

    @Test
    void shouldSalvageWhatIsWholeAndSayWhatIsNot() {
        files.corrupt(FIRST, 30_000, 1);
        files.corrupt(SECOND, 20_000, 1);
        files.remove("store.mark");
        files.remove("store.segments");
        final List<Long> sequences = new ArrayList<>();
        final LogSalvage.Result result = LogSalvage.run(storage, PATH, (buffer, offset, length, header) -> {
            assertEquals(BODY, length);
            sequences.add(header.sequence());
        });
        assertEquals(RECORDS - 2, result.records());
        assertEquals(RECORDS - 2, sequences.stream().distinct().count());
        assertEquals(2, result.damages().size(), () -> result.damages().toString());
        assertEquals(640, result.damages().get(0).toPosition() - result.damages().get(0).fromPosition());
        assertTrue(result.damages().get(0).fromPosition() <= 30_000 && result.damages().get(0).toPosition() > 30_000);
        assertEquals(SECOND, result.damages().get(1).file());
    }

    @Test
    void shouldSalvageATruncatedSegment() {
        files.truncate(SECOND, 10_000);
        final LogSalvage.Result result = LogSalvage.run(storage, PATH, (buffer, offset, length, header) -> { });
        assertEquals(95 + (10_000 - 4096 - 64) / 640, result.records());
        assertEquals("the file is too short", result.damages().get(result.damages().size() - 1).reason());
    }

    @Test
    void shouldRecoverWithoutAMarkFile() {
        files.remove("store.mark");
        try (RecordLog log = open()) {
            assertTrue(log.recovery().markLost());
            assertTrue(log.recovery().describe().endsWith("; the mark was lost"), log.recovery().describe());
        }
        assertWhole();
        try (RecordLog log = open()) {
            assertFalse(log.recovery().markLost());
        }
    }

    @Test
    void shouldRecoverWithATornMarkSlot() {
        files.corrupt("store.mark", 4096 + 30, 0xff);
        assertWhole();
        files = storage.files(PATH);
        files.corrupt("store.mark", 8192 + 30, 0xff);
        assertWhole();
    }

    @Test
    void shouldRefuseAMarkOfAnotherVersion() {
        files.corrupt("store.mark", 8, 1 ^ 2);
        assertRefused(ConfigurationException.class, "store.mark is of format version 2");
    }

    @Test
    void shouldRefuseAMissingOrDamagedSegmentList() {
        files.corrupt("store.segments", 33, 1);
        assertRefused(StoreCorruptException.class, "store.segments does not match its checksum");
        files.remove("store.segments");
        assertRefused(StoreCorruptException.class, "store.segments is missing");
    }

    @Test
    void shouldRefuseAnotherSegmentLength() {
        final LogConfig config = config(storage).segmentLength(131_072).build();
        assertTrue(assertThrows(ConfigurationException.class, () -> RecordLog.open(config)).getMessage()
            .contains("segmentLength is 131072; it must be 65536, which the store in /log was created with"));
        assertWhole();
    }

    @Test
    @Tag("slow")
    void shouldOpenSeventyThousandTimes() {
        final LogConfig.Builder config = config(storage).retention(Retention.ofBytes(65_536));
        long position = 0;
        for (int i = 0; i < 70_000; i++) {
            final LogConfig opened = config.agents(EngineAgents.invoked()).build();
            try (RecordLog log = RecordLog.open(opened)) {
                assertEquals(i + 2, log.epoch());
                position = log.writer().append(body, 0, 8);
                if (i % 100 == 0) {
                    log.awaitDurable(position, 1, TimeUnit.HOURS);
                    opened.agents().doWork();
                }
            }
        }
        try (RecordLog log = open(); LogReader reader = log.verifyingReader()) {
            reader.position(position);
            assertEquals(1, reader.poll((buffer, offset, length, header) ->
                assertEquals(70_000 + RECORDS, header.sequence()), 10));
        }
    }

    private void assertWhole() {
        try (RecordLog log = open(); LogReader reader = log.verifyingReader()) {
            assertEquals(RECORDS, reader.poll((buffer, offset, length, header) -> { }, RECORDS + 1));
            assertEquals(0, log.recovery().cutBytes());
            assertTrue(log.recovery().outcome() != RecoveryResult.Outcome.CREATED);
        }
    }

    private <T extends VarveException> T assertRefused(final Class<T> type, final String sentence) {
        final T refusal = assertThrows(type, this::open);
        assertTrue(refusal.getMessage().contains(sentence), refusal::getMessage);
        assertEquals(0, storage.counters().mappedRegions(), () -> String.join("\n", storage.openHandles()));
        return refusal;
    }

    private void append(final RecordLog log, final int count) {
        for (int i = 0; i < count; i++) {
            log.writer().append(body, 0, BODY);
        }
    }

    private RecordLog open() {
        return open(storage);
    }

    private static RecordLog open(final SimulatedStorage where) {
        return RecordLog.open(config(where).build());
    }

    private static LogConfig.Builder config(final SimulatedStorage where) {
        return LogConfig.at(PATH).storage(where).segmentLength(LogConfig.MIN_SEGMENT_LENGTH)
            .agents(EngineAgents.invoked());
    }
}
