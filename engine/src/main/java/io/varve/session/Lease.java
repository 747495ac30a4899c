package io.varve.session;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;

/** The loan of a lane to a session: who has it, since when, and what becomes of it when the session is lost. */
final class Lease extends WeakReference<Session> {

    static final String NO_SITE = "a place that is not remembered, because captureSite is off";

    private static final StackWalker WALKER = StackWalker.getInstance();

    private final SessionPool pool;
    private final Lane lane;
    private final String site;
    private final String threadName;
    private final long takenNs;
    private boolean reported;

    Lease(final Session session, final ReferenceQueue<Session> lost, final SessionPool pool, final String site,
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
        return !className.equals(Lease.class.getName()) && !className.equals(SessionPool.class.getName())
            && !className.startsWith("java.") && !className.startsWith("jdk.");
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

    /** By the session's own thread, when it closes. */
    void giveBack() {
        pool.giveBack(this);
    }
}
