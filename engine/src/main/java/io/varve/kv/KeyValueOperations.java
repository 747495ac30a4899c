package io.varve.kv;

import io.varve.kv.record.KeyValueDescriptor;
import org.agrona.BufferUtil;
import org.agrona.UnsafeApi;

/**
 * What the writer does with one key, without waiting: every method returns the version of the record that it has
 * appended, or a code of {@link KeyValueResult}, and then nothing was stored. Used by the writer's thread.
 */
final class KeyValueOperations {

    private final KeyVersions versions;
    private final LongValues longValues;
    private final int maxValueLength;
    private final byte[] counter = new byte[Long.BYTES];
    private long counterValue;

    KeyValueOperations(final KeyVersions versions, final LongValues longValues, final int maxValueLength) {
        this.versions = versions;
        this.longValues = longValues;
        this.maxValueLength = maxValueLength;
    }

    long put(final PutOptions options, final byte[] key, final long keyAt, final int keyLength, final byte[] value,
        final long valueAt, final int valueLength) {
        versions.find(key, keyAt, keyLength);
        return putFound(options, value, valueAt, valueLength);
    }

    /** Put a value of the key that was looked up. */
    long putFound(final PutOptions options, final byte[] value, final long valueAt, final int valueLength) {
        final long expireAt = endOfPut(options);
        return expireAt < 0 ? expireAt : versions.put(options.valueType(), expireAt, value, valueAt, valueLength);
    }

    /** Put a value that is too long for one frame, and wait for room where it must. */
    long putLong(final PutOptions options, final byte[] key, final long keyAt, final int keyLength, final byte[] value,
        final long valueAt, final int valueLength) {
        versions.find(key, keyAt, keyLength);
        final long expireAt = endOfPut(options);
        return expireAt < 0 ? expireAt
            : longValues.put(options.valueType(), expireAt, 0, 0, value, valueAt, valueLength);
    }

    /** When a value will end that is put for the key that was looked up, or a code why it must not be put. */
    long endOfPut(final PutOptions options) {
        long expireAt = options.expireAt();
        if (options.condition() != PutOptions.ALWAYS || options.keepsExpiry()) {
            final boolean present = versions.isPresent();
            if (!PutOptions.holds(options.condition(), options.version(), present,
                present ? versions.directory().sequence() : 0)) {
                return KeyValueResult.CONFLICT;
            }
            if (options.keepsExpiry() && present) {
                expireAt = versions.directory().expireAt();
            }
        }
        return expireAt;
    }

    long delete(final long version, final boolean anyVersion, final byte[] key, final long keyAt,
        final int keyLength) {
        versions.find(key, keyAt, keyLength);
        if (!versions.isPresent()) {
            return anyVersion || version == 0 ? KeyValueResult.NOT_FOUND : KeyValueResult.CONFLICT;
        }
        return anyVersion || version == versions.directory().sequence() ? versions.delete() : KeyValueResult.CONFLICT;
    }

    /** What the last counter has become. */
    long counterValue() {
        return counterValue;
    }

    long addAndGet(final long delta, final byte[] key, final long keyAt, final int keyLength) {
        versions.find(key, keyAt, keyLength);
        long value = 0;
        long expireAt = 0;
        if (versions.isPresent()) {
            if (!isCounter(versions.valueType())) {
                return KeyValueResult.NOT_A_COUNTER;
            }
            value = UnsafeApi.getLong(versions.directory().memory(), versions.valueAt());
            expireAt = versions.directory().expireAt();
        }
        final long sum = value + delta;
        if (isOverflow(value, delta, sum)) {
            return KeyValueResult.OVERFLOW;
        }
        UnsafeApi.putLong(counter, BufferUtil.ARRAY_BASE_OFFSET, sum);
        final long result = versions.put(
            KeyValueDescriptor.COUNTER_TYPE, expireAt, counter, BufferUtil.ARRAY_BASE_OFFSET, Long.BYTES);
        if (result > 0) {
            counterValue = sum;
        }
        return result;
    }

    /** Whether values of a type are counters; those have eight bytes always. */
    static boolean isCounter(final int valueType) {
        return valueType == KeyValueDescriptor.COUNTER_TYPE;
    }

    static boolean isOverflow(final long value, final long delta, final long sum) {
        return ((value ^ sum) & (delta ^ sum)) < 0;
    }

    long append(final byte[] key, final long keyAt, final int keyLength, final byte[] piece, final long pieceAt,
        final int pieceLength) {
        versions.find(key, keyAt, keyLength);
        final int length = versions.isPresent() ? versions.valueLength() : 0;
        return overwrite(length, piece, pieceAt, pieceLength);
    }

    long setRange(final int offset, final byte[] key, final long keyAt, final int keyLength, final byte[] piece,
        final long pieceAt, final int pieceLength) {
        versions.find(key, keyAt, keyLength);
        return overwrite(offset, piece, pieceAt, pieceLength);
    }

    private long overwrite(final int offset, final byte[] piece, final long pieceAt, final int pieceLength) {
        if (offset > maxValueLength - pieceLength) {
            return KeyValueResult.TOO_LARGE;
        }
        if (!versions.isPresent()) {
            return overwrite(0, 0, 0, offset, piece, pieceAt, pieceLength);
        }
        if (isCounter(versions.valueType())) {
            return KeyValueResult.WRONG_TYPE;
        }
        return overwrite(versions.valueType(), versions.directory().expireAt(), versions.valueLength(), offset,
            piece, pieceAt, pieceLength);
    }

    private long overwrite(final int valueType, final long expireAt, final int kept, final int offset,
        final byte[] piece, final long pieceAt, final int pieceLength) {
        return Math.max(kept, offset + pieceLength) > longValues.chunkLength()
            ? longValues.put(valueType, expireAt, kept, offset, piece, pieceAt, pieceLength)
            : versions.put(valueType, expireAt, kept, offset, piece, pieceAt, pieceLength);
    }

    long expireAt(final long expireAt, final byte[] key, final long keyAt, final int keyLength) {
        versions.find(key, keyAt, keyLength);
        if (!versions.isPresent()) {
            return KeyValueResult.NOT_FOUND;
        }
        if (versions.isOver(expireAt)) {
            return versions.delete();
        }
        if (expireAt == versions.directory().expireAt()) {
            return versions.directory().sequence();
        }
        return versions.keep(expireAt);
    }
}
