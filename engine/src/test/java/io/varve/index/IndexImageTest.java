package io.varve.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("slow")
class IndexImageTest {

    private static final int OFFSET_BITS = 24;
    private static final Hash64 HASH = new Hash64(17);

    private interface Changes {

        void apply() throws IOException;
    }

    private static byte[] image(final HashIndex index, final Changes betweenBlocks) throws IOException {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        final long length = new IndexImageWriter(index).write(bytes -> {
            final byte[] piece = new byte[bytes.remaining()];
            bytes.get(piece);
            out.write(piece);
            betweenBlocks.apply();
        });
        assertEquals(length, out.size());
        return out.toByteArray();
    }

    private static byte[] image(final HashIndex index) throws IOException {
        return image(index, () -> { });
    }

    private static IndexImageSource source(final byte[] image) {
        return (dst, offset) ->
            dst.put(image, (int) offset, Math.max(0, (int) Math.min(dst.remaining(), image.length - offset)));
    }

    private static HashIndex load(final byte[] image, final AddressMap map) throws IOException {
        return new IndexImageReader(image.length)
            .read(HashIndex.DEFAULT_LOAD, map, List.of(source(image), source(image)));
    }

    private static HashIndex load(final byte[] image) throws IOException {
        return load(image, AddressMap.identity());
    }

    private static void insert(final HashIndex index, final int from, final int to) {
        for (int key = from; key < to; key++) {
            index.writer().insert(HASH.hashLong(key), RecordAddress.of(key, 0));
        }
    }

    private static void assertHolds(final HashIndex index, final int from, final int to, final IntToLongFunction hash) {
        final IndexProbe probe = index.probe();
        for (int key = from; key < to; key++) {
            final int wanted = key;
            assertEquals(RecordAddress.of(key, 0), RecordAddress.find(probe, hash.applyAsLong(key), key),
                () -> "key " + wanted);
        }
    }

    private static void assertHolds(final HashIndex index, final int from, final int to) {
        assertHolds(index, from, to, HASH::hashLong);
    }

    @ParameterizedTest
    @CsvSource({"0, .65", "1, .65", "4000, .05", "30000, .05", "100000, .65", "300000, .9", "123457, .3"})
    void shouldHoldWhatTheIndexHeldAndGoOn(final int keys, final double load) throws IOException {
        try (HashIndex index = new HashIndex(load, 0)) {
            insert(index, 0, keys);
            try (HashIndex copy = load(image(index))) {
                assertHolds(copy, 0, keys);
                assertEquals(keys, copy.statistics().keys());
                assertEquals(index.statistics().buckets(), copy.statistics().buckets());
                assertEquals(index.statistics().overflowBuckets(), copy.statistics().overflowBuckets());
                insert(copy, keys, 2 * keys + 10_000);
                for (int key = 0; key < keys; key += 2) {
                    assertTrue(copy.writer().seek(HASH.hashLong(key), RecordAddress.of(key, 0)));
                    copy.writer().remove();
                }
                assertHolds(copy, keys, 2 * keys + 10_000);
                assertEquals(2 * keys + 10_000 - (keys + 1) / 2, copy.statistics().keys());
            }
        }
    }

    @Test
    void shouldHoldChainsOfAnyLength() throws IOException {
        final IntToLongFunction hash = key -> key % 3;
        try (HashIndex index = new HashIndex(HashIndex.DEFAULT_LOAD, 0)) {
            for (int key = 0; key < 20_000; key++) {
                index.writer().insert(hash.applyAsLong(key), RecordAddress.of(key, 0));
            }
            try (HashIndex copy = load(image(index))) {
                final IndexScan scan = copy.scan();
                assertEquals(20_000, scan.read(scan.begin()) + scan.read(scan.begin() + 1)
                    + scan.read(scan.begin() + 2));
                assertTrue(copy.isReseedDue());
                assertHolds(copy, 19_000, 20_000, hash);
            }
        }
    }

    @Test
    void shouldBeTheSameForAnyNumberOfThreads() throws IOException {
        try (HashIndex index = new HashIndex(HashIndex.DEFAULT_LOAD, 0)) {
            insert(index, 0, 500_000);
            final byte[] image = image(index);
            for (int threads = 1; threads <= 4; threads++) {
                final List<IndexImageSource> sources = Collections.nCopies(threads, source(image));
                try (HashIndex copy = new IndexImageReader(image.length)
                    .read(HashIndex.DEFAULT_LOAD, AddressMap.identity(), sources)) {
                    assertTrue(Arrays.equals(image, image(copy)));
                }
            }
        }
    }

    @Test
    void shouldMoveAndLeaveOutAddressesBySlot() throws IOException {
        try (HashIndex index = new HashIndex(HashIndex.DEFAULT_LOAD, 0)) {
            for (int key = 0; key < 40_000; key++) {
                index.writer().insert(HASH.hashLong(key), (long) (key % 4) << OFFSET_BITS | key + 1);
            }
            final long[] slots = {7, AddressMap.GONE, 1};
            try (HashIndex copy = load(image(index), new AddressMap(OFFSET_BITS, slots))) {
                for (int key = 0; key < 40_000; key++) {
                    final boolean kept = key % 4 % 2 == 0;
                    if (kept) {
                        assertTrue(copy.writer().seek(HASH.hashLong(key), slots[key % 4] << OFFSET_BITS | key + 1));
                    }
                    final IndexProbe probe = copy.probe();
                    probe.begin(HASH.hashLong(key));
                    assertEquals(kept, probe.next() != IndexProbe.NOT_FOUND);
                }
                assertEquals(20_000, copy.statistics().keys());
            }
        }
    }

    @Test
    void shouldRefuseAnImpossibleMap() {
        assertThrows(IllegalArgumentException.class, () -> new AddressMap(0, new long[1]));
        assertThrows(IllegalArgumentException.class, () -> new AddressMap(40, new long[1]));
        assertThrows(IllegalArgumentException.class, () -> new AddressMap(OFFSET_BITS, new long[] {1 << 16}));
        assertThrows(IllegalArgumentException.class, () -> new AddressMap(OFFSET_BITS, new long[] {-2}));
    }

    @Test
    void shouldRefuseAFlippedBitAnywhere() throws IOException {
        try (HashIndex index = new HashIndex(.3, 0)) {
            insert(index, 0, 20_000);
            final byte[] image = image(index);
            final Random random = new Random(2);
            for (int at = 0; at < image.length; at += 1 + random.nextInt(at < image.length - 256 ? 400 : 2)) {
                final byte[] damaged = image.clone();
                damaged[at] ^= (byte) (1 << random.nextInt(8));
                assertThrows(IndexImageException.class, () -> load(damaged), "at " + at);
            }
            for (int length = image.length - 1; length > 0; length -= 1 + random.nextInt(10_000)) {
                final byte[] cut = Arrays.copyOf(image, length);
                assertThrows(IndexImageException.class, () -> load(cut));
            }
            final IndexImageReader longer = new IndexImageReader(image.length + 64);
            assertThrows(IndexImageException.class,
                () -> longer.read(.5, AddressMap.identity(), List.of(source(image))));
            load(image).close();
        }
    }

    @Test
    void shouldRefuseABlockOfAnotherImage() throws IOException {
        try (HashIndex index = new HashIndex(HashIndex.DEFAULT_LOAD, 0)) {
            insert(index, 0, 1_000);
            final byte[] image = image(index);
            assertTrue(index.writer().seek(HASH.hashLong(7), RecordAddress.of(7, 0)));
            index.writer().replace(RecordAddress.of(7, 1));
            final byte[] mixed = image(index);
            System.arraycopy(image, 0, mixed, 0, image.length - 4 * 8 - IndexImageDescriptor.TRAILER_LENGTH);
            assertThrows(IndexImageException.class, () -> load(mixed));
        }
    }

    @Test
    void shouldSayWhatFailed() throws IOException {
        try (HashIndex index = new HashIndex(HashIndex.DEFAULT_LOAD, 0)) {
            insert(index, 0, 300_000);
            final IOException thrown = new IOException("no device");
            final IndexImageWriter writer = new IndexImageWriter(index);
            assertSame(thrown, assertThrows(IOException.class, () -> writer.write(bytes -> {
                throw thrown;
            })));
            final byte[] image = image(index);
            final IndexImageSource good = source(image);
            final IndexImageSource bad = (dst, offset) -> {
                if (dst.remaining() > 60_000) {
                    throw thrown;
                }
                good.read(dst, offset);
            };
            final IndexImageReader reader = new IndexImageReader(image.length);
            assertSame(thrown, assertThrows(IOException.class,
                () -> reader.read(.5, AddressMap.identity(), List.of(bad, good))));
            assertThrows(IllegalArgumentException.class, () -> reader.read(.5, AddressMap.identity(), List.of()));
            assertThrows(IllegalArgumentException.class, () -> reader.read(1, AddressMap.identity(), List.of(good)));
            reader.read(.5, AddressMap.identity(), List.of(good)).close();
        }
    }

    @ParameterizedTest
    @CsvSource({"6440, 100", "5700, 2000", "40000, 20000", "3000, 30000"})
    void shouldHoldEveryLastingKeyThoughBucketsAreSplitBetweenBlocks(final int lasting, final int between)
        throws IOException {
        try (HashIndex index = new HashIndex(.2, 0)) {
            insert(index, 0, lasting);
            final int[] next = {lasting};
            final byte[] image = image(index, () -> {
                // Fewer and fewer, so that it ends.
                if (next[0] < 1_000_000) {
                    insert(index, next[0], next[0] + between);
                    next[0] += between;
                }
            });
            try (HashIndex copy = load(image)) {
                assertTrue(index.statistics().splits() > 0);
                assertHolds(copy, 0, lasting);
                assertEachEntryOnce(copy);
            }
        }
    }

    private static void assertEachEntryOnce(final HashIndex index) {
        final IndexScan scan = index.scan();
        final BitSet seen = new BitSet();
        long entries = 0;
        for (long cursor = scan.begin(); cursor != IndexScan.END; cursor = scan.after(cursor)) {
            final int count = scan.read(cursor);
            entries += count;
            for (int i = 0; i < count; i++) {
                final int key = RecordAddress.key(scan.address(i));
                assertTrue(!seen.get(key), () -> "twice: " + key);
                seen.set(key);
            }
        }
        assertEquals(entries, index.statistics().keys());
    }

    @Test
    void shouldHoldEveryLastingKeyBesideAWriter() throws Exception {
        race(3);
    }

    @Test
    void shouldHoldEveryLastingKeyBesideAWriterForLong() throws Exception {
        race(40);
    }

    private static void race(final int rounds) throws Exception {
        int images = 0;
        for (int round = 0; round < rounds; round++) {
            final int lasting = 20_000;
            try (HashIndex index = new HashIndex(round % 2 == 0 ? .05 : .9, 0)) {
                insert(index, 0, lasting);
                final AtomicReference<Throwable> failure = new AtomicReference<>();
                final int seed = round;
                final Thread thread = new Thread(() -> {
                    try {
                        change(index, lasting, seed);
                    } catch (final Throwable ex) {
                        failure.set(ex);
                    }
                });
                thread.start();
                while (thread.isAlive()) {
                    final byte[] image = image(index);
                    try (HashIndex copy = load(image)) {
                        final IndexProbe probe = copy.probe();
                        for (int key = 0; key < lasting; key++) {
                            if (RecordAddress.find(probe, HASH.hashLong(key), key) == IndexProbe.NOT_FOUND) {
                                throw new AssertionError("missed " + key + ": " + copy.statistics());
                            }
                        }
                    }
                    images++;
                }
                thread.join();
                if (failure.get() != null) {
                    throw new AssertionError(failure.get());
                }
            }
        }
        assertTrue(images > rounds, "images: " + images);
    }

    /** Insert, remove, replace and split. */
    private static void change(final HashIndex index, final int lasting, final int seed) {
        final Random random = new Random(seed);
        final IndexWriter writer = index.writer();
        final int passing = 60_000;
        for (int i = 0; i < 400_000; i++) {
            if (random.nextInt(4) == 0) {
                final int key = random.nextInt(lasting);
                if (RecordAddress.find(writer, HASH.hashLong(key), key) == IndexProbe.NOT_FOUND) {
                    throw new AssertionError("the writer misses " + key);
                }
                writer.replace(RecordAddress.of(key, random.nextInt(RecordAddress.MAX_VERSION)));
            } else {
                final int key = lasting + random.nextInt(passing);
                if (RecordAddress.find(writer, HASH.hashLong(key), key) == IndexProbe.NOT_FOUND) {
                    writer.insert(HASH.hashLong(key), RecordAddress.of(key, 0));
                } else if (random.nextInt(3) == 0) {
                    writer.remove();
                }
            }
        }
    }

    @Test
    void shouldReadThroughABufferOfAnyPosition() throws IOException {
        try (HashIndex index = new HashIndex(HashIndex.DEFAULT_LOAD, 0)) {
            insert(index, 0, 10);
            final byte[] image = image(index);
            final IndexImageSource bytewise = (dst, offset) -> {
                for (long at = offset; dst.hasRemaining(); at++) {
                    dst.put(ByteBuffer.wrap(image, (int) at, 1));
                }
            };
            try (HashIndex copy = new IndexImageReader(image.length)
                .read(.5, AddressMap.identity(), List.of(bytewise))) {
                assertHolds(copy, 0, 10);
            }
        }
    }
}
