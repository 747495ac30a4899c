/**
 * Giving back the segments of a key-value store: what a victim's records become and when the victim may go.
 *
 * <p>Internal to the engine, no API.
 */
package io.varve.kv.compaction;
