package io.varve.log.cross;

import io.varve.log.LogConfig;
import io.varve.log.LogReader;
import io.varve.log.RecordLog;
import java.lang.reflect.Method;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;

/** Checks every record of a store and appends more; run by both JDKs in turn, and with native pages or without. */
final class CrossVersionMain {

    static final int RECORDS = 2_000;
    private static final int MAX_LENGTH = 300;

    private CrossVersionMain() {
    }

    public static void main(final String[] args) throws ReflectiveOperationException {
        checkAndAppend(Path.of(args[0]), Long.parseLong(args[1]));
        System.out.print("Java " + Runtime.version().feature() + ", native pages: " + hasNativePages());
    }

    /** Whether pages are made present by the operating system, which nothing shows from outside. */
    static boolean hasNativePages() throws ReflectiveOperationException {
        final Method isAvailable = Class.forName("io.varve.io.NativePages").getDeclaredMethod("isAvailable");
        isAvailable.setAccessible(true);
        return (boolean) isAvailable.invoke(null);
    }

    static void checkAndAppend(final Path store, final long present) {
        final LogConfig config = LogConfig.at(store).segmentLength(LogConfig.MIN_SEGMENT_LENGTH).build();
        try (RecordLog log = RecordLog.open(config)) {
            final long found = check(log);
            if (found != present) {
                throw new IllegalStateException(found + " records found, " + present + " were appended");
            }
            final UnsafeBuffer body = new UnsafeBuffer(new byte[MAX_LENGTH]);
            for (long sequence = present + 1; sequence <= present + RECORDS; sequence++) {
                body.setMemory(0, MAX_LENGTH, (byte) sequence);
                log.writer().append(body, 0, length(sequence));
            }
        }
    }

    private static long check(final RecordLog log) {
        final long[] count = {0};
        try (LogReader reader = log.verifyingReader()) {
            int polled = 1;
            while (polled > 0) {
                polled = reader.poll((buffer, offset, length, header) -> {
                    final long sequence = ++count[0];
                    boolean same = header.sequence() == sequence && length == length(sequence);
                    for (int i = 0; i < length; i++) {
                        same &= buffer.getByte(offset + i) == (byte) sequence;
                    }
                    if (!same) {
                        throw new IllegalStateException("record " + sequence + " differs");
                    }
                }, 1_000);
            }
        }
        return count[0];
    }

    private static int length(final long sequence) {
        return 1 + (int) (sequence * 31 % MAX_LENGTH);
    }
}
