package io.varve.format;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.varve.VarveException;
import io.varve.format.IndependentLogReader.Entry;
import io.varve.io.MemoryStorage;
import io.varve.io.Storage;
import io.varve.log.LogReader;
import io.varve.log.RecordLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Damages one byte at a time of every structure of fixed size in small stores of which everything is durable. Opening
 * must either refuse with one of the engine's exceptions, or show every record, and then go on.
 */
class DecodingFuzzTest {

    private static final Path LOG = Path.of("log");
    private static final int FIRST_FRAME = 4096;
    private static final int[] MARK = range(0, 16, 4096, 4188, 8192, 8284, 12288, 12304);

    private final List<String> failures = new ArrayList<>();
    private final UnsafeBuffer body = new UnsafeBuffer(new byte[] {1, 2, 3});
    private List<Entry> expected;
    private SortedMap<String, byte[]> files;
    private int opened;

    private LogScript fill(final LogScript script) throws IOException {
        return script.text(1, "one").batch(7L, 1, 2).force().abortedClaim(40).roll().text(2, "two").claim(3, 9, 4)
            .force().text(3, "three").idle();
    }

    private static LogScript script() {
        return new LogScript(new MemoryStorage(), LOG);
    }

    private void useClosed() throws IOException {
        final LogScript script = fill(script());
        script.close();
        use(script);
    }

    /** A store whose writer died in its second life; recovered before, so that both slots tell of the last epoch. */
    private void useDied() throws IOException {
        final LogScript script = fill(script()).kill().text(4, "four").force().text(5, "five").force();
        use(script);
        script.close();
    }

    private void use(final LogScript script) throws IOException {
        expected = script.expected;
        files = script.files();
    }

    private static int[] range(final int... bounds) {
        return IntStream.range(0, bounds.length / 2)
            .flatMap(i -> IntStream.range(bounds[2 * i], bounds[2 * i + 1])).toArray();
    }

    private static String segment(final int number) {
        return String.format("%020d.seg", (long) number * LogScript.SEGMENT_LENGTH);
    }

    /** The headers of all frames of a segment, with the bodies of those that the engine wrote. */
    private int[] frames(final int number) {
        final byte[] bytes = files.get(segment(number));
        final ByteBuffer view = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        final List<Integer> offsets = new ArrayList<>();
        for (int at = FIRST_FRAME; at < bytes.length && view.getInt(at) != 0; at += (view.getInt(at) + 31) / 32 * 32) {
            final int type = view.get(at + 18) & 0xff;
            for (int i = at; i < at + (type == 0x80 ? 32 : view.getInt(at)); i++) {
                offsets.add(i);
            }
        }
        return offsets.stream().mapToInt(Integer::intValue).toArray();
    }

    private void damageEach(final String name, final int[] offsets, final int... masks) throws IOException {
        final Random random = new Random(name.hashCode());
        for (final int offset : offsets) {
            for (final int mask : masks.length > 0 ? masks : new int[] {1 << random.nextInt(8)}) {
                damage(name, offset, mask);
            }
        }
    }

    private void damage(final String name, final int offset, final int mask) throws IOException {
        final Map<String, byte[]> damaged = new TreeMap<>(files);
        final byte[] bytes = files.get(name).clone();
        bytes[offset] ^= (byte) mask;
        damaged.put(name, bytes);
        final Storage store = new MemoryStorage();
        StoreFiles.save(damaged, store, LOG);
        try {
            open(store);
        } catch (final VarveException expectedOne) {
            return;
        } catch (final RuntimeException | Error ex) {
            failures.add(name + " byte " + offset + " xor " + mask + ": " + ex.toString().split("\n")[0]);
        }
    }

    private void open(final Storage store) throws IOException {
        final List<Entry> wanted = new ArrayList<>(expected);
        try (RecordLog log = RecordLog.open(LogScript.config(store, LOG).build())) {
            opened++;
            try (LogReader reader = log.reader(); LogReader verifying = log.verifyingReader()) {
                assertRecords(wanted, verifying);
                assertRecords(wanted, reader);
                log.writer().append(9, body, 0, 3, 9);
                final int polled = reader.poll((buffer, offset, length, header) -> {
                    wanted.add(new Entry(header.sequence(), 9, 0, 9, new byte[] {1, 2, 3}, header.position(),
                        log.epoch()));
                    assertEquals(wanted.size(), header.sequence());
                    assertEquals(9, header.type());
                }, 10);
                assertEquals(1, polled, "records after one append");
            }
        }
        FormatAgreementTest.assertEntries(wanted, IndependentLogReader.read(StoreFiles.load(store, LOG)).whole());
    }

    private static void assertRecords(final List<Entry> wanted, final LogReader reader) {
        final int[] count = {0};
        final int polled = reader.poll((buffer, offset, length, header) -> {
            final Entry entry = wanted.get(count[0]++);
            final byte[] bytes = new byte[length];
            buffer.getBytes(offset, bytes);
            if (header.sequence() != entry.sequence() || header.type() != entry.type()
                || header.position() != entry.position() || header.timestampNs() != entry.timestamp()
                || !Arrays.equals(bytes, entry.body())) {
                throw new IllegalStateException("record " + header.sequence() + " is wrong");
            }
        }, Integer.MAX_VALUE);
        assertEquals(wanted.size(), polled, "records found");
    }

    private void assertNoFailure() {
        assertEquals(List.of(), failures);
    }

    @Test
    @Tag("slow")
    void shouldSurviveADamagedMark() throws IOException {
        useDied();
        damageEach("store.mark", MARK);
        assertNoFailure();
    }

    @Test
    void shouldSurviveADamagedMarkOfAClosedStore() throws IOException {
        useClosed();
        damageEach("store.mark", IntStream.of(MARK).filter(offset -> offset % 4 == 1).toArray());
        assertNoFailure();
    }

    @Test
    @Tag("slow")
    void shouldSurviveADamagedCursor() throws IOException {
        final LogScript script = fill(script());
        script.log.cursor("c").commitDurably(script.log.committedPosition());
        script.close();
        use(script);
        damageEach("c.cursor", range(0, 12, 4096, 4128, 8192, 8224));
        assertNoFailure();
    }

    @Test
    void shouldRefuseADamagedList() throws IOException {
        useDied();
        damageEach("store.segments", range(0, files.get("store.segments").length));
        assertNoFailure();
        assertEquals(0, opened);
    }

    @Test
    void shouldRefuseADamagedSegmentHeader() throws IOException {
        useDied();
        damageEach(segment(1), range(0, 12, 16, 68));
        damageEach(segment(2), range(0, 12, 16, 68));
        assertNoFailure();
        assertEquals(0, opened);
    }

    @Test
    void shouldRefuseADamagedFrame() throws IOException {
        useDied();
        damageEach(segment(1), frames(1));
        assertNoFailure();
        assertEquals(0, opened);
    }

    @Test
    void shouldRefuseADamagedFrameOfAClosedStore() throws IOException {
        useClosed();
        damageEach(segment(1), frames(1));
        assertNoFailure();
        assertEquals(0, opened);
    }

    @Test
    void shouldCutDamageBehindTheTail() throws IOException {
        useDied();
        final int end = Arrays.stream(frames(1)).max().orElseThrow() / 32 * 32 + 32;
        damageEach(segment(1), range(end, end + 8, end + 32, end + 40));
        damageEach(segment(2), range(FIRST_FRAME, FIRST_FRAME + 8));
        assertNoFailure();
    }

    @Test
    @Tag("slow")
    void shouldSurviveEveryFlippedBit() throws IOException {
        useDied();
        final int[] masks = {1, 2, 4, 8, 16, 32, 64, 128, 255};
        damageEach("store.mark", MARK, masks);
        damageEach("store.segments", range(0, files.get("store.segments").length), masks);
        damageEach(segment(1), range(0, 68), masks);
        damageEach(segment(1), frames(1), masks);
        assertNoFailure();
    }
}
