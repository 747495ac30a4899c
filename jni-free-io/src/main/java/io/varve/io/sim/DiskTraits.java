package io.varve.io.sim;

/** How kind a disk is. */
final class DiskTraits {

    double writeBackProbability = 0.1;
    boolean atomicSectors = true;
    boolean durableDirectories = true;

    void copyFrom(final DiskTraits other) {
        writeBackProbability = other.writeBackProbability;
        atomicSectors = other.atomicSectors;
        durableDirectories = other.durableDirectories;
    }
}
