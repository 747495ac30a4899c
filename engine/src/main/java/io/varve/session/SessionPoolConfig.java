package io.varve.session;

import io.varve.ConfigurationException;
import io.varve.settings.Rule;
import io.varve.settings.Settings;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemNanoClock;

/**
 * How sessions are pooled. Immutable and checked: every instance keeps the rules below.
 *
 * @param max               how many lanes are kept open, 1 to 1,000.
 * @param overflow          how many more may be open while they are in use, 0 to 1,000; such a lane is closed when it
 *                          is given back and nobody waits.
 * @param min               how many lanes stay open however long nobody uses them, 0 to {@code max}.
 * @param acquireTimeoutNs  how long {@link SessionPool#acquire()} waits for a free session, in ns, 0 or more.
 * @param idleTimeoutNs     after how many ns unused a lane beyond {@code min} is closed; 0 for never.
 * @param maxLifetimeNs     after how many ns a lane is closed when it is not in use, and replaced as needed; 0 for
 *                          never.
 * @param validateOnAcquire whether a probe goes through the lane and back before a session is given out, which proves
 *                          that the writer's agent runs and the log takes records.
 * @param fair              whether who waits longest is served first; if not, who comes by may be quicker.
 * @param captureSite       whether the pool remembers in which class and line a session was taken, at about a
 *                          microsecond for each.
 * @param heldLimitNs       after how many ns in use a session is reported as held too long; 0 for never.
 * @param laneCapacity      in bytes, a power of two from 4 KiB to 64 MiB; a record or batch takes at most an eighth.
 * @param clock             for all of these times.
 * @param waitStrategy      how a thread idles that waits for a ticket; one for each lane.
 * @param leakListener      is told of sessions that were lost or are held too long; see {@link SessionLeak} for
 *                          threads.
 */
public record SessionPoolConfig(int max, int overflow, int min, long acquireTimeoutNs, long idleTimeoutNs,
    long maxLifetimeNs, boolean validateOnAcquire, boolean fair, boolean captureSite, long heldLimitNs,
    int laneCapacity, NanoClock clock, Supplier<IdleStrategy> waitStrategy, Consumer<SessionLeak> leakListener) {

    /** The most lanes of each kind. */
    public static final int MAX_LANES = 1000;
    /** The least capacity of a lane, in bytes. */
    public static final int MIN_LANE_CAPACITY = 4 << 10;
    /** The greatest capacity of a lane, in bytes. */
    public static final int MAX_LANE_CAPACITY = 64 << 20;
    /** The capacity of a lane unless told otherwise, in bytes. */
    public static final int DEFAULT_LANE_CAPACITY = 256 << 10;

    /**
     * Checks the rules, so that no instance breaks one.
     *
     * @param max see {@link #max()}.
     * @param overflow see {@link #overflow()}.
     * @param min see {@link #min()}.
     * @param acquireTimeoutNs see {@link #acquireTimeoutNs()}.
     * @param idleTimeoutNs see {@link #idleTimeoutNs()}.
     * @param maxLifetimeNs see {@link #maxLifetimeNs()}.
     * @param validateOnAcquire see {@link #validateOnAcquire()}.
     * @param fair see {@link #fair()}.
     * @param captureSite see {@link #captureSite()}.
     * @param heldLimitNs see {@link #heldLimitNs()}.
     * @param laneCapacity see {@link #laneCapacity()}.
     * @param clock see {@link #clock()}.
     * @param waitStrategy see {@link #waitStrategy()}.
     * @param leakListener see {@link #leakListener()}.
     */
    public SessionPoolConfig {
        Rule.check(max >= 1 && max <= MAX_LANES, "max", max, "must be from 1 to " + MAX_LANES);
        Rule.check(overflow >= 0 && overflow <= MAX_LANES, "overflow", overflow, "must be from 0 to " + MAX_LANES);
        Rule.check(min >= 0 && min <= max, "min", min, "must be from 0 to max, which is " + max);
        Rule.check(acquireTimeoutNs >= 0, "acquireTimeoutNs", acquireTimeoutNs, "must be 0 or more");
        Rule.check(idleTimeoutNs >= 0, "idleTimeoutNs", idleTimeoutNs, "must be 0 or more");
        Rule.check(maxLifetimeNs >= 0, "maxLifetimeNs", maxLifetimeNs, "must be 0 or more");
        Rule.check(heldLimitNs >= 0, "heldLimitNs", heldLimitNs, "must be 0 or more");
        Rule.check(Integer.bitCount(laneCapacity) == 1 && laneCapacity >= MIN_LANE_CAPACITY
            && laneCapacity <= MAX_LANE_CAPACITY, "laneCapacity", laneCapacity,
            "must be a power of two from " + MIN_LANE_CAPACITY + " to " + MAX_LANE_CAPACITY);
        Rule.check(clock != null, "clock", clock, "must be given");
        Rule.check(waitStrategy != null, "waitStrategy", waitStrategy, "must be given");
        Rule.check(leakListener != null, "leakListener", leakListener, "must be given");
    }

    /**
     * How many sessions there can be at once.
     *
     * @return {@code max + overflow}.
     */
    public int permits() {
        return max + overflow;
    }

    /**
     * Begin a configuration.
     *
     * @return a builder with the default of everything.
     */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects the settings of a {@link SessionPoolConfig}. */
    public static final class Builder {

        private String loaded = "";
        private int max = 10;
        private int overflow = 5;
        private int min = 1;
        private long acquireTimeoutNs = TimeUnit.SECONDS.toNanos(3);
        private long idleTimeoutNs = TimeUnit.SECONDS.toNanos(60);
        private long maxLifetimeNs = TimeUnit.MINUTES.toNanos(30);
        private boolean validateOnAcquire;
        private boolean fair = true;
        private boolean captureSite = true;
        private long heldLimitNs;
        private int laneCapacity = DEFAULT_LANE_CAPACITY;
        private NanoClock clock = SystemNanoClock.INSTANCE;
        private Supplier<IdleStrategy> waitStrategy = () -> new BackoffIdleStrategy(100, 10, 1_000, 100_000);
        private Consumer<SessionLeak> leakListener = SessionLeak::warn;

        Builder() {
        }

        /** Remembers what came from outside, for the sentence of a later error. */
        Builder loaded(final String settings) {
            loaded = settings;
            return this;
        }

        /**
         * How many lanes are kept open; 10 unless told otherwise.
         *
         * @param lanes see {@link SessionPoolConfig#max()}.
         * @return this.
         */
        public Builder max(final int lanes) {
            max = lanes;
            return this;
        }

        /**
         * How many more may be open while they are in use; 5 unless told otherwise.
         *
         * @param lanes see {@link SessionPoolConfig#overflow()}.
         * @return this.
         */
        public Builder overflow(final int lanes) {
            overflow = lanes;
            return this;
        }

        /**
         * How many lanes always stay open; 1 unless told otherwise.
         *
         * @param lanes see {@link SessionPoolConfig#min()}.
         * @return this.
         */
        public Builder min(final int lanes) {
            min = lanes;
            return this;
        }

        /**
         * How long to wait for a free session; 3 seconds unless told otherwise.
         *
         * @param ns see {@link SessionPoolConfig#acquireTimeoutNs()}.
         * @return this.
         */
        public Builder acquireTimeoutNs(final long ns) {
            acquireTimeoutNs = ns;
            return this;
        }

        /**
         * When an unused lane is closed; after a minute unless told otherwise.
         *
         * @param ns see {@link SessionPoolConfig#idleTimeoutNs()}.
         * @return this.
         */
        public Builder idleTimeoutNs(final long ns) {
            idleTimeoutNs = ns;
            return this;
        }

        /**
         * When a lane is replaced; after half an hour unless told otherwise.
         *
         * @param ns see {@link SessionPoolConfig#maxLifetimeNs()}.
         * @return this.
         */
        public Builder maxLifetimeNs(final long ns) {
            maxLifetimeNs = ns;
            return this;
        }

        /**
         * Whether a lane is probed before it is given out; not unless told so.
         *
         * @param value see {@link SessionPoolConfig#validateOnAcquire()}.
         * @return this.
         */
        public Builder validateOnAcquire(final boolean value) {
            validateOnAcquire = value;
            return this;
        }

        /**
         * Whether who waits longest is served first; so unless told otherwise.
         *
         * @param value see {@link SessionPoolConfig#fair()}.
         * @return this.
         */
        public Builder fair(final boolean value) {
            fair = value;
            return this;
        }

        /**
         * Whether the place is remembered where a session was taken; so unless told otherwise.
         *
         * @param value see {@link SessionPoolConfig#captureSite()}.
         * @return this.
         */
        public Builder captureSite(final boolean value) {
            captureSite = value;
            return this;
        }

        /**
         * When a session is held too long; never unless told otherwise.
         *
         * @param ns see {@link SessionPoolConfig#heldLimitNs()}.
         * @return this.
         */
        public Builder heldLimitNs(final long ns) {
            heldLimitNs = ns;
            return this;
        }

        /**
         * How much a lane holds; 256 KiB unless told otherwise.
         *
         * @param bytes see {@link SessionPoolConfig#laneCapacity()}.
         * @return this.
         */
        public Builder laneCapacity(final int bytes) {
            laneCapacity = bytes;
            return this;
        }

        /**
         * The clock of all times.
         *
         * @param value see {@link SessionPoolConfig#clock()}.
         * @return this.
         */
        public Builder clock(final NanoClock value) {
            clock = value;
            return this;
        }

        /**
         * How a thread idles that waits for a ticket: spins, yields, then parks for 1 to 100 us unless told otherwise.
         *
         * @param value see {@link SessionPoolConfig#waitStrategy()}.
         * @return this.
         */
        public Builder waitStrategy(final Supplier<IdleStrategy> value) {
            waitStrategy = value;
            return this;
        }

        /**
         * Who is told of leaks; the platform logger {@code io.varve.session} as a warning, unless told otherwise.
         *
         * @param value see {@link SessionPoolConfig#leakListener()}.
         * @return this.
         */
        public Builder leakListener(final Consumer<SessionLeak> value) {
            leakListener = value;
            return this;
        }

        /**
         * Check everything and make the configuration.
         *
         * @return the configuration.
         * @throws ConfigurationException when a setting breaks its rule; the sentence names it.
         */
        public SessionPoolConfig build() {
            try {
                return new SessionPoolConfig(max, overflow, min, acquireTimeoutNs, idleTimeoutNs, maxLifetimeNs,
                    validateOnAcquire, fair, captureSite, heldLimitNs, laneCapacity, clock, waitStrategy, leakListener);
            } catch (final ConfigurationException ex) {
                throw Settings.explain(ex, loaded);
            }
        }
    }
}
