package io.varve.kv;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.io.MemoryStorage;
import io.varve.log.LogConfig;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A consumer on a thread of its own, while the writer overwrites and compaction gives segments back. */
class ChangeRaceTest {

    private static final int WRITES = 80_000;
    private static final int KEYS = 500;

    private final KeyValueStore store = KeyValueStore.open(KeyValueConfig.at(Path.of("race"))
        .log(log -> log.storage(new MemoryStorage()).segmentLength(LogConfig.MIN_SEGMENT_LENGTH)).build());
    private final AtomicLong lastVersion = new AtomicLong(-1);

    @Test
    @Tag("slow")
    void shouldNotMissAChangeWhileCompactionGivesSegmentsBack() throws Exception {
        final Map<String, String> model = new TreeMap<>();
        try (StoreDriver driver = new StoreDriver(store)) {
            final ChangeCopy copy = new ChangeCopy();
            final CompletableFuture<Void> consumer;
            try (ChangeFeed feed = store.changes().feed(Changes.FROM_START)) {
                consumer = CompletableFuture.runAsync(() -> consume(feed, copy));
                final Random random = new Random(4);
                for (int i = 0; i < WRITES; i++) {
                    final String key = "key" + random.nextInt(KEYS);
                    if (random.nextInt(6) == 0) {
                        driver.delete(key);
                        model.remove(key);
                    } else {
                        driver.put(key, "value " + i);
                        model.put(key, "value " + i);
                    }
                }
                lastVersion.set(driver.put("last", "value"));
                model.put("last", "value");
                consumer.get(60, TimeUnit.SECONDS);
            }
            Contents.assertSame(model, copy.contents());
            assertTrue(store.compaction().removedSegments() > 0);
        }
    }

    private void consume(final ChangeFeed feed, final ChangeCopy copy) {
        final boolean[] done = {false};
        while (!done[0]) {
            final int polled = feed.poll(change -> {
                copy.apply(change);
                done[0] = change.version() == lastVersion.get();
            }, 1 + (int) (copy.changes() % 97));
            assertTrue(polled >= 0, "poll returned " + polled);
            if (polled == 0 && copy.contents().containsKey("last")) {
                done[0] = true;
            }
        }
    }
}
