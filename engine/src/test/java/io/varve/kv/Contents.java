package io.varve.kv;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.agrona.concurrent.UnsafeBuffer;

/** Reads what is in a store of {@link RandomWrites}. */
final class Contents {

    private Contents() {
    }

    static String get(final KeyValueReader reader, final String key) {
        final UnsafeBuffer bytes = StoreDriver.bytes(key);
        final UnsafeBuffer target = new UnsafeBuffer(new byte[4096]);
        final int length = reader.get(bytes, 0, bytes.capacity(), target, 0);
        return length < 0 ? null : target.getStringWithoutLengthUtf8(0, length);
    }

    static void assertSame(final Map<String, String> expected, final KeyValueReader reader) {
        final Map<String, String> found = new TreeMap<>();
        for (int i = 0; i < RandomWrites.KEYS; i++) {
            final String value = get(reader, "key" + i);
            if (value != null) {
                found.put("key" + i, value);
            }
        }
        assertSame(expected, found);
    }

    /** Names the keys that differ; their values are long. */
    static void assertSame(final Map<String, String> expected, final Map<String, String> found) {
        final Set<String> keys = new TreeSet<>(expected.keySet());
        keys.addAll(found.keySet());
        keys.removeIf(key -> Objects.equals(expected.get(key), found.get(key)));
        assertEquals(Set.of(), keys);
    }
}
