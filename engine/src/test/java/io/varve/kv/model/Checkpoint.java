package io.varve.kv.model;

/**
 * A fuzzy copy of the index.
 *
 * @param entries position per key, each as it was at some time between start and end.
 * @param start   where replay starts: end of the log when copying began.
 * @param end     end of the log when copying was over.
 */
record Checkpoint(int[] entries, int start, int end) {
}
