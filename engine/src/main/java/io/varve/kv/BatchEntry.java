package io.varve.kv;

import io.varve.kv.record.KeyValueDescriptor;

/** One change of a batch: as it was asked for, and what the commit has worked out. Used again and again. */
final class BatchEntry {

    /** Put a value. */
    static final int PUT = 0;
    /** Delete a key that need not be there. */
    static final int DELETE = 1;
    /** Delete a key that must have a version. */
    static final int DELETE_VERSION = 2;
    /** Add to a counter. */
    static final int ADD = 3;

    int operation;
    int condition;
    long expectedVersion;
    int valueType;
    long expireAt;
    boolean keepsExpiry;
    /** Where key and value are in the bytes of the batch. */
    int keyAt;
    int keyLength;
    int valueAt;
    int valueLength;
    long delta;

    /** Version of the record, or a code. */
    long result;
    long counterValue;

    long hash;
    /** What the index says of the key before the batch, or 0. */
    long indexAddress;
    /** The change of the same key before this one, or null. */
    BatchEntry previous;
    /** Whether a later change of the same key takes its place. */
    boolean isReplaced;
    /** Whether it becomes a record. */
    boolean isStored;
    long storedExpireAt;
    /** Where the version lies that it replaces, or -1. */
    long replacedPosition;
    int rangeStart;
    int frameLength;
    long position;

    boolean isDelete() {
        return operation == DELETE || operation == DELETE_VERSION;
    }

    boolean isAdd() {
        return operation == ADD;
    }

    int storedType() {
        return isAdd() ? KeyValueDescriptor.COUNTER_TYPE : valueType;
    }

    /** The flags of its record, if that replaces a version or not. */
    int flags(final boolean replaces) {
        return (storedExpireAt == 0 ? 0 : KeyValueDescriptor.EXPIRES)
            | (replaces ? KeyValueDescriptor.REPLACES : 0)
            | (isDelete() ? KeyValueDescriptor.RANGE_END : 0);
    }

    /** The most bytes that its record may take. */
    int maxFrameLength() {
        return KeyValueDescriptor.frameLength(
            KeyValueDescriptor.EXPIRES | KeyValueDescriptor.REPLACES, keyLength, valueLength);
    }
}
