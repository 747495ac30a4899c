package io.varve.io.sim;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * A directory: its entries as everybody sees them, as they are on the disk, and the changes between the two, each of
 * which can survive a loss of power without the others.
 */
final class DirectoryInode implements Inode {

    private final long number;
    private final TreeMap<String, Inode> entries = new TreeMap<>();
    private final TreeMap<String, Inode> durable = new TreeMap<>();
    private final List<Change> pending = new ArrayList<>();

    DirectoryInode(final long number) {
        this.number = number;
    }

    long number() {
        return number;
    }

    Map<String, Inode> entries() {
        return entries;
    }

    Inode find(final String name) {
        return entries.get(name);
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    void create(final String name, final Inode inode) {
        change(new Change(Kind.CREATE, name, inode));
    }

    /** An entry that is on the disk at once. */
    void createDurable(final String name, final Inode inode) {
        entries.put(name, inode);
        durable.put(name, inode);
    }

    void rename(final String from, final String to) {
        change(new Change(Kind.RENAME, to, entries.get(from)));
    }

    void delete(final String name) {
        change(new Change(Kind.DELETE, name, entries.get(name)));
    }

    void removeDurable(final String name) {
        entries.remove(name);
        durable.remove(name);
        pending.removeIf(change -> change.name.equals(name));
    }

    private void change(final Change change) {
        change.apply(entries);
        pending.add(change);
    }

    void force() {
        if (!pending.isEmpty()) {
            durable.clear();
            durable.putAll(entries);
            pending.clear();
        }
    }

    /** A force that fails or is interrupted: a random subset of the changes is durable, the rest is still to come. */
    void forcePartly(final SeededRandom random) {
        for (final Iterator<Change> changes = pending.iterator(); changes.hasNext();) {
            final Change change = changes.next();
            if (random.nextBoolean()) {
                survive(change);
                changes.remove();
            }
        }
    }

    void losePower(final SeededRandom random) {
        if (pending.isEmpty()) {
            return;
        }
        // Styles 0 and 1 keep or drop everything, which independent coins would seldom do.
        final int style = random.nextInt(6);
        for (final Change change : pending) {
            if (style == 0 || style != 1 && random.nextBoolean()) {
                survive(change);
            }
        }
        pending.clear();
        entries.clear();
        entries.putAll(durable);
    }

    /**
     * Changes are independent, except that none may push a file out of its entry that nobody has deleted or replaced:
     * such a change can have reached the disk only together with the earlier one that gave the file another name.
     */
    private void survive(final Change change) {
        final Inode occupant = durable.get(change.name);
        if (occupant == null || occupant == change.inode || !entries.containsValue(occupant)) {
            change.apply(durable);
        }
    }

    /** Everything that this directory has an entry for, or may have one for after a loss of power. */
    List<Inode> reachable() {
        final List<Inode> result = new ArrayList<>(entries.values());
        if (!pending.isEmpty()) {
            result.addAll(durable.values());
            pending.forEach(change -> result.add(change.inode));
        }
        return result;
    }

    /** The same state, with other inodes in the place of those that it refers to. */
    DirectoryInode copy(final UnaryOperator<Inode> copies) {
        final DirectoryInode result = new DirectoryInode(number);
        entries.forEach((name, inode) -> result.entries.put(name, copies.apply(inode)));
        durable.forEach((name, inode) -> result.durable.put(name, copies.apply(inode)));
        pending.forEach(change ->
            result.pending.add(new Change(change.kind, change.name, copies.apply(change.inode))));
        return result;
    }

    private enum Kind { CREATE, RENAME, DELETE }

    /** Can be applied without those before it. */
    private static final class Change {

        private final Kind kind;
        private final String name;
        private final Inode inode;

        private Change(final Kind kind, final String name, final Inode inode) {
            this.kind = kind;
            this.name = name;
            this.inode = inode;
        }

        private void apply(final Map<String, Inode> target) {
            switch (kind) {
                case CREATE:
                    if (!target.containsValue(inode)) {
                        target.put(name, inode);
                    }
                    break;
                case RENAME:
                    // One transaction of the file system: the inode has the new name, and no other, or the old one.
                    target.values().removeIf(candidate -> candidate == inode);
                    target.put(name, inode);
                    break;
                default:
                    target.remove(name, inode);
                    break;
            }
        }
    }
}
