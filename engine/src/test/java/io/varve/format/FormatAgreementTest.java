package io.varve.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.format.IndependentLogReader.Entry;
import io.varve.io.MappedStorage;
import io.varve.io.MemoryStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the engine has written is what a reader finds that knows only the description of the format. */
class FormatAgreementTest {

    private static final Path LOG = Path.of("log");

    private void check(final LogScript script) throws IOException {
        script.close();
        final IndependentLogReader found = IndependentLogReader.read(script.files());
        assertTrue(found.clean);
        assertEntries(script.expected, found.whole());
        assertEquals(script.log.committedPosition(), found.tail);
        assertEquals(found.tail, found.watermark);
        assertEquals(script.log.epoch(), found.markEpoch);
        assertEquals(script.expected.size() + 1L, found.sequence);
        assertEquals(script.externalPosition, found.externalPosition());
        script.files().forEach((name, bytes) -> {
            if (name.endsWith(".idx")) {
                assertIndex(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN), script.expected);
            }
        });
    }

    /** What an index file says of a segment is what its records say. */
    private static void assertIndex(final ByteBuffer index, final List<Entry> records) {
        final long base = index.getLong(24);
        final List<Entry> within = records.stream()
            .filter(entry -> entry.position() >= base && entry.position() < base + index.getLong(16)).toList();
        final long before = records.stream().filter(entry -> entry.position() < base).count();
        assertEquals(within.size(), index.getLong(48));
        assertEquals(before + 1, index.getLong(56));
        assertEquals(before + within.size(), index.getLong(64));
        assertTrue(within.stream().allMatch(
            entry -> entry.epoch() >= index.getLong(72) && entry.epoch() <= index.getLong(80)));
        assertEquals(within.stream().mapToLong(Entry::timestamp).min().orElse(Long.MAX_VALUE), index.getLong(96));
        assertEquals(within.stream().mapToLong(Entry::timestamp).max().orElse(Long.MIN_VALUE), index.getLong(104));
        assertEquals(records.stream().limit(before).mapToLong(Entry::timestamp).max().orElse(Long.MIN_VALUE),
            index.getLong(88));
    }

    static void assertEntries(final List<Entry> expected, final List<Entry> found) {
        for (int i = 0; i < Math.min(expected.size(), found.size()); i++) {
            final Entry left = expected.get(i);
            final Entry right = found.get(i);
            assertArrayEquals(left.body(), right.body(), "body of record " + (i + 1));
            assertEquals(without(left), without(right));
        }
        assertEquals(expected.size(), found.size());
    }

    private static Entry without(final Entry entry) {
        return new Entry(entry.sequence(), entry.type(), entry.flags(), entry.timestamp(), null, entry.position(),
            entry.epoch());
    }

    private static LogScript script() {
        return new LogScript(new MemoryStorage(), LOG);
    }

    @Test
    void shouldFindNothingInAnEmptyLog() throws IOException {
        final LogScript script = script();
        check(script.reopen());
    }

    @Test
    void shouldAgreeAboutRealFiles(@TempDir final Path directory) throws IOException {
        final LogScript script = new LogScript(MappedStorage.instance(), directory.resolve("log")).record(1, 100)
            .batch(5L, 1, 2).roll().reopen().record(2, 200).force().kill().record(3, 300);
        check(script);
        assertEntries(script.expected, IndependentLogReader.read(directory.resolve("log-1")).whole());
    }

    @Test
    void shouldFindRecordsOfEverySize() throws IOException {
        final LogScript script = script();
        for (int length = 1; length <= 200; length++) {
            script.record(length % 128, length);
        }
        for (int length = LogScript.MAX_BODY - 33; length <= LogScript.MAX_BODY; length++) {
            script.record(127, length);
        }
        check(script);
    }

    @Test
    void shouldFindClaims() throws IOException {
        check(script().claim(1, 100, 100).claim(2, 100, 99).claim(3, 100, 1).abortedClaim(1).claim(4, 1, 1)
            .abortedClaim(1000).abortedClaim(33).record(5, 5).abortedClaim(LogScript.MAX_BODY));
    }

    @Test
    void shouldFindBatches() throws IOException {
        check(script().batch(null, 1).batch(null, 1, 2).batch(null, 100, 200, 300).abortedBatch(null, 1, 2, 3)
            .batch(null).abortedBatch(null).batch(null, LogScript.MAX_BODY - 64).record(1, 1));
    }

    @Test
    void shouldFindExternalPositions() throws IOException {
        final LogScript script = script().batch(7L).batch(-1L, 10).batch(42L, 1, 2, 3).abortedBatch(43L, 1, 2);
        script.roll().record(1, 1).roll().reopen();
        assertEquals(42L, script.log.recovery().externalPosition().getAsLong());
        check(script.record(2, 2));
    }

    @Test
    void shouldFindSegments() throws IOException {
        final LogScript script = script().roll().record(1, 10).roll().roll().record(2, 20).roll();
        for (int i = 0; i < 30; i++) {
            script.record(i, 10_000 + i);
        }
        script.force().idle();
        assertTrue(script.files().keySet().stream().anyMatch(name -> name.endsWith(".idx")));
        check(script);
    }

    @Test
    void shouldFindRecordsOfEveryEpoch() throws IOException {
        final LogScript script = script().reopen().record(0, 1).reopen().reopen().record(1, 2).kill().kill()
            .record(2, 3).kill().batch(5L, 1, 2).abortedClaim(3).kill().roll().record(3, 4).reopen().roll().kill();
        check(script.record(4, 5));
    }

    @Test
    void shouldGoOnWhereASegmentIsExactlyFull() throws IOException {
        for (int left = 0; left <= 96; left += 32) {
            final LogScript script = script().record(1, 32);
            while (script.log.committedPosition() < LogScript.SEGMENT_LENGTH - 2048) {
                script.record(1, 992);
            }
            script.record(1, (int) (LogScript.SEGMENT_LENGTH - script.log.committedPosition()) - 32 - left);
            assertEquals(LogScript.SEGMENT_LENGTH - left, script.log.committedPosition());
            check(script.kill().reopen().record(2, 1).force().kill().record(3, 1));
        }
    }

    @Test
    void shouldLeaveZerosBehindWhatADeadWriterHadOpen() throws IOException {
        check(script().record(1, 1).openClaim(1000).kill().record(2, 2).leaveBatchOpen(9L, 50, 60, 70).kill()
            .record(3, 3).openClaim(LogScript.MAX_BODY).kill());
    }

    @Test
    void shouldAgreeAboutRandomLogs() throws IOException {
        for (int seed = 0; seed < 6; seed++) {
            check(random(seed, 120));
        }
    }

    @Test
    @Tag("slow")
    void shouldAgreeAboutManyRandomLogs() throws IOException {
        for (int seed = 1000; seed < 1040; seed++) {
            check(random(seed, 500));
        }
    }

    private LogScript random(final int seed, final int steps) throws IOException {
        final Random random = new Random(seed);
        final LogScript script = script();
        for (int i = 0; i < steps; i++) {
            step(script, random);
        }
        return script;
    }

    private void step(final LogScript script, final Random random) throws IOException {
        final int most = random.nextInt(8) == 0 ? LogScript.MAX_BODY / 8 : 120;
        final int length = 1 + random.nextInt(most);
        final Long external = random.nextBoolean() ? null : Long.valueOf(random.nextLong());
        switch (random.nextInt(16)) {
            case 0 -> script.claim(random.nextInt(128), length, 1 + random.nextInt(length));
            case 1 -> script.abortedClaim(length);
            case 2, 3 -> script.batch(external, random.ints(random.nextInt(6), 1, most).toArray());
            case 4 -> script.abortedBatch(external, random.ints(random.nextInt(6), 1, most).toArray());
            case 5 -> script.force();
            case 6 -> script.idle();
            case 7 -> between(script, random, length);
            default -> script.record(random.nextInt(128), length);
        }
    }

    private void between(final LogScript script, final Random random, final int length) throws IOException {
        switch (random.nextInt(5)) {
            case 0 -> script.roll();
            case 1 -> script.reopen();
            case 2 -> script.openClaim(length).kill();
            case 3 -> script.leaveBatchOpen(1L, length, length, length).kill();
            default -> script.kill();
        }
    }
}
