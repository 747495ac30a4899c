package io.varve.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.agent.EngineAgents;
import io.varve.io.sim.SimulatedFault;
import io.varve.io.sim.SimulatedFiles;
import io.varve.io.sim.SimulatedStorage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Index files of closed segments: who writes and deletes them, and that a wrong one changes nothing. */
class LogIndexerTest {

    private static final Path PATH = Path.of("/log");
    private static final Path OTHERS = Path.of("/others");
    private static final int SEGMENT = 128 << 10;
    private static final int HEADER = 128;
    private static final int ENTRY = 24;
    private static final String FIRST = index(0);
    private static final String SECOND = index(1);

    private SimulatedStorage storage = new SimulatedStorage(1);
    private EngineAgents agents = EngineAgents.invoked();
    private final UnsafeBuffer body = new UnsafeBuffer(new byte[4000]);
    private final List<Long> positions = new ArrayList<>();
    private long timeNs = 1_000_000;

    private static String index(final int segment) {
        return String.format("%020d.idx", (long) segment * SEGMENT);
    }

    @Test
    void shouldWriteAnIndexForEverySegmentThatIsFullAndDurable() {
        try (RecordLog log = open()) {
            append(log, 3 * SEGMENT, 900);
            assertEquals(List.of(), indexes(), "only agents write, and they do not run here");
            work();
            assertEquals(List.of(FIRST, SECOND, index(2)), indexes());
            assertEquals(3, log.counter(LogCounter.INDEXES_WRITTEN));
            assertEquals(0, log.counter(LogCounter.ERRORS));
        }
    }

    @Test
    void shouldSeekWithoutWalkingOverTheSegment() {
        final int last = writeTwoSegments();
        // Whoever steps from frame to frame ends here, far in front of what is looked for.
        storage.files(PATH).corrupt("00000000000000000000.seg", positions.get(3), 0xff);
        try (RecordLog log = open(); LogReader reader = log.reader(); LogReader other = readOnly()) {
            assertFinds(last, reader);
            assertFinds(last, other);
            other.toEnd();
            assertEquals(log.committedPosition(), other.position());
        }
        storage.files(PATH).remove(FIRST);
        try (RecordLog log = open(); LogReader reader = log.reader()) {
            reader.toSequence(last);
            assertEquals(positions.get(3), reader.position());
        }
    }

    @Test
    void shouldFindTheSegmentWithoutMappingAllThatItAsks() {
        final int small = LogConfig.MIN_SEGMENT_LENGTH;
        try (RecordLog log = RecordLog.open(config().segmentLength(small).build())) {
            append(log, 20 * small, 4000);
            work();
            assertEquals(20, indexes().size());
        }
        try (ReadOnlyLog log = ReadOnlyLog.open(storage, PATH); LogReader reader = log.reader()) {
            final int before = storage.counters().mappedRegions();
            assertFinds(positions.size() / 3, reader);
            assertTrue(storage.counters().mappedRegions() - before <= 3, "those of end and record, and the next");
        }
    }

    @Test
    void shouldFindTheSameWhateverIsInTheFile() {
        writeTwoSegments();
        final SimulatedFiles files = storage.files(PATH);
        final byte[] right = files.bytes(FIRST);
        assertEquals(HEADER + ENTRY * ((right.length - HEADER) / ENTRY), right.length);
        assertTrue(right.length >= HEADER + 2 * ENTRY);
        final List<byte[]> broken = new ArrayList<>(List.of(new byte[0], new byte[HEADER], new byte[right.length],
            files.bytes(SECOND), Arrays.copyOf(right, HEADER - 1), Arrays.copyOf(right, right.length - 1),
            Arrays.copyOf(right, right.length - ENTRY), Arrays.copyOf(right, right.length + 1),
            Arrays.copyOf(right, right.length + ENTRY), Arrays.copyOf(right, 10_000)));
        for (int at = 0; at < right.length; at += 7) {
            final byte[] flipped = right.clone();
            flipped[at] ^= (byte) (1 << at % 8);
            broken.add(flipped);
        }
        for (final byte[] content : broken) {
            files.replace(FIRST, content);
            assertAgrees();
        }
    }

    @Test
    void shouldFindTheSameWhenChecksumsHoldAndContentsDoNot() {
        writeTwoSegments();
        final List<Consumer<ByteBuffer>> lies = List.of(
            bytes -> bytes.putLong(32, bytes.getLong(32) + 1),
            bytes -> bytes.putLong(56, bytes.getLong(56) + 100).putLong(64, bytes.getLong(64) + 100)
                .putLong(HEADER + 8, bytes.getLong(HEADER + 8) + 100),
            bytes -> bytes.putLong(56, bytes.getLong(56) - 100).putLong(48, bytes.getLong(48) + 100),
            bytes -> bytes.putLong(88, bytes.getLong(88) - 100_000),
            bytes -> bytes.putLong(88, bytes.getLong(88) + 100_000),
            bytes -> bytes.putInt(112, bytes.getInt(112) - 32),
            bytes -> bytes.putInt(112, 64).putInt(116, 0),
            bytes -> bytes.putInt(112, SEGMENT + 32),
            bytes -> bytes.putInt(116, bytes.getInt(116) + 1),
            bytes -> bytes.putInt(12, 0), bytes -> bytes.putInt(12, Integer.MAX_VALUE),
            bytes -> forEachEntry(bytes, at -> bytes.putInt(at, bytes.getInt(at) + 32)),
            bytes -> forEachEntry(bytes, at -> bytes.putInt(at, bytes.getInt(at) + 16)),
            bytes -> forEachEntry(bytes, at -> bytes.putInt(at + 4, bytes.getInt(at + 4) + 1)),
            bytes -> forEachEntry(bytes, at -> bytes.putLong(at + 8, bytes.getLong(at + 8) - 1)),
            bytes -> bytes.putInt(HEADER + ENTRY, SEGMENT), bytes -> bytes.putInt(HEADER, -32));
        for (final Consumer<ByteBuffer> lie : lies) {
            for (final String name : List.of(FIRST, SECOND)) {
                final byte[] right = storage.files(PATH).bytes(name);
                final ByteBuffer bytes = ByteBuffer.wrap(right.clone()).order(ByteOrder.LITTLE_ENDIAN);
                lie.accept(bytes);
                seal(bytes);
                storage.files(PATH).replace(name, bytes.array());
                assertAgrees();
                storage.files(PATH).replace(name, right);
            }
        }
    }

    /** As when a kernel crash brings a deleted file back, or somebody restores segments and leaves the rest. */
    @Test
    void shouldNotBelieveTheIndexOfALogThatWasCutAndWrittenAgain() {
        final SimulatedStorage cut;
        try (RecordLog log = open(); ReadOnlyLog other = ReadOnlyLog.open(storage, PATH);
            LogCursor cursor = other.cursor(OTHERS, "kept")) {
            append(log, SEGMENT / 2, 200);
            log.awaitDurable(log.committedPosition() - 1, 1, TimeUnit.HOURS);
            cut = storage.fork();
            final List<Long> before = List.copyOf(positions);
            append(log, 2 * SEGMENT, 200);
            work();
            cursor.commitDurably(positions.get(before.size() + 50));
            positions.clear();
            positions.addAll(before);
        }
        final byte[] stale = storage.files(PATH).bytes(FIRST);
        cut.files(OTHERS).replace("kept.cursor", storage.files(OTHERS).bytes("kept.cursor"));
        cut.killProcess();
        storage = cut;
        agents = EngineAgents.invoked();
        try (RecordLog log = open()) {
            append(log, 2 * SEGMENT, 333);
            work();
        }
        assertFalse(Arrays.equals(stale, storage.files(PATH).bytes(FIRST)));
        assertAgrees();
        assertCursorIsBehindTheCut();
        storage.files(PATH).replace(FIRST, stale);
        assertAgrees();
        assertCursorIsBehindTheCut();
    }

    private void assertCursorIsBehindTheCut() {
        try (ReadOnlyLog log = ReadOnlyLog.open(storage, PATH); LogReader reader = log.reader();
            LogCursor cursor = log.cursor(OTHERS, "kept")) {
            assertFalse(reader.toCursor(cursor), "the records that it was committed at are gone");
        }
    }

    @Test
    void shouldDeleteTheIndexOfWhatRecoveryWritesAgain() {
        final RecordLog lost = open();
        append(lost, SEGMENT + SEGMENT / 2, 200);
        work();
        append(lost, SEGMENT, 200);
        work();
        final SimulatedFiles files = storage.files(PATH);
        files.replace(index(2), files.bytes(SECOND));
        storage.killProcess();
        files.remove("store.mark");
        agents = EngineAgents.invoked();
        try (RecordLog log = open()) {
            assertTrue(log.recovery().watermark() < 2L * SEGMENT, "what a lost mark leaves to be proved");
            assertEquals(List.of(FIRST), indexes());
            append(log, 1, 10);
            work();
            assertEquals(List.of(FIRST, SECOND), indexes());
        }
    }

    @Test
    void shouldIndexWhatAWriterThatDiedHadLeftUnindexed() {
        final RecordLog lost = open();
        append(lost, SEGMENT, 200);
        lost.awaitDurable(lost.committedPosition() - 1, 1, TimeUnit.HOURS);
        storage.killProcess();
        storage.files(PATH).names().stream().filter(name -> name.endsWith(".idx"))
            .forEach(storage.files(PATH)::remove);
        agents = EngineAgents.invoked();
        try (RecordLog log = open()) {
            append(log, 1, 10);
            work();
            assertEquals(List.of(FIRST), indexes());
        }
    }

    @Test
    void shouldDeleteIndexesWithTheirSegmentsAndThoseThatHaveNone() {
        final Retention retention = Retention.ofBytes(2 * SEGMENT);
        try (RecordLog log = RecordLog.open(config().retention(retention).build());
            ReadOnlyLog other = ReadOnlyLog.open(storage, PATH); LogReader reader = other.reader()) {
            append(log, SEGMENT, 900);
            work();
            assertFinds(7, reader);
            append(log, 6 * SEGMENT, 900);
            work();
            assertTrue(log.firstPosition() >= 3 * SEGMENT);
            assertEquals(index((int) (log.firstPosition() / SEGMENT)), indexes().get(0));
            assertFinds(positions.size() - 1, reader);
            reader.toSequence(1);
            assertTrue(reader.position() >= log.firstPosition());
        }
        final SimulatedFiles files = storage.files(PATH);
        final List<String> before = indexes();
        files.replace(FIRST, files.bytes(before.get(0)));
        files.replace("99999999999999999999.idx", new byte[10]);
        files.replace(index(100) + ".tmp", new byte[10]);
        readOnly().close();
        assertEquals(before.size() + 3, files.names().stream().filter(name -> name.contains(".idx")).count());
        open().close();
        assertEquals(before, files.names().stream().filter(name -> name.contains(".idx")).toList());
    }

    @Test
    void shouldGoOnWithoutIndexesOnAFullDisk() {
        try (RecordLog log = open()) {
            append(log, SEGMENT, 900);
            log.awaitDurable(log.committedPosition() - 1, 1, TimeUnit.HOURS);
            storage.failFrom(1, SimulatedFault.NO_SPACE);
            work();
            assertEquals(List.of(), indexes());
            assertTrue(log.counter(LogCounter.ERRORS) > 0);
            assertFalse(log.isFailed());
            append(log, 1, 10);
            assertFalse(storage.files(PATH).names().contains(FIRST + ".tmp"));
            storage.clearFaults();
            timeNs += 2_000_000_000L;
            work();
            assertEquals(List.of(FIRST), indexes());
            append(log, 2 * SEGMENT, 10);
        }
    }

    private int writeTwoSegments() {
        final int last;
        try (RecordLog log = open()) {
            append(log, SEGMENT - 20_000, 200);
            last = positions.size();
            append(log, 2 * SEGMENT + 10_000, 200);
            work();
        }
        return last;
    }

    /** A reader of another process, which has no index but those of the files, against what was appended. */
    private void assertAgrees() {
        int secondBegins = 1;
        while (positions.get(secondBegins - 1) < SEGMENT) {
            secondBegins++;
        }
        try (ReadOnlyLog log = ReadOnlyLog.open(storage, PATH); LogReader reader = log.reader()) {
            for (final int record : new int[] {secondBegins + 10, secondBegins - 10, positions.size(), 1,
                secondBegins / 2, secondBegins}) {
                assertFinds(record, reader);
            }
        }
    }

    private void assertFinds(final int record, final LogReader reader) {
        final long position = positions.get(record - 1);
        final long[] found = {0, 0};
        final RecordHandler handler = (buffer, offset, length, header) -> {
            found[0] = header.position();
            found[1] = header.sequence();
        };
        reader.toSequence(record);
        assertEquals(1, reader.poll(handler, 1));
        assertEquals(position, found[0]);
        assertEquals(record, found[1]);
        assertEquals(1, reader.pollBackward(handler, 1));
        assertEquals(position, found[0]);
        reader.toTime(1_000_000 + record * 1_000L - 1);
        assertEquals(position, nextPosition(reader), "by time");
    }

    private static long nextPosition(final LogReader reader) {
        final long[] found = {0};
        assertEquals(1, reader.poll((buffer, offset, length, header) -> found[0] = header.position(), 1));
        return found[0];
    }

    private void append(final RecordLog log, final int bytes, final int length) {
        final long end = log.committedPosition() + bytes;
        while (log.committedPosition() < end) {
            timeNs += 1_000;
            positions.add(log.writer().append(0, body, 0, length, 1_000_000 + (positions.size() + 1) * 1_000L));
        }
    }

    private void work() {
        for (int i = 0; i < 60; i++) {
            timeNs += 20_000_000;
            agents.doWork();
        }
    }

    private List<String> indexes() {
        return storage.files(PATH).names().stream().filter(name -> name.endsWith(".idx")).toList();
    }

    private LogReader readOnly() {
        return ReadOnlyLog.open(storage, PATH).reader();
    }

    private static void forEachEntry(final ByteBuffer bytes, final Consumer<Integer> change) {
        for (int at = HEADER + ENTRY; at < bytes.limit(); at += ENTRY) {
            change.accept(at);
        }
    }

    private static void seal(final ByteBuffer bytes) {
        bytes.putInt(120, crc(bytes, HEADER, bytes.limit())).putInt(124, crc(bytes, 0, 124));
    }

    private static int crc(final ByteBuffer bytes, final int from, final int to) {
        final CRC32C crc = new CRC32C();
        crc.update(bytes.array(), from, to - from);
        return (int) crc.getValue();
    }

    private RecordLog open() {
        return RecordLog.open(config().build());
    }

    private LogConfig.Builder config() {
        return LogConfig.at(PATH).storage(storage).segmentLength(SEGMENT).agents(agents).preparedSegments(1)
            .touchAheadBytes(0).clock(() -> timeNs);
    }
}
