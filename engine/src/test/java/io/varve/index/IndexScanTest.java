package io.varve.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
class IndexScanTest {

    private static final int KEYS = 10_000;
    private static final Hash64 HASH = new Hash64(3);

    private final HashIndex index = new HashIndex(.2, 0);

    private void insert(final int from, final int to) {
        for (int key = from; key < to; key++) {
            index.prepareGrowth();
            index.writer().insert(HASH.hashLong(key), RecordAddress.of(key, 0));
        }
    }

    @Test
    void shouldReturnEachKeyOnceThoughTheIndexGrowsByDoublings() {
        try (index) {
            insert(0, KEYS);
            final BitSet seen = new BitSet();
            int next = KEYS;
            int groups = 0;
            for (long cursor = index.scan().begin(); cursor != IndexScan.END;) {
                // Another one each time: a cursor is all that a scan needs.
                final IndexScan scan = index.scan();
                final int count = scan.read(cursor);
                for (int i = 0; i < count; i++) {
                    final int key = RecordAddress.key(scan.address(i));
                    assertTrue(key >= KEYS || !seen.get(key), () -> key + " was returned twice");
                    seen.set(key);
                }
                if (groups++ % 2 == 0) {
                    insert(next, next + 16);
                    next += 16;
                }
                cursor = scan.after(cursor);
            }
            assertEquals(KEYS, seen.get(0, KEYS).cardinality());
            assertTrue(index.statistics().buckets() > 4L * groups, () -> index.statistics().toString());
        }
    }

    @Test
    void shouldFillAnotherIndexFromHashesAndAddresses() {
        try (index; HashIndex copy = new HashIndex(HashIndex.DEFAULT_LOAD, KEYS)) {
            insert(0, KEYS);
            final IndexScan scan = index.scan();
            for (long cursor = scan.begin(); cursor != IndexScan.END; cursor = scan.after(cursor)) {
                final int count = scan.read(cursor);
                for (int i = 0; i < count; i++) {
                    copy.writer().insert(scan.hash(i), scan.address(i));
                }
            }
            for (int key = 0; key < KEYS; key++) {
                assertEquals(RecordAddress.of(key, 0), RecordAddress.find(copy.probe(), HASH.hashLong(key), key));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, 11L << 58, 12L << 58 | 4096, 40L << 58, 13L << 58, Long.MIN_VALUE})
    void shouldRefuseWhatIsNoCursor(final long cursor) {
        try (index) {
            assertThrows(IllegalArgumentException.class, () -> index.scan().read(cursor));
        }
    }
}
