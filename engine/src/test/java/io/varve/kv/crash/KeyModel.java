package io.varve.kv.crash;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/** What the store must hold: every change since it began, in order, and how many of them must survive. */
final class KeyModel {

    private static final int NONE = -1;

    private final List<Change> changes = new ArrayList<>();
    /** Of a call that has not returned: after a crash all of it is there or nothing. */
    private final List<Change> pending = new ArrayList<>();
    /** Place of the newest change of a key. */
    private final int[] newest;
    private int durableCount;

    KeyModel(final int keys) {
        newest = new int[keys];
        Arrays.fill(newest, NONE);
    }

    int keys() {
        return newest.length;
    }

    /** How many changes were acknowledged. */
    int count() {
        return changes.size();
    }

    /** The version of a key, 0 when it is not there. */
    long version(final int key) {
        return isThere(key) ? newest[key] + 1 : 0;
    }

    boolean isThere(final int key) {
        return newest[key] != NONE && !changes.get(newest[key]).isDelete();
    }

    /** How many keys are there. */
    int size() {
        int size = 0;
        for (int key = 0; key < newest.length; key++) {
            size += isThere(key) ? 1 : 0;
        }
        return size;
    }

    /** The change that made what a key is now; not to be asked of a key that was never put. */
    Change newest(final int key) {
        return changes.get(newest[key]);
    }

    /** The change with a version, also one whose call has not returned, or null when there was none. */
    Change ofVersion(final long version) {
        return version >= 1 && version <= changes.size() ? changes.get((int) version - 1) : null;
    }

    void pending(final Change change) {
        pending.add(change);
    }

    /** The call has returned: what was pending lies in front of a position or at it. */
    void acknowledged(final long position) {
        for (final Change change : pending) {
            newest[change.key()] = changes.size();
            changes.add(change.at(position));
        }
        pending.clear();
    }

    void refused() {
        pending.clear();
    }

    /** Everything in front of a position was said to be durable. */
    void durable(final long position) {
        while (durableCount < changes.size() && changes.get(durableCount).position() < position) {
            durableCount++;
        }
    }

    /** Go on from what a reopened store says that it holds. */
    void recovered(final long found, final int atLeast) {
        if (found > changes.size()) {
            acknowledged(Change.ANYWHERE);
        }
        pending.clear();
        require(found <= changes.size(), () -> found + " changes recovered, " + changes.size() + " were made");
        require(found >= durableCount, () -> found + " changes recovered, " + durableCount + " were durable");
        require(found >= atLeast,
            () -> found + " changes recovered, " + atLeast + " were made and the machine went on");
        require(found == 0 || changes.get((int) found - 1).ends(), () -> "a part of a batch was recovered");
        changes.subList((int) found, changes.size()).clear();
        durableCount = changes.size();
        Arrays.fill(newest, NONE);
        for (int i = 0; i < changes.size(); i++) {
            newest[changes.get(i).key()] = i;
        }
    }

    static void require(final boolean holds, final Supplier<String> message) {
        if (!holds) {
            throw new AssertionError(message.get());
        }
    }
}
