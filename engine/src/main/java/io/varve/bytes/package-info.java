/**
 * Key-value stores for those who begin: keys and values are arrays or heap buffers, any thread may do anything, and
 * there is a {@link java.util.concurrent.ConcurrentMap}.
 *
 * <p>Each operation makes garbage and passes through a pool. {@link io.varve.kv} is the engine below, whose operations
 * allocate nothing.
 */
package io.varve.bytes;
