package io.varve.perf.bench;

import java.util.List;
import java.util.Locale;

/** The logs and key-value stores that can be put under test, by name. */
enum Targets {

    /** Varve at durability level INTERVAL unless told otherwise. */
    VARVE("Varve", "io.varve.perf.bench.VarveTarget"),
    /** Chronicle Queue. */
    CHRONICLE("Chronicle Queue 2026.4", "io.varve.perf.bench.peers.ChronicleTarget"),
    /** A recording of an IPC publication, with a CRC32C of every frame. */
    AERON("Aeron Archive 1.51.0", "io.varve.perf.bench.peers.AeronTarget"),
    /** The same without checksums, as Aeron does it by default. */
    AERON_UNCHECKED("Aeron Archive, no checksums", "io.varve.perf.bench.peers.AeronUncheckedTarget"),
    /** Varve's key-value store. */
    VARVE_STORE("Varve", "io.varve.perf.bench.VarveKeyValueTarget"),
    /** Chronicle Map in a file. */
    CHRONICLE_MAP("Chronicle Map 2026.1", "io.varve.perf.bench.peers.ChronicleMapTarget"),
    /** LMDB, called through lmdbjava. */
    LMDB("LMDB 0.9.33", "io.varve.perf.bench.peers.LmdbTarget"),
    /** RocksDB. */
    ROCKSDB("RocksDB 11.8.1", "io.varve.perf.bench.peers.RocksDbTarget"),
    /** The storage of the H2 database. */
    MVSTORE("MVStore 2.4.240", "io.varve.perf.bench.peers.MvStoreTarget"),
    /** MapDB's hash map. */
    MAPDB("MapDB 3.1.0", "io.varve.perf.bench.peers.MapDbTarget");

    private static final List<Targets> LOGS = List.of(VARVE, CHRONICLE, AERON, AERON_UNCHECKED);
    private static final List<Targets> STORES = List.of(VARVE_STORE, CHRONICLE_MAP, LMDB, ROCKSDB, MVSTORE, MAPDB);

    private final String title;
    private final String className;

    Targets(final String title, final String className) {
        this.title = title;
        this.className = className;
    }

    static Targets[] logs() {
        return LOGS.toArray(Targets[]::new);
    }

    static Targets[] stores() {
        return STORES.toArray(Targets[]::new);
    }

    String title() {
        return title;
    }

    /** The name by which a user asks for it. */
    String option() {
        return this == AERON_UNCHECKED ? AERON.key() : key().replace('_', '-');
    }

    boolean isPeer() {
        return this != VARVE && this != VARVE_STORE;
    }

    /** Whether this build has the class by which the target is used; that of a peer is asked for where peers are. */
    boolean isThere() {
        try {
            Class.forName(className, false, Targets.class.getClassLoader());
            return true;
        } catch (final ClassNotFoundException none) {
            return false;
        }
    }

    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    static ReadableTarget makeReadable(final String key) throws ReflectiveOperationException {
        return (ReadableTarget) make(key);
    }

    static LogTarget make(final String key) throws ReflectiveOperationException {
        return (LogTarget) makeAny(key);
    }

    static KeyValueTarget makeStore(final String key) throws ReflectiveOperationException {
        return (KeyValueTarget) makeAny(key);
    }

    private static Object makeAny(final String key) throws ReflectiveOperationException {
        // Peers are found by name: neither they nor the classes that use them are there in an ordinary build.
        final Targets target = valueOf(key.toUpperCase(Locale.ROOT));
        return Class.forName(target.className).getConstructor().newInstance();
    }
}
