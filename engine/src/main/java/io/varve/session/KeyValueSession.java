package io.varve.session;

import io.varve.ConfigurationException;
import io.varve.RecordTooLargeException;
import io.varve.StoreClosedException;
import io.varve.StoreTimeoutException;
import io.varve.kv.KeyValueReader;
import io.varve.kv.KeyValueResult;
import io.varve.kv.PutOptions;
import java.lang.ref.Reference;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.AtomicBuffer;

/**
 * A producer's lane to the writer of a key-value store, taken from a {@link KeyValueSessionPool} and given back by
 * {@link #close()}.
 *
 * <p>A change is copied into the lane, never waits, allocates nothing, and returns a ticket, which is 1 or more, or one
 * of {@link #BACK_PRESSURED}, {@link #CLOSED} and {@link #FAILED}. Changes of one session happen in the order in which
 * they were sent. What has become of one, a version or a code of {@link KeyValueResult}, is told by {@link #await}
 * after it has happened: every wait returns what {@link #result(long)} does. A store that is full is such a code too.
 *
 * <p>{@link #get} and {@link #reader()} wait for the session's own last change before they read; a reader of the store
 * does not. Belongs to the thread that took it, until another one {@linkplain #takeOver() takes it over}; a second
 * thread that just uses it is refused.
 */
public final class KeyValueSession extends LaneSession {

    /** The lane is full, because the writer is behind: nothing was sent, try again. */
    public static final long BACK_PRESSURED = Session.BACK_PRESSURED;
    /** The session, or the writer, is closed: nothing was sent. */
    public static final long CLOSED = Session.CLOSED;
    /** The store has failed and must be closed and opened again: nothing was sent. */
    public static final long FAILED = Session.FAILED;
    /** Instead of a result: none is known, or none any more. */
    public static final long UNKNOWN = Long.MIN_VALUE;
    /** How long a read waits for the session's own changes at most, in ns. */
    public static final long READ_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(10);

    private final Lane lane;
    private final SessionTickets tickets;
    private final KeyValueTarget target;
    private final KeyValueLimits limits;
    private final KeyValueSessionBatch batch;
    private final PutOptions plain = new PutOptions();
    private final PutOptions checked = new PutOptions();
    private KeyValueReader reader;

    KeyValueSession(final Lane lane, final SessionWriter writer, final SessionTickets tickets) {
        super(lane, writer, tickets);
        this.lane = lane;
        this.tickets = tickets;
        target = writer.keyValueTarget();
        limits = new KeyValueLimits(target.store().config(), lane);
        batch = new KeyValueSessionBatch(this, lane, limits, target.maxFrames());
    }

    /**
     * Put a value of type 0, for ever.
     *
     * @param key         that holds the key.
     * @param keyOffset   of the key in {@code key}.
     * @param keyLength   of the key in bytes, from 1.
     * @param value       that holds the value.
     * @param valueOffset of the value in {@code value}.
     * @param valueLength of the value in bytes, 0 or more.
     * @return the ticket, whose result is the version; or a negative code.
     * @throws RecordTooLargeException when key and value are longer than {@link #maxLength()}.
     * @throws ConfigurationException  when a length is out of the store's range, a batch is open, or the thread not the
     *                                 owner.
     */
    public long put(final DirectBuffer key, final int keyOffset, final int keyLength, final DirectBuffer value,
        final int valueOffset, final int valueLength) {
        return put(plain, key, keyOffset, keyLength, value, valueOffset, valueLength);
    }

    /**
     * Put a value as options say.
     *
     * @param options     condition, type and end; nothing of it is kept.
     * @param key         that holds the key.
     * @param keyOffset   of the key in {@code key}.
     * @param keyLength   of the key in bytes.
     * @param value       that holds the value.
     * @param valueOffset of the value in {@code value}.
     * @param valueLength of the value in bytes.
     * @return the ticket, whose result is the version, or {@link KeyValueResult#CONFLICT}; or a negative code.
     * @see #put(DirectBuffer, int, int, DirectBuffer, int, int)
     */
    public long put(final PutOptions options, final DirectBuffer key, final int keyOffset, final int keyLength,
        final DirectBuffer value, final int valueOffset, final int valueLength) {
        return send(KeyValueCommandDescriptor.PUT, options, 0, key, keyOffset, keyLength, value, valueOffset,
            valueLength);
    }

    /**
     * Delete a key.
     *
     * @param key       that holds the key.
     * @param keyOffset of the key in {@code key}.
     * @param keyLength of the key in bytes.
     * @return the ticket, whose result is the version of the delete, or {@link KeyValueResult#NOT_FOUND}; or a negative
     *     code.
     * @see #put(DirectBuffer, int, int, DirectBuffer, int, int)
     */
    public long delete(final DirectBuffer key, final int keyOffset, final int keyLength) {
        return send(KeyValueCommandDescriptor.DELETE, plain, 0, key, keyOffset, keyLength, key, 0, 0);
    }

    /**
     * Delete a key if it has a certain version.
     *
     * @param version   that the key must have.
     * @param key       that holds the key.
     * @param keyOffset of the key in {@code key}.
     * @param keyLength of the key in bytes.
     * @return the ticket, whose result is the version of the delete, or {@link KeyValueResult#CONFLICT}; or a negative
     *     code.
     * @see #put(DirectBuffer, int, int, DirectBuffer, int, int)
     */
    public long deleteIfVersion(
        final long version, final DirectBuffer key, final int keyOffset, final int keyLength) {
        return send(
            KeyValueCommandDescriptor.DELETE_IF_VERSION, plain, version, key, keyOffset, keyLength, key, 0, 0);
    }

    /**
     * Add to a counter.
     *
     * @param delta     to be added; a key that is not there counts as 0.
     * @param key       that holds the key.
     * @param keyOffset of the key in {@code key}.
     * @param keyLength of the key in bytes.
     * @return the ticket, whose result is the version, and then {@link #counterValue(long)} is what the counter has
     *     become; or {@link KeyValueResult#NOT_A_COUNTER} or {@link KeyValueResult#OVERFLOW}; or a negative code.
     * @see #put(DirectBuffer, int, int, DirectBuffer, int, int)
     */
    public long addAndGet(final long delta, final DirectBuffer key, final int keyOffset, final int keyLength) {
        return send(KeyValueCommandDescriptor.ADD, plain, delta, key, keyOffset, keyLength, key, 0, 0);
    }

    /**
     * Append to a value, which keeps its type and its end.
     *
     * @param key         that holds the key.
     * @param keyOffset   of the key in {@code key}.
     * @param keyLength   of the key in bytes.
     * @param piece       that holds what is appended.
     * @param pieceOffset of it in {@code piece}.
     * @param pieceLength of it in bytes.
     * @return the ticket, whose result is the version, or {@link KeyValueResult#TOO_LARGE}, or {@link
     *     KeyValueResult#WRONG_TYPE} for a counter; or a negative code.
     * @see #put(DirectBuffer, int, int, DirectBuffer, int, int)
     */
    public long append(final DirectBuffer key, final int keyOffset, final int keyLength, final DirectBuffer piece,
        final int pieceOffset, final int pieceLength) {
        return send(KeyValueCommandDescriptor.APPEND, plain, 0, key, keyOffset, keyLength, piece, pieceOffset,
            pieceLength);
    }

    /**
     * Say when a key ends. A time that is over deletes it.
     *
     * @param key       that holds the key.
     * @param keyOffset of the key in {@code key}.
     * @param keyLength of the key in bytes.
     * @param ms        since the Unix epoch, up to the year 2262; 0 for never.
     * @return the ticket, whose result is the version, the present one when the key has that end already, or {@link
     *     KeyValueResult#NOT_FOUND}; or a negative code.
     * @see #put(DirectBuffer, int, int, DirectBuffer, int, int)
     */
    public long expireAt(final DirectBuffer key, final int keyOffset, final int keyLength, final long ms) {
        checked.expireAt(ms);
        return send(KeyValueCommandDescriptor.EXPIRE_AT, plain, ms, key, keyOffset, keyLength, key, 0, 0);
    }

    /**
     * Let a key have no end any more.
     *
     * @param key       that holds the key.
     * @param keyOffset of the key in {@code key}.
     * @param keyLength of the key in bytes.
     * @return as {@link #expireAt expireAt} with 0.
     */
    public long persist(final DirectBuffer key, final int keyOffset, final int keyLength) {
        return expireAt(key, keyOffset, keyLength, 0);
    }

    private long send(final int operation, final PutOptions options, final long argument, final DirectBuffer key,
        final int keyOffset, final int keyLength, final DirectBuffer value, final int valueOffset,
        final int valueLength) {
        try {
            final long code = check();
            if (code < 0) {
                return code;
            }
            limits.check(key, keyOffset, keyLength, value, valueOffset, valueLength);
            final int index = lane.claim(
                KeyValueCommandDescriptor.CHANGE, KeyValueCommandDescriptor.KEY_OFFSET + keyLength + valueLength);
            if (index < 0) {
                return BACK_PRESSURED;
            }
            // Nothing below throws: all lengths were checked.
            final AtomicBuffer buffer = lane.buffer();
            KeyValueCommandDescriptor.putHeader(
                buffer, index, operation, options, argument, keyLength, valueLength);
            buffer.putBytes(index + KeyValueCommandDescriptor.KEY_OFFSET, key, keyOffset, keyLength);
            buffer.putBytes(
                index + KeyValueCommandDescriptor.KEY_OFFSET + keyLength, value, valueOffset, valueLength);
            return lane.commit();
        } finally {
            // Else the session could be taken for a lost one while its last change is being sent.
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Begin an atomic batch: nothing of it reaches the writer before it is committed, and then all of it does. Its
     * result is the version of its last record, 0 when it had nothing to store, or the code of the first change that
     * could not be made; then nothing was stored, and {@link #failedAt(long)} says which it was.
     *
     * @param maxLength most bytes that the batch will take in the lane, the sum of {@link
     *                  KeyValueSessionBatch#changeLength} of its changes; at most {@link #maxBatchLength()}.
     * @return 0 or more when {@link #batch()} is open, or a negative code.
     * @throws RecordTooLargeException when {@code maxLength} is more than a lane takes.
     * @throws ConfigurationException  when {@code maxLength} is negative, a batch is open, or the thread not the owner.
     */
    public long tryBatch(final int maxLength) {
        try {
            final long code = check();
            if (code < 0) {
                return code;
            }
            limits.checkBatch(maxLength);
            final int index =
                lane.claim(KeyValueCommandDescriptor.CHANGES, KeyValueCommandDescriptor.ENTRIES_OFFSET + maxLength);
            if (index < 0) {
                return BACK_PRESSURED;
            }
            batch.open(index, maxLength);
            return index;
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * The batch that {@link #tryBatch(int)} opened, always the same object.
     *
     * @return the batch.
     */
    public KeyValueSessionBatch batch() {
        return batch;
    }

    @Override
    void endOpen() {
        batch.end();
    }

    /**
     * How long key and value of a change may be together: an eighth of the lane, less a header.
     *
     * @return bytes.
     */
    public int maxLength() {
        return limits.maxLength();
    }

    /**
     * How many bytes of the lane a batch may take: an eighth of it, less a header.
     *
     * @return bytes.
     */
    public int maxBatchLength() {
        return limits.maxBatchLength();
    }

    /**
     * What has become of a change.
     *
     * @param ticket of this session.
     * @return a version or a code of {@link KeyValueResult}; {@link #UNKNOWN} when it has not happened yet, or so many
     *     tickets were given out since that it is forgotten: at least 64 are remembered, and one for each 64 bytes of a
     *     larger lane up to 4,096.
     * @throws ConfigurationException when the session gave out no such ticket, or the thread is not the owner.
     */
    public long result(final long ticket) {
        checkOwner();
        tickets.check(ticket);
        return tickets.isKnown(ticket) ? lane.result(ticket) : UNKNOWN;
    }

    /**
     * What a counter has become.
     *
     * @param ticket of an {@link #addAndGet addAndGet} whose {@link #result result} is a version.
     * @return the value.
     * @throws ConfigurationException when the session gave out no such ticket, or the thread is not the owner.
     */
    public long counterValue(final long ticket) {
        checkOwner();
        tickets.check(ticket);
        return tickets.isKnown(ticket) ? lane.value(ticket) : UNKNOWN;
    }

    /**
     * For which change a batch was refused.
     *
     * @param ticket of a batch.
     * @return number of the change, or -1 when the batch was not refused, or that is not known (any more).
     * @throws ConfigurationException when the session gave out no such ticket, or the thread is not the owner.
     */
    public int failedAt(final long ticket) {
        final long value = counterValue(ticket);
        return value == UNKNOWN ? -1 : (int) value;
    }

    /**
     * Wait as the durability of the store demands: until what has happened is durable at {@link
     * io.varve.Durability#BATCH} and {@link io.varve.Durability#RECORD}, else until it has happened. One force serves
     * all that wait. A change that stored nothing waits for what it has seen.
     *
     * @param ticket  of this session; usually {@link #lastTicket()}.
     * @param timeout how long to wait.
     * @param unit    of the timeout.
     * @return what {@link #result(long)} does.
     * @throws StoreTimeoutException          when the time is over or the thread interrupted; the outcome is unknown.
     * @throws io.varve.StoreFailedException when the store has failed; the sentence says what is known.
     * @throws StoreClosedException           when the store or its writer was closed before.
     * @throws ConfigurationException         when the session gave out no such ticket, or the thread is not the owner.
     */
    public long await(final long ticket, final long timeout, final TimeUnit unit) {
        return target.waitsForDurable() ? awaitDurable(ticket, timeout, unit) : awaitApplied(ticket, timeout, unit);
    }

    /**
     * Wait until what was sent with a ticket, and everything before it, has happened: readers see it, and a killed
     * process does not lose it. On the thread of the writer this runs its duty cycle.
     *
     * @param ticket  of this session.
     * @param timeout how long to wait.
     * @param unit    of the timeout.
     * @return what {@link #result(long)} does.
     * @see #await(long, long, TimeUnit)
     */
    public long awaitApplied(final long ticket, final long timeout, final TimeUnit unit) {
        try {
            checkOwner();
            tickets.check(ticket);
            tickets.awaitApplied(ticket, unit.toNanos(timeout));
            return result(ticket);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Wait until what was sent with a ticket, and everything before it, is durable, asking for a force at any level.
     *
     * @param ticket  of this session.
     * @param timeout how long to wait.
     * @param unit    of the timeout.
     * @return what {@link #result(long)} does.
     * @see #await(long, long, TimeUnit)
     */
    public long awaitDurable(final long ticket, final long timeout, final TimeUnit unit) {
        try {
            final long timeoutNs = unit.toNanos(timeout);
            final long startNs = tickets.nowNs();
            final long result = awaitApplied(ticket, timeoutNs, TimeUnit.NANOSECONDS);
            tickets.awaitDurable(ticket, tickets.positionOf(ticket), startNs, timeoutNs);
            return result;
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Copy a value out, after all that this session has sent. Waits for that for at most {@link #READ_TIMEOUT_NS}.
     *
     * @param key          that holds the key.
     * @param keyOffset    of the key in {@code key}.
     * @param keyLength    of the key in bytes.
     * @param value        for the value.
     * @param valueOffset  where the value goes in {@code value}.
     * @return the length of the value in bytes, or a code of {@link KeyValueResult}; see {@link KeyValueReader#get}.
     * @throws StoreTimeoutException          when the time is over or the thread interrupted.
     * @throws io.varve.StoreFailedException when the store has failed before all was done.
     * @throws StoreClosedException           when session, store or writer is closed.
     * @throws ConfigurationException         when the key has no length that a key can have, or the thread is not the
     *                                        owner.
     */
    public int get(final DirectBuffer key, final int keyOffset, final int keyLength, final MutableDirectBuffer value,
        final int valueOffset) {
        return reader().get(key, keyOffset, keyLength, value, valueOffset);
    }

    /**
     * Wait until all that this session has sent has happened, for at most {@link #READ_TIMEOUT_NS}, and read. The
     * reader ends with the session; nobody else closes it.
     *
     * @return the reader of this session, always the same; its later reads see no less.
     * @throws StoreTimeoutException          when the time is over or the thread interrupted.
     * @throws io.varve.StoreFailedException when the store has failed before all was done.
     * @throws StoreClosedException           when session, store or writer is closed.
     */
    public KeyValueReader reader() {
        awaitApplied(lastTicket(), READ_TIMEOUT_NS, TimeUnit.NANOSECONDS);
        return presentReader();
    }

    /** The reader, without waiting. */
    KeyValueReader presentReader() {
        if (reader == null) {
            reader = target.store().reader();
            lease().atEnd(reader::close);
        }
        return reader;
    }
}
