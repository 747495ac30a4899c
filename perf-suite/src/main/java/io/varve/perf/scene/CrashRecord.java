package io.varve.perf.scene;

import io.varve.perf.telemetry.MarketTick;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * A record of the writer that is killed. Length and content are functions of its index: 8 to {@value #MAX_LENGTH}
 * bytes, the index first and then a mix of it in every 8 bytes.
 */
final class CrashRecord {

    static final int MAX_LENGTH = 256;

    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    private CrashRecord() {
    }

    static int length(final long index) {
        return Long.BYTES + (int) (MarketTick.mix(index) & MAX_LENGTH / Long.BYTES - 1) * Long.BYTES;
    }

    static int encode(final MutableDirectBuffer buffer, final long index) {
        final int length = length(index);
        buffer.putLong(0, index, ORDER);
        for (int at = Long.BYTES; at < length; at += Long.BYTES) {
            buffer.putLong(at, word(index, at), ORDER);
        }
        return length;
    }

    static boolean isRecord(final DirectBuffer buffer, final int offset, final int length, final long index) {
        if (length != length(index) || buffer.getLong(offset, ORDER) != index) {
            return false;
        }
        for (int at = Long.BYTES; at < length; at += Long.BYTES) {
            if (buffer.getLong(offset + at, ORDER) != word(index, at)) {
                return false;
            }
        }
        return true;
    }

    private static long word(final long index, final int at) {
        return MarketTick.mix(index * MAX_LENGTH + at);
    }
}
