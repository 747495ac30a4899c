package io.varve.perf.telemetry;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.ExpandableDirectByteBuffer;

/**
 * Puts the counters of the kernel in {@code /proc} into a queue: those of the machine ten times a second, those of each
 * process once a second, on a thread of its own.
 */
public final class ProcSource implements AutoCloseable {

    private static final Path PROC = Path.of("/proc");
    private static final long PERIOD_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int PROCESS_PERIODS = 10;
    private static final int ROOM = 1024;

    private final TelemetryQueue queue;
    private final EpochOffset offset;
    private final ExpandableDirectByteBuffer buffer = new ExpandableDirectByteBuffer(ROOM);
    private final Thread thread = new Thread(this::run, "proc-source");
    private volatile boolean closed;

    private ProcSource(final TelemetryQueue queue, final EpochOffset offset) {
        this.queue = queue;
        this.offset = offset;
    }

    /**
     * Begin to sample.
     *
     * @param queue  to be filled.
     * @param offset from which the time of a sample is taken.
     * @return the source, or null when this system has no {@code /proc}.
     */
    public static ProcSource start(final TelemetryQueue queue, final EpochOffset offset) {
        if (!Files.isReadable(PROC.resolve("stat"))) {
            return null;
        }
        final ProcSource source = new ProcSource(queue, offset);
        source.thread.setDaemon(true);
        source.thread.start();
        return source;
    }

    private void run() {
        long dueNs = System.nanoTime();
        for (long round = 0; !closed; round++) {
            try {
                sampleMachine();
                if (round % PROCESS_PERIODS == 0) {
                    sampleProcesses();
                }
            } catch (final IOException ex) {
                return;
            }
            dueNs += PERIOD_NS;
            while (!closed && dueNs - System.nanoTime() > 0) {
                LockSupport.parkNanos(this, dueNs - System.nanoTime());
            }
        }
    }

    private void sampleMachine() throws IOException {
        final String stat = Files.readString(PROC.resolve("stat"));
        ProcText.cpus(stat).forEach(cpu -> offer(CounterSample.Kind.CPU, cpu.subject(), cpu.values()));
        offer(CounterSample.Kind.INTERRUPTS, CounterSample.MACHINE, ProcText.interrupts(stat));
        offer(CounterSample.Kind.MEMORY, CounterSample.MACHINE,
            ProcText.memory(Files.readString(PROC.resolve("meminfo"))));
        final Path disks = PROC.resolve("diskstats");
        if (Files.isReadable(disks)) {
            ProcText.disks(Files.readString(disks))
                .forEach(disk -> offer(CounterSample.Kind.DISK, disk.subject(), disk.values()));
        }
    }

    private void sampleProcesses() throws IOException {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[1-9]*")) {
            for (final Path process : processes) {
                sampleProcess(process);
            }
        }
    }

    private void sampleProcess(final Path process) {
        final int id = Integer.parseInt(process.getFileName().toString());
        try {
            offer(CounterSample.Kind.PROCESS, id, ProcText.process(Files.readString(process.resolve("stat"))));
            offer(CounterSample.Kind.PROCESS_IO, id, ProcText.io(Files.readString(process.resolve("io"))));
        } catch (final IOException ex) {
            // The process has ended since it was listed, or belongs to somebody else.
            return;
        }
    }

    private void offer(final CounterSample.Kind kind, final int subject, final long[] values) {
        final long nowNs = offset.epochNs(System.nanoTime());
        queue.offer(RecordTypes.COUNTERS, buffer,
            CounterSample.encode(buffer, 0, kind, subject, nowNs, values));
    }

    /** Stop sampling. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            thread.join();
        } catch (final InterruptedException ex) {
            Thread.currentThread().interrupt();
        }
    }
}
