package io.varve.kv;

/** By which time the keys of a store expire. A key is expired when its time is the store's or less. */
public enum StoreTime {

    /**
     * The clock of the machine, about a millisecond old at most in reads, exact in the writer's conditions. It is never
     * set back: not below what it was while the store is open, nor, after it was opened again, below the time of the
     * newest record in the log.
     */
    WALL,

    /**
     * The time of the last record, which the application gives with {@link KeyValueWriter#commandTimeMs(long)}; the
     * clock of the machine plays no part. For replicated state machines, where every replica must decide the same.
     */
    COMMAND
}
