/**
 * The key-value store: keys and values in the segments of a log, found through an index outside of the heap.
 *
 * <p>Start with {@link io.varve.kv.KeyValueStore}.
 */
package io.varve.kv;
