package io.varve.io.sim;

/** What has happened on a machine so far. */
final class Statistics {

    long calls;
    long crashes;
    long kills;
    long forces;
    long forcedBytes;

    void copyFrom(final Statistics other) {
        calls = other.calls;
        crashes = other.crashes;
        kills = other.kills;
        forces = other.forces;
        forcedBytes = other.forcedBytes;
    }
}
