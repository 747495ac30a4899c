package io.varve.session;

import static io.varve.session.KeyStores.text;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.TestThreads;
import io.varve.kv.KeyValueResult;
import io.varve.kv.KeyValueStore;
import io.varve.kv.PutOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Many threads with keys of their own, each against a map of its own. */
class KeyValueSessionStormTest {

    private static final int KEYS = 40;

    @Test
    void shouldHoldWhatEachThreadBelieves() throws InterruptedException {
        storm(4, 60);
    }

    @Test
    @Tag("slow")
    void shouldHoldWhatEachOfSixteenThreadsBelievesForLong() throws InterruptedException {
        storm(16, 20_000);
    }

    private static void storm(final int threads, final int steps) throws InterruptedException {
        final List<Believer> believers = new ArrayList<>();
        try (KeyValueStore store = KeyValueStore.open(KeyStores.inMemory().build());
            KeyValueSessionPool pool = KeyValueSessionPool.onThread(store,
                SessionPoolConfig.builder().max(5).overflow(3).acquireTimeoutNs(SECONDS.toNanos(60))
                    .laneCapacity(16 << 10).build(), new BackoffIdleStrategy())) {
            final TestThreads running = new TestThreads();
            final List<Thread> started = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                final Believer believer = new Believer(pool, i);
                believers.add(believer);
                started.add(running.start(() -> believer.run(steps)));
            }
            for (final Thread thread : started) {
                thread.join();
            }
            running.end();
            running.throwFailure();
            long keys = 0;
            for (final Believer believer : believers) {
                believer.check();
                keys += believer.model.size();
            }
            assertEquals(keys, store.size());
            assertEquals(0, pool.statistics().inUse());
            assertEquals(0, pool.statistics().lost());
        }
    }

    /** What a key is believed to be. */
    private record Entry(String value, long version) {
    }

    /** One thread's keys. */
    private static final class Believer {

        private static final int STEPS_WITH_A_SESSION = 20;

        private final KeyValueSessionPool pool;
        private final int number;
        private final Random random;
        private final TreeMap<String, Entry> model = new TreeMap<>();
        private KeyValueSession session;

        Believer(final KeyValueSessionPool pool, final int number) {
            this.pool = pool;
            this.number = number;
            random = new Random(number);
        }

        void run(final int steps) {
            for (int done = 0; done < steps; done += STEPS_WITH_A_SESSION) {
                try (KeyValueSession taken = pool.acquire()) {
                    session = taken;
                    for (int i = 0; i < STEPS_WITH_A_SESSION; i++) {
                        step(done + i);
                    }
                }
            }
        }

        private void step(final int i) {
            final String key = key();
            switch (random.nextInt(6)) {
                case 0 -> remember(key, "p" + i, await(KeyStores.put(session, key, "p" + i)));
                case 1 -> putIf(key, "v" + i);
                case 2 -> delete(key);
                case 3 -> batch(i);
                case 4 -> abort();
                default -> assertEquals(value(key), KeyStores.get(session, key));
            }
        }

        private String key() {
            return "k" + number + "-" + random.nextInt(KEYS);
        }

        private String value(final String key) {
            return model.containsKey(key) ? model.get(key).value : null;
        }

        private long version(final String key) {
            return model.containsKey(key) ? model.get(key).version : 0;
        }

        private long await(final long ticket) {
            assertTrue(ticket > 0, "code " + ticket);
            return session.await(ticket, 60, SECONDS);
        }

        private void remember(final String key, final String value, final long version) {
            assertTrue(version > version(key), "version or code " + version);
            model.put(key, new Entry(value, version));
        }

        private void putIf(final String key, final String value) {
            final long wrong = random.nextInt(3) == 0 ? 1_000_000_000 : 0;
            final PutOptions options = new PutOptions().ifVersion(version(key) + wrong);
            final long version = await(KeyStores.put(session, options, key, value));
            if (wrong == 0) {
                remember(key, value, version);
            } else {
                assertEquals(KeyValueResult.CONFLICT, version);
            }
        }

        private void delete(final String key) {
            final long version = await(KeyStores.delete(session, key));
            assertEquals(model.remove(key) != null, version > 0);
        }

        /** Two keys; refused now and then because of the second one. */
        private void batch(final int i) {
            final String first = key();
            final String second = key() + "b";
            final boolean refused = random.nextInt(3) == 0;
            final PutOptions options = new PutOptions().ifVersion(version(second) + (refused ? 1_000_000_000 : 0));
            assertTrue(session.tryBatch(512) >= 0);
            session.batch().put(text(first), 0, first.length(), text("b" + i), 0, ("b" + i).length());
            session.batch().put(options, text(second), 0, second.length(), text("c" + i), 0, ("c" + i).length());
            final long ticket = session.batch().commit();
            final long version = await(ticket);
            if (refused) {
                assertEquals(KeyValueResult.CONFLICT, version);
                assertEquals(1, session.failedAt(ticket));
            } else {
                remember(first, "b" + i, version - 1);
                remember(second, "c" + i, version);
            }
        }

        private void abort() {
            assertTrue(session.tryBatch(512) >= 0);
            final String key = key();
            session.batch().put(text(key), 0, key.length(), text("aborted"), 0, 7);
            session.batch().abort();
        }

        void check() {
            try (KeyValueSession reading = pool.acquire()) {
                model.forEach((key, entry) -> {
                    assertEquals(entry.value, KeyStores.get(reading, key));
                    assertEquals(entry.version, reading.reader().version(text(key), 0, key.length()));
                });
            }
        }
    }
}
