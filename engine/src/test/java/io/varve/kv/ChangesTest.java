package io.varve.kv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.ConfigurationException;
import io.varve.io.MemoryStorage;
import io.varve.log.LogCursor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class ChangesTest {

    private final RandomWrites writes = new RandomWrites(new MemoryStorage(), Path.of("changed"), 11);
    private final ChangeCopy copy = new ChangeCopy();

    @AfterEach
    void close() {
        writes.close();
    }

    private Changes changes() {
        return writes.store().changes();
    }

    private long removed() {
        return writes.store().compaction().removedSegments();
    }

    @Test
    void shouldMakeACopyOfAnEmptyStoreFromItsChanges() {
        try (ChangeFeed feed = changes().feed(Changes.FROM_START)) {
            for (int round = 0; round < 8; round++) {
                writes.write(150);
                copy.drain(feed, writes.agents());
                Contents.assertSame(writes.model(), copy.contents());
            }
            assertTrue(feed.isLive());
        }
        assertTrue(removed() > 0);
    }

    @Test
    void shouldDescribeAChange() {
        try (ChangeFeed feed = changes().feed(Changes.FROM_END)) {
            final long version = writes.driver().put("key", "value");
            final long position = writes.driver().writer().position();
            writes.driver().delete("key");
            assertEquals(1, feed.poll(change -> {
                assertFalse(change.isDelete());
                assertEquals("key", change.buffer().getStringWithoutLengthUtf8(change.keyOffset(), change.keyLength()));
                assertEquals(5, change.valueLength());
                assertEquals(version, change.version());
                assertEquals(position, change.position());
                assertEquals(0, change.expireAt());
                assertFalse(change.isBatchContinued());
            }, 1));
            assertEquals(1, feed.poll(change -> {
                assertTrue(change.isDelete());
                assertEquals(0, change.valueLength());
            }, 10));
        }
        assertEquals(ChangeFeed.CLOSED, changesOfAClosedFeed());
    }

    @Test
    void shouldSayThatALongValueIsElsewhere() {
        try (ChangeFeed feed = changes().feed(Changes.FROM_END)) {
            writes.driver().put("long", "v".repeat(20_000));
            writes.driver().put("short", "v");
            final List<Boolean> elsewhere = new ArrayList<>();
            assertEquals(2, feed.poll(change -> elsewhere.add(change.isValueElsewhere()), 10));
            assertEquals(List.of(true, false), elsewhere);
        }
    }

    private int changesOfAClosedFeed() {
        final ChangeFeed feed = changes().feed(Changes.FROM_END);
        feed.close();
        return feed.poll(copy::apply, 1);
    }

    @Test
    void shouldHoldBackWhatAFeedHasNotRead() {
        try (ChangeFeed feed = changes().feed(Changes.FROM_START)) {
            writes.write(1_000);
            assertEquals(0, removed());
            copy.drain(feed, writes.agents());
            Contents.assertSame(writes.model(), copy.contents());
            writes.write(300);
            assertTrue(removed() > 0);
        }
    }

    @Test
    void shouldHoldBackWhatACursorHasNotCommitted() {
        final LogCursor cursor = changes().cursor("copy");
        writes.write(1_000);
        assertEquals(0, removed());
        try (ChangeFeed feed = changes().feed(cursor)) {
            copy.drain(feed, writes.agents());
            cursor.commitDurably(feed.position());
        }
        writes.write(300);
        writes.reopen();
        writes.write(300);
        try (ChangeFeed feed = changes().feed(changes().cursor("copy"))) {
            copy.drain(feed, writes.agents());
        }
        Contents.assertSame(writes.model(), copy.contents());
        assertTrue(changes().deleteCursor("copy"));
    }

    @Test
    void shouldSkipWhatIsGoneWhenItBeginsAtTheOldestChange() {
        for (int i = 0; i < 200; i++) {
            writes.driver().put("cold" + i, "x".repeat(300));
        }
        final long last = writes.driver().writer().position();
        writes.write(1_200);
        assertTrue(removed() > 0);
        assertThrows(ConfigurationException.class, () -> changes().feed(last), "there is no gap");
        try (ChangeFeed feed = changes().feed(Changes.FROM_START)) {
            copy.drain(feed, writes.agents());
            assertTrue(copy.changes() > 200 && copy.changes() < 1_400);
            writes.write(300);
            copy.drain(feed, writes.agents());
        }
    }

    @Test
    void shouldRefuseToBeginInFrontOfChangesThatAreGone() {
        writes.write(100);
        final long position;
        try (ChangeFeed feed = changes().feed(Changes.FROM_START)) {
            copy.drain(feed, writes.agents());
            position = feed.position();
        }
        writes.write(1_200);
        assertThrows(ConfigurationException.class, () -> changes().feed(position));
    }

    @Test
    void shouldMakeAFullCopyFromAReadAndTheChangesSince() {
        writes.write(600);
        try (ChangeFeed feed = changes().feed(Changes.FROM_END)) {
            writes.write(100);
            writes.model().forEach((key, value) -> copy.contents().put(key, writes.driver().get(key)));
            writes.write(300);
            copy.drain(feed, writes.agents());
        }
        Contents.assertSame(writes.model(), copy.contents());
    }
}
