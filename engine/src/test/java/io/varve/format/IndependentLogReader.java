package io.varve.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * A second reader of stores, written from {@code docs/FORMAT.md} with the JDK alone, so that a mistake of the engine is
 * not made twice. It reads a store that nobody has open for writing, changes nothing, and believes nothing: a rule that
 * is broken in list, mark or segment header is an {@link IllegalStateException}; one that is broken in a frame ends the
 * log.
 */
final class IndependentLogReader {

    private static final int HEADER = 4096;
    private static final int PADDING = 0x80;
    private static final int EPOCH = 0x81;
    private static final int ROLL = 0x82;
    private static final int EXTERNAL_POSITION = 0x83;

    /** A record of the application. */
    record Entry(long sequence, int type, int flags, long timestamp, byte[] body, long position, long epoch) {
    }

    private final Map<String, byte[]> files;
    final List<Entry> entries = new ArrayList<>();
    private final List<Entry> openBatch = new ArrayList<>();
    private int segmentLength;
    private long storeHigh;
    private long storeLow;
    private boolean hasMark;
    long markEpoch = Long.MAX_VALUE;
    long watermark;
    private long markTail;
    boolean clean;

    long tail;
    private long firstPosition;
    long epoch;
    long sequence = 1;
    private long external;
    private boolean hasExternal;
    private long greatestTimestamp = Long.MIN_VALUE;
    private int lastChecksum;
    private int batchFrames;
    private long openExternal;
    private boolean hasOpenExternal;
    String stop = "end of segments";
    long nonZeroBehind = -1;

    private IndependentLogReader(final Map<String, byte[]> files) {
        this.files = files;
    }

    /** Read a store whose files are in a directory. */
    static IndependentLogReader read(final Path directory) throws IOException {
        final Map<String, byte[]> files = new HashMap<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, "*.{mark,segments,seg}")) {
            for (final Path entry : entries) {
                files.put(entry.getFileName().toString(), Files.readAllBytes(entry));
            }
        }
        return read(files);
    }

    /** Read a store whose files are given by name. */
    static IndependentLogReader read(final Map<String, byte[]> files) {
        final IndependentLogReader reader = new IndependentLogReader(files);
        final List<Long> bases = reader.readList();
        if (files.containsKey("store.mark")) {
            reader.readMark(reader.load("store.mark"));
        }
        reader.readSegments(bases);
        return reader;
    }

    /** Demand a store at rest in which nothing is torn, and return its records. */
    List<Entry> whole() {
        require(hasMark, "store.mark has no valid slot");
        require(stop.startsWith("end"), "the log ends at " + tail + " with " + stop);
        require(nonZeroBehind < 0, "position " + nonZeroBehind + " behind the tail " + tail + " is not zero");
        require(watermark <= tail, "W is " + watermark + ", the tail " + tail);
        require(!clean || markTail == tail, "closed cleanly at " + markTail + ", the tail is " + tail);
        return entries;
    }

    Long externalPosition() {
        return hasExternal ? external : null;
    }

    private List<Long> readList() {
        final ByteBuffer list = load("store.segments");
        require(list.limit() >= 48 && isMagic(list, "VARVELST"), "store.segments has no magic number");
        require(list.getInt(8) == 1, "store.segments has another version");
        segmentLength = list.getInt(12);
        require(segmentLength >= 1 << 16 && Integer.bitCount(segmentLength) == 1, "segment length " + segmentLength);
        final int count = list.getInt(24);
        require(list.limit() == 48 + 8L * count, "store.segments has " + list.limit() + " bytes for " + count);
        require(list.getInt(28) == (crc(list, 0, 28) ^ Integer.rotateLeft(crc(list, 32, list.limit()), 1)),
            "store.segments does not match its checksum");
        final List<Long> bases = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            bases.add(list.getLong(48 + 8 * i));
            require(bases.get(i) == bases.get(0) + (long) i * segmentLength && bases.get(i) % segmentLength == 0,
                "base position " + bases.get(i));
        }
        return bases;
    }

    private void readMark(final ByteBuffer mark) {
        require(mark.limit() == 16384 && isMagic(mark, "VARVEMRK"), "store.mark has no magic number");
        require(mark.getInt(8) == 1, "store.mark has another version");
        long newest = 0;
        for (int slot = 4096; slot <= 8192; slot += 4096) {
            if (mark.getLong(slot) > newest && mark.getInt(slot + 88) == crc(mark, slot, slot + 88)) {
                newest = mark.getLong(slot);
                hasMark = true;
                storeHigh = mark.getLong(slot + 8);
                storeLow = mark.getLong(slot + 16);
                markEpoch = mark.getLong(slot + 24);
                watermark = mark.getLong(slot + 32);
                markTail = mark.getLong(slot + 40);
                clean = mark.getInt(slot + 48) == 1;
                require(mark.getInt(slot + 52) == segmentLength, "another segment length in the mark");
            }
        }
        final long cell = mark.getLong(12288);
        final long mixed = (cell ^ storeLow ^ 0x9e3779b97f4a7c15L) * 0xff51afd7ed558ccdL;
        if (hasMark && mark.getLong(12296) == (mixed ^ mixed >>> 32)) {
            watermark = Math.max(watermark, cell);
        }
    }

    private void readSegments(final List<Long> bases) {
        boolean goesOn = true;
        for (final long base : bases) {
            final ByteBuffer bytes = load(String.format("%020d.seg", base));
            checkHeader(bytes, base, base == bases.get(0));
            if (base == bases.get(0)) {
                firstPosition = base;
                tail = base;
            }
            goesOn = goesOn && walk(bytes, base);
            sequence -= goesOn ? 0 : openBatch.size();
            openBatch.clear();
            for (int i = (int) Math.max(tail - base, HEADER); i < segmentLength && nonZeroBehind < 0; i += 8) {
                nonZeroBehind = bytes.getLong(i) == 0 ? -1 : base + i;
            }
        }
    }

    private void checkHeader(final ByteBuffer bytes, final long base, final boolean isFirst) {
        require(bytes.limit() == segmentLength, base + " has " + bytes.limit() + " bytes");
        require(isMagic(bytes, "VARVESEG"), base + " has no magic number");
        require(bytes.getInt(8) == 1 && bytes.getInt(12) == HEADER, base + " has another version");
        require(bytes.getInt(64) == crc(bytes, 0, 64), "the header of " + base + " does not match its checksum");
        require(bytes.getLong(16) == segmentLength && bytes.getLong(24) == base, base + " has a foreign header");
        if (isFirst && !hasMark) {
            storeHigh = bytes.getLong(32);
            storeLow = bytes.getLong(40);
        }
        require(bytes.getLong(32) == storeHigh && bytes.getLong(40) == storeLow, base + " is of another store");
        require(bytes.getLong(48) <= markEpoch, base + " is of an epoch that the mark does not know");
        for (int i = 68; i < HEADER; i++) {
            require(bytes.get(i) == 0, "byte " + i + " of the header of " + base + " is not zero");
        }
    }

    private boolean walk(final ByteBuffer bytes, final long base) {
        int offset = HEADER;
        while (offset < segmentLength) {
            final int length = bytes.getInt(offset);
            final String reason = length == 0 ? "end" : check(bytes, base, offset, length);
            if (reason != null) {
                stop = batchFrames > 0 ? "an open batch" : reason;
                return false;
            }
            take(bytes, base, offset, length);
            offset += (length + 31) / 32 * 32;
        }
        stop = batchFrames > 0 ? "an open batch" : stop;
        return batchFrames == 0;
    }

    private String check(final ByteBuffer bytes, final long base, final int offset, final int length) {
        if (length < 32 || length > segmentLength - offset) {
            return "length " + length;
        }
        final int type = bytes.get(offset + 18) & 0xff;
        final int flags = bytes.get(offset + 19) & 0xff;
        final int covered = type == PADDING ? 32 : length;
        final long place = mix(mix(storeHigh ^ mix(storeLow)) ^ base + offset ^ (long) length << 40);
        if (bytes.getInt(offset + 4) != (crc(bytes, offset + 8, offset + covered) ^ (int) place)) {
            return "a wrong checksum";
        }
        if (type > EXTERNAL_POSITION || type < PADDING && length == 32 || type == PADDING && length % 32 != 0
            || type == EPOCH && length != 32 || type == ROLL && length != 64
            || type == EXTERNAL_POSITION && length != 40) {
            return "type " + type + " of length " + length;
        }
        final boolean isFirstOfLog = base == firstPosition && offset == HEADER;
        if ((type == ROLL) != (offset == HEADER)
            || type == ROLL && !(isFirstOfLog && base > 0) && bytes.getInt(offset + 56) != lastChecksum) {
            return "a broken ROLL";
        }
        final long newEpoch = type == ROLL ? bytes.getLong(offset + 32)
            : type == EPOCH ? bytes.getLong(offset + 24) : epoch;
        if (newEpoch < epoch || type == EPOCH && newEpoch == epoch || newEpoch > markEpoch
            || bytes.getShort(offset + 16) != (short) newEpoch) {
            return "epoch " + newEpoch;
        }
        if (bytes.getLong(offset + 8) != sequence && !(isFirstOfLog && base > 0)) {
            return "sequence " + bytes.getLong(offset + 8);
        }
        final boolean inside = flags == 2 || flags == 4;
        if (flags != 0 && flags != 1 && !inside || inside != batchFrames > 0
            || flags == 4 && bytes.getInt(offset + 20) != batchFrames + 1 || flags != 0 && type >= PADDING
            && type != EXTERNAL_POSITION) {
            return "flags " + flags;
        }
        return checkDetails(bytes, base, offset, type, flags);
    }

    /** What recovery does not ask, but the format promises. */
    private String checkDetails(
        final ByteBuffer bytes, final long base, final int offset, final int type, final int flags) {
        final int lag = bytes.getInt(offset + 20);
        if (flags != 4 && (lag < 0 || lag != 0x7fffffff && base + offset - 32L * lag < 0)) {
            return "durable lag " + lag;
        }
        if (type == ROLL && base > firstPosition && (bytes.getLong(offset + 40) > base
            || bytes.getInt(offset + 60) != (hasExternal ? 1 : 0) || bytes.getLong(offset + 48) != external)) {
            return "a ROLL that does not tell what was before";
        }
        return (type == ROLL || type == PADDING) && bytes.getLong(offset + 24) < greatestTimestamp
            ? "a timestamp too low" : null;
    }

    private void take(final ByteBuffer bytes, final long base, final int offset, final int length) {
        final int type = bytes.get(offset + 18) & 0xff;
        final int flags = bytes.get(offset + 19) & 0xff;
        epoch = type == ROLL ? bytes.getLong(offset + 32) : type == EPOCH ? bytes.getLong(offset + 24) : epoch;
        sequence = bytes.getLong(offset + 8);
        lastChecksum = bytes.getInt(offset + 4);
        if (type < PADDING) {
            final byte[] body = new byte[length - 32];
            bytes.get(offset + 32, body);
            final long timestamp = bytes.getLong(offset + 24);
            openBatch.add(new Entry(sequence++, type, flags, timestamp, body, base + offset, epoch));
            greatestTimestamp = Math.max(greatestTimestamp, timestamp);
        } else if (type == EXTERNAL_POSITION || type == ROLL && bytes.getInt(offset + 60) == 1) {
            openExternal = bytes.getLong(offset + (type == ROLL ? 48 : 32));
            hasOpenExternal = true;
        }
        batchFrames = flags == 0 || flags == 4 ? 0 : batchFrames + 1;
        if (type != PADDING) {
            for (int i = offset + length; i % 32 != 0; i++) {
                require(bytes.get(i) == 0, "position " + (base + i) + " between two frames is not zero");
            }
        }
        if (batchFrames == 0) {
            entries.addAll(openBatch);
            openBatch.clear();
            external = hasOpenExternal ? openExternal : external;
            hasExternal |= hasOpenExternal;
            tail = base + offset + (length + 31) / 32 * 32;
        }
    }

    private static long mix(final long value) {
        final long first = (value ^ value >>> 33) * 0xff51afd7ed558ccdL;
        final long second = (first ^ first >>> 33) * 0xc4ceb9fe1a85ec53L;
        return second ^ second >>> 33;
    }

    private static int crc(final ByteBuffer bytes, final int from, final int to) {
        final CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate().limit(to).position(from));
        return (int) crc.getValue();
    }

    private static boolean isMagic(final ByteBuffer bytes, final String magic) {
        final byte[] start = new byte[8];
        bytes.get(0, start);
        return magic.equals(new String(start, StandardCharsets.US_ASCII));
    }

    private ByteBuffer load(final String name) {
        require(files.containsKey(name), name + " is missing");
        return ByteBuffer.wrap(files.get(name)).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void require(final boolean holds, final String message) {
        if (!holds) {
            throw new IllegalStateException(message);
        }
    }
}
