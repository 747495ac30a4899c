package io.varve.perf.bench;

import java.util.Locale;

/** The logs that can be put under test, by name. */
enum Targets {

    /** Varve at durability level INTERVAL unless told otherwise. */
    VARVE("Varve", "io.varve.perf.bench.VarveTarget"),
    /** Chronicle Queue. */
    CHRONICLE("Chronicle Queue 2026.4", "io.varve.perf.bench.peers.ChronicleTarget"),
    /** A recording of an IPC publication, with a CRC32C of every frame. */
    AERON("Aeron Archive 1.51.0", "io.varve.perf.bench.peers.AeronTarget"),
    /** The same without checksums, as Aeron does it by default. */
    AERON_UNCHECKED("Aeron Archive, no checksums", "io.varve.perf.bench.peers.AeronUncheckedTarget");

    private final String title;
    private final String className;

    Targets(final String title, final String className) {
        this.title = title;
        this.className = className;
    }

    String title() {
        return title;
    }

    /** The name by which a user asks for it. */
    String option() {
        return this == AERON_UNCHECKED ? AERON.key() : key();
    }

    boolean isPeer() {
        return this != VARVE;
    }

    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    static ReadableTarget makeReadable(final String key) throws ReflectiveOperationException {
        return (ReadableTarget) make(key);
    }

    static LogTarget make(final String key) throws ReflectiveOperationException {
        // Peers are found by name: neither they nor the classes that use them are there in an ordinary build.
        final Targets target = valueOf(key.toUpperCase(Locale.ROOT));
        return (LogTarget) Class.forName(target.className).getConstructor().newInstance();
    }
}
