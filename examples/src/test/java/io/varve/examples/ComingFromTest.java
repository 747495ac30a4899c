package io.varve.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.io.MemoryStorage;
import io.varve.log.LogConfig;
import io.varve.log.RecordHandler;
import io.varve.log.RecordLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class ComingFromTest {

    private static final Path EXAMPLE = Path.of("src/main/java/io/varve/examples/ComingFrom.java");
    private static final Path PAGE = Path.of("../docs/COMING_FROM.md");
    private static final Pattern BLOCK = Pattern.compile("```java");
    private static final List<String> NAMES = List.of("append", "follow", "replay", "seek", "resume", "move");

    private final MemoryStorage storage = new MemoryStorage();
    private final UnsafeBuffer body = new UnsafeBuffer(new byte[8]);
    private final List<Long> seen = new ArrayList<>();
    private final RecordHandler handler = (buffer, offset, length, header) -> seen.add(header.sequence());

    @Test
    void shouldReadTheSameOnThePage() throws IOException {
        final String page = Files.readString(PAGE);
        for (final String name : NAMES) {
            assertEquals(SourceText.tagged(EXAMPLE, name), SourceText.onPage(page, name), name);
        }
        assertEquals(NAMES.size(), BLOCK.matcher(page).results().count(), "a block that no test runs");
    }

    @Test
    void shouldAppendFollowReplayAndSeek() {
        try (RecordLog log = open()) {
            ComingFrom.append(log, body, 8, 1_000);
            ComingFrom.replay(log, handler);
            assertEquals(List.of(1L, 2L), seen);
            seen.clear();
            // As many rounds as it takes to see what comes while it follows.
            ComingFrom.follow(log, handler, new BusySpinIdleStrategy(), () -> {
                if (seen.isEmpty()) {
                    log.writer().append(0, body, 0, 8, Long.MAX_VALUE / 2);
                }
                return seen.isEmpty();
            });
            assertEquals(3, seen.get(0));
            seen.clear();
            ComingFrom.seek(log, handler, log.firstPosition(), 2, Long.MAX_VALUE / 2);
            final long last = seen.get(3);
            assertEquals(List.of(1L, 2L, 3L, last), seen);
            assertTrue(last >= 3);
        }
    }

    @Test
    void shouldResumeWhereItWas() {
        try (RecordLog log = open()) {
            ComingFrom.append(log, body, 8, 1_000);
            ComingFrom.resume(log, handler);
        }
        try (RecordLog log = open()) {
            ComingFrom.append(log, body, 8, 2_000);
            ComingFrom.resume(log, handler);
        }
        assertEquals(List.of(1L, 2L, 3L, 4L), seen);
    }

    @Test
    void shouldMoveEachRecordOnceAlsoWhenItIsInterrupted() {
        final Counting theirs = new Counting(250);
        try (RecordLog log = open()) {
            ComingFrom.move(log, theirs);
        }
        theirs.end = 300;
        theirs.at = 0;
        final List<Long> moved = new ArrayList<>();
        try (RecordLog log = open()) {
            ComingFrom.move(log, theirs);
            ComingFrom.replay(log, (buffer, offset, length, header) -> {
                assertEquals(buffer.getLong(offset), header.timestampNs());
                moved.add(buffer.getLong(offset));
            });
        }
        assertEquals(300, moved.size());
        assertEquals(1, moved.get(0));
        assertEquals(300, moved.get(299));
    }

    private RecordLog open() {
        return RecordLog.open(LogConfig.at(Path.of("log")).storage(storage)
            .segmentLength(LogConfig.MIN_SEGMENT_LENGTH).build());
    }

    /** Records whose position, time and body are their number. */
    private final class Counting implements ComingFrom.Theirs {

        private long end;
        private long at;

        Counting(final long end) {
            this.end = end;
        }

        @Override
        public void goBehind(final long position) {
            at = position;
        }

        @Override
        public boolean next() {
            if (at == end) {
                return false;
            }
            body.putLong(0, ++at);
            return true;
        }

        @Override
        public long position() {
            return at;
        }

        @Override
        public long timestampNs() {
            return at;
        }

        @Override
        public DirectBuffer body() {
            return body;
        }

        @Override
        public int length() {
            return Long.BYTES;
        }
    }
}
