/**
 * Hints of a key-value store: what of the records of a sealed segment its index is made of, so that an opening without
 * a checkpoint need not read the whole log.
 *
 * <p>Internal to the engine, no API.
 */
package io.varve.kv.hint;
