/**
 * The hash index: from the hash of a key to the addresses of records, in memory outside of the heap. It grows by one
 * bucket at a time, is written by one thread, and is read by any number without a lock. What a key is, and whether a
 * record holds it, the index does not know.
 *
 * <p>Shared by the packages of the engine; no API for applications.
 */
package io.varve.index;
