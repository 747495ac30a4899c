package io.varve.perf.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Locale;
import java.util.stream.Stream;

/** On what the numbers were measured, in one line. */
final class MachineLine {

    private static final Path CPU = Path.of("/proc/cpuinfo");
    private static final Path MEMORY = Path.of("/proc/meminfo");

    private MachineLine() {
    }

    static String of(final Path dir) throws IOException {
        return String.format(Locale.ROOT, "%s, %d processors, %s of memory; %s %s; Java %s (%s); %s; load %.1f",
            value(CPU, "model name", "unknown processor"), Runtime.getRuntime().availableProcessors(),
            memory(), System.getProperty("os.name"), System.getProperty("os.version"),
            System.getProperty("java.runtime.version"), System.getProperty("java.vm.name"),
            Files.getFileStore(dir).type(), ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    /** The part of it that goes under a picture, and the day. */
    static String brief(final Path dir) throws IOException {
        return String.format(Locale.ROOT, "%d x %s, %s %s, %s, Java %s, %s",
            Runtime.getRuntime().availableProcessors(),
            value(CPU, "model name", System.getProperty("os.arch")).replaceAll("\\((R|TM)\\)| Processor| CPU|@.*", ""),
            System.getProperty("os.name"), System.getProperty("os.version").replaceAll("-.*", ""),
            Files.getFileStore(dir).type(), System.getProperty("java.version"), LocalDate.now());
    }

    private static String memory() throws IOException {
        final String kilobytes = value(MEMORY, "MemTotal", "0 kB").replaceAll("\\D", "");
        return Math.round(Long.parseLong(kilobytes) / 1048576.0) + " GiB";
    }

    private static String value(final Path file, final String name, final String otherwise) throws IOException {
        if (!Files.exists(file)) {
            return otherwise;
        }
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(name)).findFirst()
                .map(line -> line.substring(line.indexOf(':') + 1).trim()).orElse(otherwise);
        }
    }
}
