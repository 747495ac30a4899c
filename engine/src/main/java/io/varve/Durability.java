package io.varve;

/**
 * When an append returns, and so what a crash can take.
 *
 * <p>At every level a killed process loses nothing that was committed, and a power loss keeps a prefix of what was
 * appended: nothing reordered, repeated, invented or halved.
 */
public enum Durability {

    /** An append returns when readers can see it. A full segment is forced in the background, with nobody waiting. */
    NONE,

    /**
     * An append returns when readers can see it, and is forced within an interval or a number of bytes, whichever
     * comes
     * first. A power loss takes at most one interval and one force. The default.
     */
    INTERVAL,

    /**
     * An append returns when a force covers it; appends that come during a force share the next one. So does the commit
     * of a claim or batch that was begun by a call that waits; what never waits, such as an offer, becomes durable as
     * at {@link #INTERVAL}.
     */
    BATCH,

    /**
     * An append returns after a force of its own, made by the thread that appends. So does the commit of a claim or
     * batch that was begun by a call that waits; what never waits, such as an offer, becomes durable as at {@link
     * #INTERVAL}.
     */
    RECORD;

    /**
     * Whether an append waits until its record is durable.
     *
     * @return true for {@link #BATCH} and {@link #RECORD}.
     */
    public boolean waits() {
        return this == BATCH || this == RECORD;
    }
}
