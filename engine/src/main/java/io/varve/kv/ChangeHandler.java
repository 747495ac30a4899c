package io.varve.kv;

/**
 * Is handed changes by {@link ChangeFeed#poll}.
 *
 * <p>Called by the thread that polls, within the poll; it may throw, and may close the feed, but must not poll it.
 */
@FunctionalInterface
public interface ChangeHandler {

    /**
     * A key was changed.
     *
     * @param change of the key; valid until the method returns.
     */
    void onChange(KeyChange change);
}
