package io.varve.perf.telemetry;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The layout of a sample of counters of the kernel.
 *
 * <pre>
 *   0   time of the sample, ns since the Unix epoch                      8 bytes
 *   8   kind                                                             2
 *  10   number of values                                                 2
 *  12   subject: number of the CPU, id of the process, major number of
 *       the disk times 2^20 plus its minor number; -1 for the machine    4
 *  16   values, in the order of the kind                                 8 each
 * </pre>
 */
public final class CounterSample {

    /** The subject of what belongs to the whole machine. */
    public static final int MACHINE = -1;

    private static final int TIME_OFFSET = 0;
    private static final int KIND_OFFSET = 8;
    private static final int COUNT_OFFSET = 10;
    private static final int SUBJECT_OFFSET = 12;
    private static final int VALUES_OFFSET = 16;
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    /** Which counters a sample holds. */
    public enum Kind {
        /** Clock ticks in: user, nice, system, idle, I/O wait, interrupts, soft interrupts, stolen. */
        CPU,
        /** Interrupts, context switches, processes created, processes running, processes blocked, soft interrupts. */
        INTERRUPTS,
        /** Kilobytes: total, free, available, buffers, cached, dirty, being written. */
        MEMORY,
        /**
         * Reads, sectors read, ms of reading, writes, sectors written, ms of writing, in flight, ms busy. A sector has
         * 512 bytes.
         */
        DISK,
        /** Minor faults, major faults, user ticks, system ticks, threads, resident pages. */
        PROCESS,
        /** Bytes: read by calls, written by calls, read from storage, written to storage. */
        PROCESS_IO
    }

    private CounterSample() {
    }

    /**
     * Write a sample.
     *
     * @param buffer  to write to.
     * @param offset  of the sample.
     * @param kind    of the sample.
     * @param subject that the counters belong to.
     * @param timeNs  of the sample, ns since the Unix epoch.
     * @param values  of the counters.
     * @return the length of the sample in bytes.
     */
    public static int encode(final MutableDirectBuffer buffer, final int offset, final Kind kind, final int subject,
        final long timeNs, final long... values) {
        buffer.putLong(offset + TIME_OFFSET, timeNs, ORDER);
        buffer.putShort(offset + KIND_OFFSET, (short) kind.ordinal(), ORDER);
        buffer.putShort(offset + COUNT_OFFSET, (short) values.length, ORDER);
        buffer.putInt(offset + SUBJECT_OFFSET, subject, ORDER);
        for (int i = 0; i < values.length; i++) {
            buffer.putLong(offset + VALUES_OFFSET + i * Long.BYTES, values[i], ORDER);
        }
        return VALUES_OFFSET + values.length * Long.BYTES;
    }

    /**
     * The kind of a sample.
     *
     * @param buffer that holds the sample.
     * @param offset of the sample.
     * @return the kind.
     */
    public static Kind kind(final DirectBuffer buffer, final int offset) {
        return Kind.values()[buffer.getShort(offset + KIND_OFFSET, ORDER)];
    }

    /**
     * What the counters belong to.
     *
     * @param buffer that holds the sample.
     * @param offset of the sample.
     * @return the subject, or {@link #MACHINE}.
     */
    public static int subject(final DirectBuffer buffer, final int offset) {
        return buffer.getInt(offset + SUBJECT_OFFSET, ORDER);
    }

    /**
     * The counters.
     *
     * @param buffer that holds the sample.
     * @param offset of the sample.
     * @return the values in the order of the kind.
     */
    public static long[] values(final DirectBuffer buffer, final int offset) {
        final long[] values = new long[buffer.getShort(offset + COUNT_OFFSET, ORDER)];
        for (int i = 0; i < values.length; i++) {
            values[i] = buffer.getLong(offset + VALUES_OFFSET + i * Long.BYTES, ORDER);
        }
        return values;
    }
}
