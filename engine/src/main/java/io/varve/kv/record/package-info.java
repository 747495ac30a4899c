/**
 * The records of a key-value store: their layout in frames, and the addresses under which the index knows them.
 *
 * <p>Internal to the engine, no API.
 */
package io.varve.kv.record;
