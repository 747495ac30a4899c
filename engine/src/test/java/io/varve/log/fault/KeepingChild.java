package io.varve.log.fault;

import io.varve.log.ControlledRecordHandler;
import io.varve.log.FeedConfig;
import io.varve.log.FeedFilter;
import io.varve.log.LogClaim;
import io.varve.log.LogConfig;
import io.varve.log.LogFeed;
import io.varve.log.LogReader;
import io.varve.log.LogSalvage;
import io.varve.log.RecordHandler;
import io.varve.log.RecordHeader;
import io.varve.log.RecordLog;
import io.varve.session.Session;
import io.varve.session.SessionPool;
import io.varve.session.SessionPoolConfig;
import io.varve.session.SessionWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** An application that keeps every view that it is lent, uses all of them later, and says what came of each. */
final class KeepingChild {

    private static final Path PATH = Path.of("kept");

    private final List<String> names = new ArrayList<>();
    private final List<Runnable> uses = new ArrayList<>();
    private final RecordHandler keeping = (buffer, offset, length, header) -> keep(buffer, offset, header);
    private String source;

    private KeepingChild() {
    }

    public static void main(final String[] args) {
        final KeepingChild child = new KeepingChild();
        final LogConfig config = LogConfig.at(PATH).inMemory().segmentLength(LogConfig.MIN_SEGMENT_LENGTH).build();
        try (RecordLog log = RecordLog.open(config)) {
            child.write(log);
            child.read(log);
            child.source = "salvage";
            LogSalvage.run(config.storage(), PATH, child.keeping);
            child.writeThroughASession(log);
            child.useAll();
        }
    }

    private void write(final RecordLog log) {
        final UnsafeBuffer body = new UnsafeBuffer(new byte[100]);
        log.writer().append(body, 0, 100);
        log.writer().append(body, 0, 100);
        while (log.writer().tryClaim(8) < 0) {
            Thread.onSpinWait();
        }
        final LogClaim claim = log.writer().claim();
        keep("claim", claim.buffer());
        claim.commit();
        while (log.writer().tryClaim(8) < 0) {
            Thread.onSpinWait();
        }
        claim.abort();
    }

    private void read(final RecordLog log) {
        try (LogReader reader = log.reader()) {
            source = "poll";
            reader.poll(keeping, 1);
            source = "boundedPoll";
            reader.boundedPoll(keeping, log.committedPosition(), 1);
            source = "pollBackward";
            reader.pollBackward(keeping, 2);
            source = "controlledPoll";
            reader.controlledPoll((buffer, offset, length, header) -> {
                keep(buffer, offset, header);
                return ControlledRecordHandler.Action.BREAK;
            }, 10);
            source = "blockPoll";
            reader.blockPoll((buffer, offset, length, position) -> keep("blockPoll", buffer), 1000);
        }
        source = "feed";
        final FeedFilter filter = FeedFilter.ALL.where(header -> {
            keep("filter", header);
            return true;
        });
        try (LogFeed feed = log.feed(FeedConfig.builder().filter(filter).build())) {
            while (feed.poll(keeping, 1) == 0) {
                Thread.onSpinWait();
            }
        }
    }

    private void writeThroughASession(final RecordLog log) {
        final SessionWriter writer = new SessionWriter(log);
        writer.onStart();
        try (SessionPool pool = new SessionPool(log, writer, SessionPoolConfig.builder().build());
            Session session = pool.acquire()) {
            while (session.tryClaim(0, 8, 0) < 0) {
                writer.doWork();
            }
            keep("session claim", session.claim().buffer());
            session.claim().commit();
            while (session.tryClaim(0, 8, 0) < 0) {
                writer.doWork();
            }
            session.claim().abort();
        }
        writer.onClose();
    }

    private void keep(final DirectBuffer buffer, final int offset, final RecordHeader header) {
        buffer.getByte(offset);
        keep(source, buffer);
        keep(source, header);
    }

    private void keep(final String name, final RecordHeader header) {
        keep(name + " position", header::position);
        keep(name + " sequence", header::sequence);
        keep(name + " type", header::type);
        keep(name + " timestampNs", header::timestampNs);
        keep(name + " isBatchContinued", header::isBatchContinued);
    }

    private void keep(final String name, final DirectBuffer buffer) {
        keep(name + " buffer", () -> buffer.getByte(0));
    }

    private void keep(final String name, final Runnable use) {
        use.run();
        names.add(name);
        uses.add(use);
    }

    private void useAll() {
        for (int i = 0; i < uses.size(); i++) {
            try {
                uses.get(i).run();
                System.out.println(names.get(i) + ": nothing");
            } catch (final RuntimeException ex) {
                System.out.println(names.get(i) + ": " + ex.getClass().getSimpleName());
            }
        }
    }
}
