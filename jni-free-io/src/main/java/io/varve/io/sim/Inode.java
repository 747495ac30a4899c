package io.varve.io.sim;

/** What an entry of a directory refers to. */
interface Inode {
}
