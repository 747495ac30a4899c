package io.varve.perf.telemetry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the text of files in {@code /proc}, as proc(5) describes them. A line that is not understood is left out, for
 * the kernel adds new ones.
 */
final class ProcText {

    private static final String[] MEMORY_KEYS =
        {"MemTotal", "MemFree", "MemAvailable", "Buffers", "Cached", "Dirty", "Writeback"};
    private static final String[] INTERRUPT_KEYS =
        {"intr", "ctxt", "processes", "procs_running", "procs_blocked", "softirq"};
    private static final String[] IO_KEYS = {"rchar", "wchar", "read_bytes", "write_bytes"};
    private static final int CPU_FIELDS = 8;
    private static final int DISK_NAME_FIELD = 2;
    private static final int DISK_FIELDS = 13;
    /** The numbers of fields in /proc/PID/stat, counted from 1 as in proc(5). */
    private static final int[] PROCESS_FIELDS = {10, 12, 14, 15, 20, 24};

    /** Counters and what they belong to. */
    record Counters(int subject, long[] values) {
    }

    private ProcText() {
    }

    /** The CPUs in /proc/stat: first all together, then each. */
    static List<Counters> cpus(final String stat) {
        final List<Counters> cpus = new ArrayList<>();
        for (final String line : stat.split("\n")) {
            final String[] fields = line.trim().split(" +");
            if (fields[0].startsWith("cpu") && fields.length > CPU_FIELDS) {
                final String number = fields[0].substring("cpu".length());
                cpus.add(new Counters(number.isEmpty() ? CounterSample.MACHINE : Integer.parseInt(number),
                    numbers(fields, 1, CPU_FIELDS)));
            }
        }
        return cpus;
    }

    /** Interrupts and processes of the machine in /proc/stat. */
    static long[] interrupts(final String stat) {
        return keyed(stat, " ", INTERRUPT_KEYS);
    }

    /** /proc/meminfo. */
    static long[] memory(final String meminfo) {
        return keyed(meminfo, ":", MEMORY_KEYS);
    }

    /** /proc/PID/io. */
    static long[] io(final String io) {
        return keyed(io, ":", IO_KEYS);
    }

    /** The disks in /proc/diskstats that were used, without loop devices and memory disks. */
    static List<Counters> disks(final String diskstats) {
        final List<Counters> disks = new ArrayList<>();
        for (final String line : diskstats.split("\n")) {
            final String[] fields = line.trim().split(" +");
            if (fields.length >= DISK_FIELDS && !fields[DISK_NAME_FIELD].matches("(loop|ram|zram).*")) {
                final long[] all = numbers(fields, DISK_NAME_FIELD + 1, DISK_FIELDS - DISK_NAME_FIELD - 1);
                final long[] values = {all[0], all[2], all[3], all[4], all[6], all[7], all[8], all[9]};
                if (values[0] + values[3] > 0) {
                    disks.add(new Counters(Integer.parseInt(fields[0]) << 20 | Integer.parseInt(fields[1]), values));
                }
            }
        }
        return disks;
    }

    /** /proc/PID/stat. The name of the program is in brackets and may itself hold brackets and spaces. */
    static long[] process(final String stat) {
        final String[] fields = stat.substring(stat.lastIndexOf(')') + 2).trim().split(" ");
        final long[] values = new long[PROCESS_FIELDS.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = Long.parseLong(fields[PROCESS_FIELDS[i] - 3]);
        }
        return values;
    }

    private static long[] keyed(final String text, final String separator, final String[] keys) {
        final Map<String, String> found = new HashMap<>();
        for (final String line : text.split("\n")) {
            final int end = line.indexOf(separator);
            if (end > 0) {
                found.put(line.substring(0, end), line.substring(end + 1).trim().split(" ")[0]);
            }
        }
        final long[] values = new long[keys.length];
        for (int i = 0; i < keys.length; i++) {
            values[i] = Long.parseLong(found.getOrDefault(keys[i], "0"));
        }
        return values;
    }

    private static long[] numbers(final String[] fields, final int from, final int count) {
        final long[] values = new long[count];
        for (int i = 0; i < count; i++) {
            values[i] = Long.parseLong(fields[from + i]);
        }
        return values;
    }
}
