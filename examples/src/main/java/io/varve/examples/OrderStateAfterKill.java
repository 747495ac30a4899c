package io.varve.examples;

import io.varve.log.LogConfig;
import io.varve.log.LogReader;
import io.varve.log.RecordLog;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * State that survives {@code kill -9} without a line of code for it: it is never saved, but rebuilt from the log. A
 * child process appends orders and fills and says how far it is; it is killed in the middle of that; what it had said
 * is all there when the log is opened again.
 */
public final class OrderStateAfterKill {

    private static final int SAY_EVERY = 100;

    private OrderStateAfterKill() {
    }

    /**
     * The two states to compare.
     *
     * @param acknowledged how many records the child has said to have appended.
     * @param replayed     the state that the log gives.
     * @param expected     the state that as many records give without any log.
     */
    public record Outcome(long acknowledged, OrderBook replayed, OrderBook expected) {
    }

    /**
     * Start a child, kill it with SIGKILL when it has gone far enough, and rebuild the state.
     *
     * @param path    of the log.
     * @param records after how many further ones it is killed.
     * @return the states.
     * @throws IOException          when the child does not start, or ends before.
     * @throws InterruptedException when this thread is interrupted.
     */
    public static Outcome run(final Path path, final long records) throws IOException, InterruptedException {
        final Process child = ExampleJvm.start(OrderStateAfterKill.class, path.toString(), "append");
        long acknowledged = 0;
        try (BufferedReader output = ExampleJvm.output(child)) {
            long first = -1;
            while (first < 0 || acknowledged < first + records) {
                final String line = output.readLine();
                if (line == null || !line.matches("[0-9]+")) {
                    throw new IOException("the child has ended: " + line);
                }
                acknowledged = Long.parseLong(line);
                first = first < 0 ? acknowledged : first;
            }
        } finally {
            child.destroyForcibly();
            child.waitFor();
        }
        final OrderBook replayed = replay(path);
        return new Outcome(acknowledged, replayed, expected(replayed.lastSequence()));
    }

    /** All that a restart has to do. */
    private static OrderBook replay(final Path path) {
        final OrderBook book = new OrderBook();
        try (RecordLog log = open(path); LogReader reader = log.reader()) {
            System.out.println(log.recovery().describe());
            while (reader.poll(book, 1_000) > 0) {
                Thread.onSpinWait();
            }
        }
        return book;
    }

    /** Appends for ever; every record follows from its sequence. */
    private static void append(final Path path) {
        final UnsafeBuffer body = new UnsafeBuffer(new byte[NewOrder.MAX_LENGTH]);
        try (RecordLog log = open(path)) {
            for (long sequence = log.recovery().nextSequence();; sequence++) {
                log.writer().append(type(sequence), body, 0, encode(body, sequence), sequence);
                if (sequence % SAY_EVERY == 0) {
                    System.out.println(sequence);
                }
            }
        }
    }

    private static RecordLog open(final Path path) {
        return RecordLog.open(LogConfig.at(path).segmentLength(1 << 20).build());
    }

    private static OrderBook expected(final long records) {
        final UnsafeBuffer body = new UnsafeBuffer(new byte[NewOrder.MAX_LENGTH]);
        final OrderBook book = new OrderBook();
        for (long sequence = 1; sequence <= records; sequence++) {
            book.apply(sequence, type(sequence), body, 0, encode(body, sequence));
        }
        return book;
    }

    /** Two orders, then a fill of the first, of a part or of all. */
    private static int type(final long sequence) {
        return sequence % 3 == 0 ? OrderBook.FILL : OrderBook.NEW_ORDER;
    }

    private static int encode(final UnsafeBuffer body, final long sequence) {
        if (type(sequence) == OrderBook.FILL) {
            body.putLong(0, sequence - 2, ByteOrder.LITTLE_ENDIAN);
            body.putLong(Long.BYTES, sequence % 2 == 0 ? 100 : 60, ByteOrder.LITTLE_ENDIAN);
            return OrderBook.FILL_LENGTH;
        }
        return new NewOrder().wrapAndApplyHeader(body, 0)
            .fields(sequence, sequence % 2 == 0, 100, "ACME", 125_000 + sequence % 100).account("account");
    }

    /**
     * Kills a child and shows that nothing is missing.
     *
     * @param args the directory of the log.
     * @throws IOException          when the child does not start, or ends before.
     * @throws InterruptedException when this thread is interrupted.
     */
    public static void main(final String[] args) throws IOException, InterruptedException {
        final Path path = Path.of(args[0]);
        if (args.length > 1) {
            append(path);
        } else {
            final Outcome outcome = run(path, 10_000);
            System.out.println("acknowledged " + outcome.acknowledged() + "; replayed " + outcome.replayed() + "; "
                + (outcome.replayed().equals(outcome.expected()) ? "as expected" : "expected " + outcome.expected()));
        }
    }
}
