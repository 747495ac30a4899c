package io.varve.jcstress;

import java.util.concurrent.atomic.AtomicReference;

/** A table of one segment: loads and stores with the order of the engine's table, and no stronger one. */
final class Table {

    private final AtomicReference<Memory> segment = new AtomicReference<>(new Memory());

    Memory get() {
        return segment.getAcquire();
    }

    void remove() {
        segment.setRelease(null);
    }

    /** What is given back. */
    static final class Memory {

        static final int INTACT = 1;
        static final int GIVEN_BACK = 2;

        int content = INTACT;
    }
}
