package io.varve.session;

import io.varve.ConfigurationException;
import io.varve.RecordTooLargeException;
import io.varve.kv.KeyValueConfig;
import io.varve.settings.Rule;
import org.agrona.DirectBuffer;

/** What a change through a lane may be: everything is checked before the writer sees it. */
final class KeyValueLimits {

    private final int maxKeyLength;
    private final int maxValueLength;
    private final int maxBatchValueLength;
    private final int maxLength;
    private final int maxBatchLength;
    private final int laneCapacity;

    KeyValueLimits(final KeyValueConfig config, final Lane lane) {
        maxKeyLength = config.maxKeyLength();
        maxValueLength = config.maxValueLength();
        maxBatchValueLength = config.maxFrameValueLength();
        maxLength = lane.maxCommandLength() - KeyValueCommandDescriptor.KEY_OFFSET;
        maxBatchLength = lane.maxCommandLength() - KeyValueCommandDescriptor.ENTRIES_OFFSET;
        laneCapacity = lane.capacity();
    }

    int maxLength() {
        return maxLength;
    }

    int maxBatchLength() {
        return maxBatchLength;
    }

    void check(final DirectBuffer key, final int keyOffset, final int keyLength, final DirectBuffer value,
        final int valueOffset, final int valueLength) {
        if (keyLength <= 0 || keyLength > maxKeyLength || valueLength < 0 || valueLength > maxValueLength
            || keyLength + valueLength > maxLength) {
            refuse(keyLength, valueLength);
        }
        key.boundsCheck(keyOffset, keyLength);
        value.boundsCheck(valueOffset, valueLength);
    }

    private void refuse(final int keyLength, final int valueLength) {
        Rule.check(keyLength > 0 && keyLength <= maxKeyLength, "keyLength", keyLength,
            "must be from 1 to " + maxKeyLength);
        Rule.check(valueLength >= 0 && valueLength <= maxValueLength, "valueLength", valueLength,
            "must be from 0 to " + maxValueLength);
        throw tooLarge("key and value take", keyLength + valueLength, maxLength);
    }

    /** A change of a batch has a value that fits one frame. */
    void checkInBatch(final DirectBuffer key, final int keyOffset, final int keyLength, final DirectBuffer value,
        final int valueOffset, final int valueLength) {
        check(key, keyOffset, keyLength, value, valueOffset, valueLength);
        if (valueLength > maxBatchValueLength) {
            Rule.check(false, "valueLength", valueLength,
                "must be from 0 to " + maxBatchValueLength + " in a batch; a longer value is put by itself");
        }
    }

    void checkBatch(final int length) {
        if (length < 0) {
            throw new ConfigurationException("maxLength", length, "must be 0 or more");
        }
        if (length > maxBatchLength) {
            throw tooLarge("batch may take", length, maxBatchLength);
        }
    }

    private RecordTooLargeException tooLarge(final String what, final int length, final int most) {
        return new RecordTooLargeException("the " + what + " " + length + " bytes; a lane of " + laneCapacity
            + " bytes takes up to " + most + ", about an eighth of it: laneCapacity can be set", length, most);
    }
}
