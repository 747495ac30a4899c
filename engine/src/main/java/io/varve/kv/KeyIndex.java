package io.varve.kv;

import io.varve.index.Hash64;
import io.varve.index.HashIndex;

/**
 * An index together with the hashes that it was filled with. A store has one at a time; another takes its place when it
 * is cleared or gets another seed.
 *
 * @param hashes of the keys.
 * @param table  of the addresses.
 */
record KeyIndex(Hash64 hashes, HashIndex table) {
}
