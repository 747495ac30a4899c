package io.varve.session;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Set;

/** The loan of a lane to a session: who has it, since when, and what becomes of it when the session is lost. */
final class Lease extends WeakReference<LaneSession> {

    static final String NO_SITE = "a place that is not remembered, because captureSite is off";

    private static final Set<String> POOLS =
        Set.of(Lease.class.getName(), LanePool.class.getName(), SessionPool.class.getName(),
            KeyValueSessionPool.class.getName());
    private static final StackWalker WALKER = StackWalker.getInstance();

    private final LanePool<?> pool;
    private final Lane lane;
    private final String site;
    private final String threadName;
    private final long takenNs;
    private boolean reported;
    private Runnable atEnd;

    Lease(final LaneSession session, final ReferenceQueue<LaneSession> lost, final LanePool<?> pool, final String site,
        final long takenNs) {
        super(session, lost);
        this.pool = pool;
        this.lane = session.lane();
        this.site = site;
        this.takenNs = takenNs;
        threadName = Thread.currentThread().getName();
    }

    /** Who called the pool: the first frame that is neither the pool's nor the JDK's. */
    static String callSite() {
        return WALKER.walk(frames -> frames.filter(frame -> isCaller(frame.getClassName())).findFirst()
            .map(StackWalker.StackFrame::toString).orElse("an unknown place"));
    }

    private static boolean isCaller(final String className) {
        return !POOLS.contains(className) && !className.startsWith("java.")
            && !className.startsWith("jdk.");
    }

    Lane lane() {
        return lane;
    }

    String site() {
        return site;
    }

    long heldNs(final long nowNs) {
        return nowNs - takenNs;
    }

    /** True once. */
    boolean report() {
        final boolean isFirst = !reported;
        reported = true;
        return isFirst;
    }

    SessionLeak leak(final SessionLeak.Kind kind, final long nowNs) {
        return new SessionLeak(kind, lane.id(), site, threadName, heldNs(nowNs));
    }

    /** What else the session holds; it must not refer to the session, or that can never be found lost. */
    void atEnd(final Runnable release) {
        atEnd = release;
    }

    /** The session is closed or lost. */
    void release() {
        if (atEnd != null) {
            atEnd.run();
        }
    }

    /** By the session's own thread, when it closes. */
    void giveBack() {
        pool.giveBack(this);
    }
}
