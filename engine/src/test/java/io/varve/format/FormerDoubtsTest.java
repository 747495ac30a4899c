package io.varve.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.fail;

import io.varve.VarveException;
import io.varve.frame.FrameChecksum;
import io.varve.io.MappedStorage;
import io.varve.io.MemoryStorage;
import io.varve.log.LogConfig;
import io.varve.log.LogReader;
import io.varve.log.RecordLog;
import io.varve.log.Retention;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FormerDoubtsTest {

    private static final Path LOG = Path.of("log");

    private static LogScript script() {
        return new LogScript(new MemoryStorage(), LOG);
    }

    private static List<String> records(final RecordLog log) {
        final List<String> found = new ArrayList<>();
        try (LogReader reader = log.reader()) {
            int polled = 1;
            while (polled > 0) {
                polled = reader.poll((buffer, offset, length, header) ->
                    found.add(header.sequence() + ":" + header.type() + ":" + length), 100);
            }
            assertEquals(0, polled, "code of the last poll, after " + found);
        }
        return found;
    }

    private static RecordLog open(final Map<String, byte[]> files) throws IOException {
        final MemoryStorage storage = new MemoryStorage();
        StoreFiles.save(files, storage, LOG);
        return RecordLog.open(LogScript.config(storage, LOG).build());
    }

    @Test
    void shouldNotLoseDurableRecordsWhenTheNewestSlotIsDamaged() throws IOException {
        final LogScript script = script().text(1, "closed").reopen();
        final byte[] before = script.files().get("store.mark");
        final Map<String, byte[]> files = script.text(2, "durable").force().files();
        files.put("store.mark", before);
        files.get("store.mark")[8192 + 24] ^= 1;
        try (RecordLog log = open(files)) {
            assertEquals(3, log.recovery().nextSequence(), log.recovery().describe());
        } catch (final VarveException refused) {
            return;
        }
    }

    @Test
    void shouldKeepTheRecordsOfASecondWriterWhoseSlotIsDamaged() throws IOException {
        final LogScript script = script().text(1, "closed").reopen();
        final byte[] before = script.files().get("store.mark");
        final Map<String, byte[]> files = script.text(2, "durable").text(2, "second").force().files();
        files.put("store.mark", before);
        files.get("store.mark")[8192 + 24] ^= 1;
        try (RecordLog log = open(files)) {
            log.writer().append(5, new UnsafeBuffer(new byte[7]), 0, 7, 1);
            assertEquals(List.of("1:1:6", "2:2:7", "3:2:6", "4:5:7"), records(log));
        } catch (final VarveException refused) {
            return;
        }
    }

    @Test
    void shouldShowNothingOfAClaimThatWasOpenAtClose() {
        final LogScript script = script().text(1, "one").openClaim(1000);
        script.reopen().text(2, "two");
        assertEquals(List.of("1:1:3", "2:2:3"), records(script.log));
        script.close();
    }

    @Test
    void shouldShowNothingOfABatchThatWasOpenAtClose() throws IOException {
        final LogScript script = script().text(1, "one").leaveBatchOpen(null, 50, 60, 70, 80).reopen();
        script.text(2, "x".repeat(32));
        assertEquals(List.of("1:1:3", "2:2:32"), records(script.log));
        script.close();
        IndependentLogReader.read(script.files()).whole();
    }

    @Test
    void shouldNotShowDamageBehindACleanTail() throws IOException {
        final LogScript script = script().text(1, "one");
        script.close();
        final Map<String, byte[]> files = script.files();
        final int tail = (int) script.log.committedPosition();
        files.get("00000000000000000000.seg")[tail] ^= 64;
        try (RecordLog log = open(files)) {
            assertEquals(List.of("1:1:3"), records(log));
        } catch (final VarveException refused) {
            return;
        }
    }

    @Test
    void shouldGoToAPositionThatWasTheTailAtARoll() throws IOException {
        final LogScript script = script().record(1, 32);
        while (script.log.committedPosition() < LogScript.SEGMENT_LENGTH - 2048) {
            script.record(1, 992);
        }
        script.record(1, (int) (LogScript.SEGMENT_LENGTH - script.log.committedPosition()) - 32);
        final LogReader reader = script.log.reader();
        reader.toEnd();
        final long saved = reader.position();
        assertEquals(LogScript.SEGMENT_LENGTH, saved);
        script.text(2, "next");
        reader.position(saved);
        assertEquals(1, reader.poll((buffer, offset, length, header) -> { }, 10));
    }

    @Test
    void shouldTellTheLastRecordOfABatchThatEndsWithAnExternalPosition() {
        final LogScript script = script().batch(7L, 1, 2);
        final List<Boolean> continued = new ArrayList<>();
        script.log.reader().poll((buffer, offset, length, header) -> continued.add(header.isBatchContinued()), 9);
        assertEquals(List.of(true, false), continued);
        script.close();
    }

    @Test
    void shouldNotRollASegmentWithoutARecord() throws IOException {
        final LogScript script = script().text(1, "a").roll().reopen().roll();
        final long before = script.log.committedPosition();
        script.roll();
        script.close();
        assertEquals(before, script.log.committedPosition());
        assertEquals(65536 + 4096 + 64 + 32, before);
    }

    @Test
    void shouldCoverTheWholeLengthOfAPaddingFrame() {
        final FrameChecksum checksum = new FrameChecksum(1, 2);
        final ByteBuffer header = ByteBuffer.allocate(32);
        assertNotEquals(checksum.compute(header, 0, 32, 4160, 64),
            checksum.compute(header, 0, 32, 4160, 64 + (1 << 24)));
    }

    @Test
    void shouldKnowNoTimestampInALogWithoutRecords() {
        final LogScript script = script().roll().reopen();
        assertEquals(Long.MIN_VALUE, script.log.recovery().lastTimestamp());
        script.close();
    }

    @Test
    void shouldRecoverTheGreatestTimestampOfRecords() {
        final LogScript script = script();
        script.log.writer().append(1, new UnsafeBuffer(new byte[4]), 0, 4, -5);
        script.log.close();
        assertFalse(script.reopen().log.recovery().lastTimestamp() > -5);
    }

    @Test
    void shouldCommitACursorWhereAReaderHasStopped() {
        final LogScript script = script().record(1, 32);
        while (script.log.committedPosition() < LogScript.SEGMENT_LENGTH - 2048) {
            script.record(1, 992);
        }
        script.record(1, (int) (LogScript.SEGMENT_LENGTH - script.log.committedPosition()) - 32).idle();
        try (LogReader reader = script.log.reader()) {
            reader.poll((buffer, offset, length, header) -> { }, Integer.MAX_VALUE);
            script.log.cursor("c").commitDurably(reader.position());
        }
        script.close();
    }

    @Test
    void shouldFailAWriterThatAnotherOneHasTakenOver(@TempDir final Path directory) throws IOException {
        final LogScript first = new LogScript(MappedStorage.instance(), directory.resolve("log")).text(1, "one");
        Files.delete(directory.resolve("log/store.lock"));
        try (RecordLog second = RecordLog.open(
            LogScript.config(MappedStorage.instance(), directory.resolve("log")).build())) {
            assertEquals(2, second.epoch());
            assertThrows(VarveException.class, () -> first.text(1, "two").force());
        }
    }

    @Test
    void shouldRefuseALogWhoseFirstRollIsDamagedAndWhoseMarkIsLost() throws IOException {
        final AtomicLong time = new AtomicLong();
        final MemoryStorage storage = new MemoryStorage();
        final LogConfig config = LogScript.config(storage, LOG).retention(Retention.ofBytes(65536))
            .clock(() -> time.addAndGet(1_000_000_000L)).build();
        final UnsafeBuffer body = new UnsafeBuffer(new byte[1000]);
        final SortedMap<String, byte[]> files;
        try (RecordLog log = RecordLog.open(config)) {
            for (int i = 0; i < 20_000; i++) {
                final long position = log.writer().append(body, 0, 32);
                if (i % 50 == 0) {
                    log.awaitDurable(position, 10, TimeUnit.SECONDS);
                    config.agents().doWork();
                }
            }
            files = StoreFiles.load(storage, LOG);
        }
        files.remove("store.mark");
        final String first = files.keySet().stream().filter(name -> name.endsWith(".seg")).findFirst().orElseThrow();
        assertNotEquals("00000000000000000000.seg", first);
        files.get(first)[4096 + 40] ^= 1;
        try (RecordLog log = open(files)) {
            fail(files.keySet() + " opened as: " + log.recovery().describe() + ", records: " + records(log).size());
        } catch (final VarveException refused) {
            return;
        }
    }
}
