package io.varve.kv;

/**
 * Takes keys whose time is over out of the index, as {@link ExpirySearch} finds them. It writes nothing: a reopened
 * store finds them expired again. Used by the writer's thread.
 */
final class KeyExpiry {

    private final ExpiredEntries entries;
    private final KeyDirectory directory;
    private final StoreClock clock;

    KeyExpiry(final ExpiredEntries entries, final KeyDirectory directory, final StoreClock clock) {
        this.entries = entries;
        this.directory = directory;
        this.clock = clock;
    }

    /** Look at some entries; returns how many. */
    int doWork(final int limit) {
        if (entries.isEmpty()) {
            return 0;
        }
        final long nowMs = clock.nowMs();
        int done = 0;
        while (done < limit && !entries.isEmpty()) {
            // The key may have changed since; the entry may even be that of another one, which has expired as well.
            if (directory.seek(entries.hash(), entries.address()) && directory.isExpired(nowMs)) {
                directory.remove();
                entries.noteCleared();
            }
            entries.take();
            done++;
        }
        return done;
    }
}
