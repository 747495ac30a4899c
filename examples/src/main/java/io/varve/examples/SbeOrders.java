package io.varve.examples;

import io.varve.log.LogClaim;
import io.varve.log.LogReader;
import io.varve.log.LogWriter;
import io.varve.log.RecordLog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.SystemEpochNanoClock;

/**
 * A message encoded straight into a claim: the only copy of it is the one in the log, and reading decodes it where it
 * lies. The claim asks for the longest message and is committed with the length that was used; the rest is never
 * stored.
 *
 * <p>Used by the thread that owns the writer.
 */
public final class SbeOrders {

    /** The type of records that hold a {@link NewOrder}. */
    public static final int NEW_ORDER = 1;

    private final LogWriter writer;
    private final NewOrder message = new NewOrder();

    /**
     * Encodes orders into a log.
     *
     * @param writer of the log.
     */
    public SbeOrders(final LogWriter writer) {
        this.writer = writer;
    }

    /**
     * Append an order, without waiting and without allocating.
     *
     * @param orderId     of the order.
     * @param isBuy       true for buy, false for sell.
     * @param quantity    of the order.
     * @param symbol      of up to 8 ASCII characters.
     * @param price       in ten-thousandths.
     * @param account     of up to 32 ASCII characters.
     * @param timestampNs of the record, ns since the Unix epoch.
     * @return the position of the record, or a negative code of {@link LogWriter}: try again, or give up.
     */
    public long offer(final long orderId, final boolean isBuy, final long quantity, final String symbol,
        final long price, final String account, final long timestampNs) {
        final long position = writer.tryClaim(NEW_ORDER, NewOrder.MAX_LENGTH, timestampNs);
        if (position >= 0) {
            final LogClaim claim = writer.claim();
            try {
                message.wrapAndApplyHeader(claim.buffer(), 0).fields(orderId, isBuy, quantity, symbol, price);
                claim.commit(message.account(account));
            } catch (final RuntimeException ex) {
                // Without this the writer would be stuck with an open claim; readers skip what was reserved.
                claim.abort();
                throw ex;
            }
        }
        return position;
    }

    /**
     * Decode every order of a log.
     *
     * @param log to be read from its beginning.
     * @return a line for each order.
     */
    public static List<String> describeAll(final RecordLog log) {
        final List<String> lines = new ArrayList<>();
        final NewOrder order = new NewOrder();
        try (LogReader reader = log.reader()) {
            int polled = 1;
            while (polled > 0) {
                polled = reader.poll((buffer, offset, length, header) -> {
                    if (header.type() == NEW_ORDER) {
                        order.wrap(buffer, offset, length);
                        lines.add(order.account() + (order.isBuy() ? " buys " : " sells ") + order.quantity() + " "
                            + order.symbol() + " at " + order.price() / 10_000.0 + " in " + length + " bytes");
                    }
                }, 100);
            }
        }
        return lines;
    }

    /**
     * Appends two orders and prints all there are.
     *
     * @param args the directory of the log.
     */
    public static void main(final String[] args) {
        try (RecordLog log = RecordLog.open(Path.of(args[0]))) {
            final SbeOrders orders = new SbeOrders(log.writer());
            final SystemEpochNanoClock clock = new SystemEpochNanoClock();
            while (orders.offer(1, true, 100, "ACME", 125_000, "alice", clock.nanoTime())
                == LogWriter.BACK_PRESSURED) {
                Thread.onSpinWait();
            }
            while (orders.offer(2, false, 40, "ACME", 126_500, "bob", clock.nanoTime()) == LogWriter.BACK_PRESSURED) {
                Thread.onSpinWait();
            }
            describeAll(log).forEach(System.out::println);
        }
    }
}
