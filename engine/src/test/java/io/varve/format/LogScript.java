package io.varve.format;

import io.varve.Durability;
import io.varve.agent.EngineAgents;
import io.varve.format.IndependentLogReader.Entry;
import io.varve.frame.FrameDescriptor;
import io.varve.io.Storage;
import io.varve.log.LogBatch;
import io.varve.log.LogConfig;
import io.varve.log.LogWriter;
import io.varve.log.RecordLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Writes a log with the engine and keeps account of what it must hold. Nothing depends on time or chance: ids count up,
 * the clock stands still, agents run when they are called.
 */
final class LogScript implements AutoCloseable {

    static final int SEGMENT_LENGTH = LogConfig.MIN_SEGMENT_LENGTH;
    static final int MAX_BODY = SEGMENT_LENGTH / 4 - FrameDescriptor.HEADER_LENGTH;
    static final long TIME_NS = 1_700_000_000_000_000_000L;
    private static final long ONES = 0x0101010101010101L;

    final List<Entry> expected = new ArrayList<>();
    Long externalPosition;
    RecordLog log;

    private final Storage storage;
    private final UnsafeBuffer source = new UnsafeBuffer(new byte[SEGMENT_LENGTH / 4]);
    private long nextId;
    private Path directory;
    private int killed;
    private long timestamp = TIME_NS - 979;

    LogScript(final Storage storage, final Path directory) {
        this.storage = storage;
        this.directory = directory;
        open();
    }

    static LogConfig.Builder config(final Storage storage, final Path directory) {
        return LogConfig.at(directory).storage(storage).agents(EngineAgents.invoked()).segmentLength(SEGMENT_LENGTH)
            .durability(Durability.INTERVAL).preparedSegments(1).touchAheadBytes(0).clock(() -> TIME_NS);
    }

    private void open() {
        log = RecordLog.open(config(storage, directory).ids(() -> ONES * ++nextId).build());
    }

    private LogWriter writer() {
        return log.writer();
    }

    private int fill(final int length) {
        final Random random = new Random(expected.size() * 31L + length);
        for (int i = 0; i < length; i++) {
            source.putByte(i, (byte) random.nextInt());
        }
        return length;
    }

    private byte[] bytes(final int length) {
        final byte[] bytes = new byte[length];
        source.getBytes(0, bytes);
        return bytes;
    }

    private void expect(final int type, final int flags, final long time, final byte[] body, final long position) {
        expected.add(new Entry(expected.size() + 1, type, flags, time, body, position, log.epoch()));
    }

    LogScript text(final int type, final String text) {
        source.putStringWithoutLengthAscii(0, text);
        return put(type, text.length());
    }

    LogScript record(final int type, final int length) {
        return put(type, fill(length));
    }

    private LogScript put(final int type, final int length) {
        timestamp += 1000 - 3 * type;
        expect(type, 0, timestamp, bytes(length), writer().append(type, source, 0, length, timestamp));
        return this;
    }

    LogScript claim(final int type, final int length, final int used) {
        final long position = tryClaim(type, length);
        fill(length);
        writer().claim().buffer().putBytes(0, source, 0, length);
        writer().claim().commit(used);
        expect(type, 0, timestamp, bytes(used), position);
        return this;
    }

    LogScript abortedClaim(final int length) {
        openClaim(length);
        writer().claim().abort();
        return this;
    }

    /** Leave a claim open, all of its bytes set. */
    LogScript openClaim(final int length) {
        tryClaim(0, length);
        writer().claim().buffer().setMemory(0, length, (byte) 0x41);
        return this;
    }

    private long tryClaim(final int type, final int length) {
        long position = writer().tryClaim(type, length, timestamp);
        while (position < 0) {
            log.config().agents().doWork();
            position = writer().tryClaim(type, length, timestamp);
        }
        return position;
    }

    LogScript batch(final Long external, final int... lengths) {
        final LogBatch batch = openBatch(external, lengths);
        batch.commit();
        return this;
    }

    private LogBatch openBatch(final Long external, final int... lengths) {
        final LogBatch batch = writer().beginBatch(SEGMENT_LENGTH / 4 - 32);
        final int frames = lengths.length + (external == null ? 0 : 1);
        for (int i = 0; i < lengths.length; i++) {
            final int flags = frames == 1 ? 0 : i == 0 ? 1 : i == frames - 1 ? 4 : 2;
            fill(lengths[i]);
            expect(i, flags, timestamp + i, bytes(lengths[i]), batch.add(i, source, 0, lengths[i], timestamp + i));
        }
        if (external != null) {
            batch.externalPosition(external);
            externalPosition = external;
        }
        return batch;
    }

    LogScript abortedBatch(final Long external, final int... lengths) {
        leaveBatchOpen(external, lengths);
        writer().batch().abort();
        return this;
    }

    LogScript leaveBatchOpen(final Long external, final int... lengths) {
        final Long before = externalPosition;
        openBatch(external, lengths);
        externalPosition = before;
        expected.subList(expected.size() - lengths.length, expected.size()).clear();
        return this;
    }

    LogScript roll() {
        while (writer().roll() < 0) {
            log.config().agents().doWork();
        }
        return this;
    }

    LogScript force() {
        final long last = log.committedPosition() - 1;
        if (last >= 0) {
            log.awaitDurable(last, 10, TimeUnit.SECONDS);
        }
        return this;
    }

    /** Run the agents until they have nothing to do, so that a spare is ready. */
    LogScript idle() {
        for (int i = 0; i < 10; i++) {
            log.config().agents().doWork();
        }
        return this;
    }

    LogScript reopen() {
        log.close();
        open();
        return this;
    }

    /** Go on in a copy, as after the death of the process: what was stored is there, nothing was closed. */
    LogScript kill() throws IOException {
        final SortedMap<String, byte[]> files = files();
        log.close();
        directory = directory.resolveSibling("log-" + ++killed);
        StoreFiles.save(files, storage, directory);
        open();
        return this;
    }

    SortedMap<String, byte[]> files() throws IOException {
        return StoreFiles.load(storage, directory);
    }

    @Override
    public void close() {
        log.close();
    }
}
