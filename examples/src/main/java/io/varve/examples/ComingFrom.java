package io.varve.examples;

import io.varve.log.LogBatch;
import io.varve.log.LogConfig;
import io.varve.log.LogCursor;
import io.varve.log.LogReader;
import io.varve.log.LogWriter;
import io.varve.log.RecordHandler;
import io.varve.log.RecordLog;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What those who know Chronicle Queue or Aeron Archive look for first: append, follow, replay, seek, go on after a
 * restart, and move what they have. The page {@code docs/COMING_FROM.md} shows these lines.
 */
public final class ComingFrom {

    private static final int RECORDS = 100;
    private static final int MAX_BODY = 64;

    private ComingFrom() {
    }

    /** The log of another system, read from its beginning to its end. Used by one thread. */
    public interface Theirs {

        /**
         * Go behind a record, so that the next one is the one after it.
         *
         * @param position of the record, as {@link #position()} gave it.
         */
        void goBehind(long position);

        /**
         * Read the next record.
         *
         * @return false at the end.
         */
        boolean next();

        /**
         * The record's index or position over there.
         *
         * @return of the last record that was read.
         */
        long position();

        /**
         * The record's time.
         *
         * @return ns since the Unix epoch.
         */
        long timestampNs();

        /**
         * The record's body, which begins at offset 0.
         *
         * @return a buffer that is valid until the next record is read.
         */
        DirectBuffer body();

        /**
         * The length of the body.
         *
         * @return in bytes, 1 or more.
         */
        int length();
    }

    /**
     * Append, waiting and without waiting.
     *
     * @param log         to append to.
     * @param buffer      that holds the body.
     * @param length      of the body in bytes.
     * @param timestampNs of the second record, ns since the Unix epoch.
     */
    public static void append(
        final RecordLog log, final DirectBuffer buffer, final int length, final long timestampNs) {
        // tag::append[]
        LogWriter writer = log.writer();
        // Waits where the durability level says so.
        long position = writer.append(buffer, 0, length);
        // Never waits: a position, or BACK_PRESSURED, CLOSED, FAILED, FULL.
        long offered = writer.offer(0, buffer, 0, length, timestampNs);
        // Whatever the level: from here on no crash takes the record away.
        log.awaitDurable(position, 1, TimeUnit.SECONDS);
        // end::append[]
        if (offered < 0) {
            throw new IllegalStateException("not taken, code " + offered);
        }
    }

    /**
     * Follow the writer from now on.
     *
     * @param log     to be read.
     * @param handler of the records.
     * @param idle    what to do when there is none.
     * @param running whether to go on.
     */
    public static void follow(
        final RecordLog log, final RecordHandler handler, final IdleStrategy idle, final BooleanSupplier running) {
        // tag::follow[]
        try (LogReader reader = log.reader()) {
            reader.toEnd();
            while (running.getAsBoolean()) {
                int polled = reader.poll(handler, 100);
                if (polled < 0) {
                    throw new IllegalStateException("CLOSED, POSITION_GONE or CORRUPT: " + polled);
                }
                idle.idle(polled);
            }
        }
        // end::follow[]
    }

    /**
     * Read everything that is there, from the oldest record on.
     *
     * @param log     to be read.
     * @param handler of the records.
     */
    public static void replay(final RecordLog log, final RecordHandler handler) {
        // tag::replay[]
        try (LogReader reader = log.verifyingReader()) {
            int polled;
            do {
                polled = reader.poll(handler, 1_000);
            } while (polled > 0);
            if (polled < 0) {
                throw new IllegalStateException("CLOSED, POSITION_GONE or CORRUPT: " + polled);
            }
        }
        // end::replay[]
    }

    /**
     * Go to a record in each of the ways there are, and read it.
     *
     * @param log         to be read.
     * @param handler     of the records.
     * @param position    of a record.
     * @param sequence    of a record.
     * @param timestampNs of a record, ns since the Unix epoch.
     */
    public static void seek(final RecordLog log, final RecordHandler handler, final long position,
        final long sequence, final long timestampNs) {
        // tag::seek[]
        try (LogReader reader = log.reader()) {
            reader.position(position);
            reader.poll(handler, 1);
            reader.toSequence(sequence);
            reader.poll(handler, 1);
            reader.toTime(timestampNs);
            reader.poll(handler, 1);
            reader.toEnd();
            reader.pollBackward(handler, 1);
        }
        // end::seek[]
    }

    /**
     * Go on where a name stands, and move it behind what was handled.
     *
     * @param log     to be read.
     * @param handler of the records.
     */
    public static void resume(final RecordLog log, final RecordHandler handler) {
        // tag::resume[]
        LogCursor cursor = log.cursor("billing");
        try (LogReader reader = log.reader()) {
            if (!reader.toCursor(cursor)) {
                throw new IllegalStateException("a power loss took records that were handled already");
            }
            while (reader.poll(handler, 100) > 0) {
                cursor.commit(reader.position());
            }
        }
        // end::resume[]
    }

    /**
     * Copy what another system has stored; when it is interrupted, do it again and it goes on.
     *
     * @param log    to be filled, and nothing else is appended meanwhile.
     * @param theirs to be read.
     */
    public static void move(final RecordLog log, final Theirs theirs) {
        // tag::move[]
        log.recovery().externalPosition().ifPresent(theirs::goBehind);
        int count;
        do {
            try (LogBatch batch = log.writer().beginBatch(RECORDS * (MAX_BODY + 63) + 64)) {
                for (count = 0; count < RECORDS && theirs.next(); count++) {
                    batch.add(0, theirs.body(), 0, theirs.length(), theirs.timestampNs());
                }
                if (count > 0) {
                    batch.externalPosition(theirs.position());
                    batch.commit();
                }
            }
        } while (count == RECORDS);
        log.awaitDurable(log.committedPosition() - 1, 1, TimeUnit.MINUTES);
        // end::move[]
    }

    /**
     * Appends two records and reads them in all the ways.
     *
     * @param args the directory of the log.
     */
    public static void main(final String[] args) {
        final RecordHandler handler = (buffer, offset, length, header) ->
            System.out.println(header.sequence() + " at " + header.position() + ", " + header.timestampNs() + " ns");
        try (RecordLog log = RecordLog.open(LogConfig.at(Path.of(args[0])).build())) {
            append(log, new UnsafeBuffer(new byte[MAX_BODY]), MAX_BODY, log.config().clock().nanoTime());
            System.out.println("replay");
            replay(log, handler);
            System.out.println("seek");
            seek(log, handler, log.firstPosition(), 2, log.recovery().lastTimestamp());
            System.out.println("resume");
            resume(log, handler);
        }
    }
}
