package io.varve.perf.telemetry;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The layout of a synthetic market tick: best bid and offer of one instrument. All but the two times is a function of
 * the index, so that a reader can tell whether a tick is one that was appended.
 *
 * <pre>
 *   0   intended time, ns since the Unix epoch   8 bytes
 *   8   start of the append, the same clock      8
 *  16   index, from 0                            8
 *  24   instrument, 0 to 1023                    4
 *  28   venue, 0 to 15                           4
 *  32   bid price in units of 10^-8              8
 *  40   ask price in units of 10^-8              8
 *  48   bid size                                 4
 *  52   ask size                                 4
 *  56   check: a mix of what is from 16 to 55    8
 * </pre>
 */
public final class MarketTick {

    /** Length of a tick in bytes. */
    public static final int LENGTH = 64;

    private static final int INTENDED_OFFSET = 0;
    private static final int STARTED_OFFSET = 8;
    private static final int INDEX_OFFSET = 16;
    private static final int INSTRUMENT_OFFSET = 24;
    private static final int VENUE_OFFSET = 28;
    private static final int BID_OFFSET = 32;
    private static final int ASK_OFFSET = 40;
    private static final int BID_SIZE_OFFSET = 48;
    private static final int ASK_SIZE_OFFSET = 52;
    private static final int CHECK_OFFSET = 56;
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
    private static final long BASE_PRICE = 100_00000000L;

    private MarketTick() {
    }

    /**
     * Write a tick but for its start.
     *
     * @param buffer     to write to.
     * @param offset     of the tick.
     * @param index      of the tick, from 0.
     * @param intendedNs when it is meant to be appended, ns since the Unix epoch.
     */
    public static void encode(
        final MutableDirectBuffer buffer, final int offset, final long index, final long intendedNs) {
        final long random = mix(index);
        final int instrument = (int) random & 1023;
        final long bid = BASE_PRICE + instrument * 1_0000000L + (random >>> 10 & 0xfffff);
        buffer.putLong(offset + INTENDED_OFFSET, intendedNs, ORDER);
        buffer.putLong(offset + STARTED_OFFSET, 0, ORDER);
        buffer.putLong(offset + INDEX_OFFSET, index, ORDER);
        buffer.putInt(offset + INSTRUMENT_OFFSET, instrument, ORDER);
        buffer.putInt(offset + VENUE_OFFSET, (int) (random >>> 30) & 15, ORDER);
        buffer.putLong(offset + BID_OFFSET, bid, ORDER);
        buffer.putLong(offset + ASK_OFFSET, bid + 1 + (random >>> 34 & 0xffff), ORDER);
        buffer.putInt(offset + BID_SIZE_OFFSET, 1 + ((int) (random >>> 40) & 0xfff), ORDER);
        buffer.putInt(offset + ASK_SIZE_OFFSET, 1 + ((int) (random >>> 52) & 0xfff), ORDER);
        buffer.putLong(offset + CHECK_OFFSET, check(buffer, offset), ORDER);
    }

    /**
     * Write when the append of the tick starts.
     *
     * @param buffer    to write to.
     * @param offset    of the tick.
     * @param startedNs ns since the Unix epoch.
     */
    public static void startedNs(final MutableDirectBuffer buffer, final int offset, final long startedNs) {
        buffer.putLong(offset + STARTED_OFFSET, startedNs, ORDER);
    }

    /**
     * When the append of the tick started.
     *
     * @param buffer that holds the tick.
     * @param offset of the tick.
     * @return ns since the Unix epoch.
     */
    public static long startedNs(final DirectBuffer buffer, final int offset) {
        return buffer.getLong(offset + STARTED_OFFSET, ORDER);
    }

    /**
     * When the append of the tick was meant to start.
     *
     * @param buffer that holds the tick.
     * @param offset of the tick.
     * @return ns since the Unix epoch.
     */
    public static long intendedNs(final DirectBuffer buffer, final int offset) {
        return buffer.getLong(offset + INTENDED_OFFSET, ORDER);
    }

    /**
     * Whether a body is the tick of an index.
     *
     * @param buffer that holds the body.
     * @param offset of the body.
     * @param length of the body.
     * @param index  that the tick must have.
     * @return true when everything but the times is what {@link #encode} writes.
     */
    public static boolean isTick(final DirectBuffer buffer, final int offset, final int length, final long index) {
        return length == LENGTH && buffer.getLong(offset + INDEX_OFFSET, ORDER) == index
            && buffer.getInt(offset + INSTRUMENT_OFFSET, ORDER) == ((int) mix(index) & 1023)
            && buffer.getLong(offset + CHECK_OFFSET, ORDER) == check(buffer, offset);
    }

    private static long check(final DirectBuffer buffer, final int offset) {
        long check = 0;
        for (int at = INDEX_OFFSET; at < CHECK_OFFSET; at += Long.BYTES) {
            check = mix(check + buffer.getLong(offset + at, ORDER));
        }
        return check;
    }

    /**
     * Scatter the bits of a number: the finaliser of SplitMix64 by Sebastiano Vigna (public domain).
     *
     * @param value any number.
     * @return a number that looks random.
     */
    public static long mix(final long value) {
        long mixed = value + 0x9e3779b97f4a7c15L;
        mixed = (mixed ^ mixed >>> 30) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
        return mixed ^ mixed >>> 31;
    }
}
