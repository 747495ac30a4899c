package io.varve.perf.scene;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the numbers come from, in one line. */
final class Machine {

    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
    private static final int LEAST_MODEL = 8;

    private Machine() {
    }

    /** Machine, JDK, file system and store path, shortened where they do not fit. */
    static String describe(final int width, final String fileSystemType, final Path store) {
        final String rest = " | JDK " + System.getProperty("java.version") + " | " + fileSystemType + " ";
        final String cpus = Runtime.getRuntime().availableProcessors() + " x ";
        final int modelRoom = width - cpus.length() - rest.length() - store.toString().length();
        final String model = cut(model(), Math.max(modelRoom, LEAST_MODEL));
        final String begin = cpus + model + rest;
        return begin + cutFront(store.toString(), width - begin.length());
    }

    private static String model() {
        try {
            for (final String line : Files.readAllLines(CPU_INFO)) {
                if (line.startsWith("model name")) {
                    return line.substring(line.indexOf(':') + 1)
                        .replaceAll("\\((R|TM|r|tm)\\)|Processor|CPU|@.*|\\d+-Core", "").trim().replaceAll(" +", " ");
                }
            }
        } catch (final IOException ex) {
            // Not a Linux machine; its architecture has to do.
            return System.getProperty("os.arch");
        }
        return System.getProperty("os.arch");
    }

    private static String cut(final String text, final int length) {
        return text.length() <= length ? text : text.substring(0, length - 1).trim() + ".";
    }

    /** The end of a path says more than its beginning. */
    private static String cutFront(final String text, final int length) {
        return text.length() <= length ? text : "..." + text.substring(text.length() - length + 3);
    }
}
