package io.varve.kv;

import java.util.Arrays;

/** Finds the last change of a key in a batch: a hash table of numbers, used again and again. */
final class BatchKeys {

    private static final int FIRST_LENGTH = 64;

    private int[] table = new int[FIRST_LENGTH];
    private KeyValueBatch batch;

    void begin(final KeyValueBatch newBatch) {
        batch = newBatch;
        if (table.length < 2 * batch.count()) {
            table = new int[Integer.highestOneBit(batch.count()) << 2];
        } else {
            Arrays.fill(table, 0);
        }
    }

    /** The last stored change of the key of a change, or null. */
    BatchEntry last(final BatchEntry entry) {
        final int number = table[place(entry)];
        return number == 0 ? null : batch.entry(number - 1);
    }

    /** Let a change be the last one of its key. */
    void last(final int number) {
        table[place(batch.entry(number))] = number + 1;
    }

    private int place(final BatchEntry entry) {
        final int mask = table.length - 1;
        int place = (int) (entry.hash >>> Integer.SIZE) & mask;
        while (table[place] != 0 && !batch.hasSameKey(batch.entry(table[place] - 1), entry)) {
            place = place + 1 & mask;
        }
        return place;
    }
}
