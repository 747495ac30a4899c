package io.varve.kv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.agent.EngineAgents;
import io.varve.io.MemoryStorage;
import io.varve.log.LogConfig;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All changes of single keys, at random, against a map, while time goes by and the store is opened again and again. */
@Tag("slow")
class KeyValueModelTest {

    private static final int STEPS = 30_000;
    private static final int KEYS = 60;

    private record Value(String text, long counter, boolean isCounter, int type, long expireAt, String former,
        int formerType, long formerExpireAt) {

        boolean isOver(final long nowMs) {
            return expireAt != 0 && expireAt <= nowMs;
        }
    }

    private final EngineAgents agents = EngineAgents.invoked();
    private final MemoryStorage storage = new MemoryStorage();
    private final Map<String, Value> model = new HashMap<>();
    private final PutOptions options = new PutOptions();
    private long nowMs = 1_000_000;
    private StoreDriver driver;
    private boolean compacts;

    private StoreDriver open() {
        return new StoreDriver(KeyValueConfig.at(Path.of("model-in-memory"))
            .maxSpaceAmplification(
                compacts ? KeyValueConfig.DEFAULT_SPACE_AMPLIFICATION : Double.POSITIVE_INFINITY)
            .log(log -> log.storage(storage).segmentLength(LogConfig.MIN_SEGMENT_LENGTH).agents(agents)
                .clock(() -> TimeUnit.MILLISECONDS.toNanos(nowMs)))
            .build());
    }

    /** The key's value now, or null. */
    private Value present(final String key) {
        final Value value = model.get(key);
        return value == null || value.isOver(nowMs) ? null : value;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldHoldTheSameAsAMap(final long seed) {
        final Random random = new Random(seed);
        compacts = seed % 2 == 0;
        driver = open();
        for (int i = 0; i < STEPS; i++) {
            nowMs += random.nextInt(3);
            step(random, "key" + random.nextInt(KEYS), "v" + i);
            if (random.nextInt(20) == 0) {
                // The map knows no cached clock.
                nowMs += TimeUnit.SECONDS.toMillis(random.nextInt(3));
                agents.doWork();
                driver.writer().doWork();
            }
            if (i % 3_000 == 2_999) {
                agents.doWork();
                check();
                driver.close();
                driver = open();
                check();
            }
        }
        driver.close();
    }

    private void step(final Random random, final String key, final String text) {
        final Value before = present(key);
        switch (random.nextInt(9)) {
            case 0 -> {
                assertEquals(before != null, driver.delete(key) > 0);
                if (before != null) {
                    model.remove(key);
                }
            }
            case 1 -> add(key, random.nextInt(100) - 50);
            case 2 -> append(key, text);
            case 3 -> expire(key, random.nextBoolean() ? 0 : nowMs - 3 + random.nextInt(2_000));
            case 4 -> restore(key);
            case 5 -> put(options.reset().ifAbsent(), key, text, before == null);
            case 6 -> put(options.reset().ifPresent().keepExpiry(), key, text, before != null);
            case 7 -> put(options.reset().expireAt(nowMs - 3 + random.nextInt(2_000)), key, text, true);
            default -> put(options.reset().valueType(random.nextInt(15)), key, text, true);
        }
    }

    private void set(final String key, final String text, final long counter, final boolean isCounter, final int type,
        final long expireAt) {
        final Value old = model.get(key);
        model.put(key, old == null || old.isCounter()
            ? new Value(text, counter, isCounter, type, expireAt, null, 0, 0)
            : new Value(text, counter, isCounter, type, expireAt, old.text(), old.type(), old.expireAt()));
    }

    private void put(final PutOptions how, final String key, final String text, final boolean holds) {
        final Value before = present(key);
        final long result = driver.put(how, key, text);
        assertEquals(holds, result > 0);
        if (holds) {
            final long kept = before == null ? 0 : before.expireAt();
            set(key, text, 0, false, how.valueType(), how.keepsExpiry() ? kept : how.expireAt());
        }
    }

    private void add(final String key, final long delta) {
        final Value before = present(key);
        final long result = driver.add(key, delta);
        if (before != null && !before.isCounter()) {
            assertEquals(KeyValueResult.NOT_A_COUNTER, result);
        } else {
            final long sum = (before == null ? 0 : before.counter()) + delta;
            assertEquals(sum, driver.writer().counterValue());
            set(key, null, sum, true, 15, before == null ? 0 : before.expireAt());
        }
    }

    private void append(final String key, final String text) {
        final Value before = present(key);
        final long result = driver.append(key, text);
        if (before == null) {
            set(key, text, 0, false, 0, 0);
        } else if (before.isCounter()) {
            assertEquals(KeyValueResult.WRONG_TYPE, result);
        } else {
            set(key, before.text() + text, 0, false, before.type(), before.expireAt());
        }
    }

    private void expire(final String key, final long expireAt) {
        final Value before = present(key);
        final long result = driver.expireAt(key, expireAt);
        assertEquals(before != null, result > 0);
        if (before != null && expireAt != 0 && expireAt <= nowMs) {
            model.remove(key);
        } else if (before != null && before.expireAt() != expireAt) {
            set(key, before.text(), before.counter(), before.isCounter(), before.type(), expireAt);
        }
    }

    private void restore(final String key) {
        final Value before = present(key);
        if (before == null) {
            assertEquals(KeyValueResult.NOT_FOUND, driver.restore(key));
        } else if (before.former() != null) {
            final long result = driver.restore(key);
            if (before.formerExpireAt() != 0 && before.formerExpireAt() <= nowMs) {
                assertEquals(KeyValueResult.GONE, result);
            } else if (!compacts || result != KeyValueResult.GONE) {
                assertTrue(result > 0);
                set(key, before.former(), 0, false, before.formerType(), before.formerExpireAt());
            }
        }
    }

    private void check() {
        for (int i = 0; i < KEYS; i++) {
            final String key = "key" + i;
            final Value value = present(key);
            if (value != null && value.isCounter()) {
                assertEquals(value.counter(), driver.counter(key), key);
            } else {
                assertEquals(value == null ? null : value.text(), driver.get(key), key);
            }
            if (value != null) {
                assertEquals(value.type(), driver.reader().lastValueType(), key);
                assertEquals(value.expireAt(), driver.expireAt(key), key);
            }
        }
    }
}
