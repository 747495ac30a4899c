package io.varve.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.SortedMap;

/**
 * A commented dump of a store: offset, bytes and meaning of each field, what is zero left out. What differs from one
 * machine to another, the boot id and the checksum over it, is written as question marks. Follows
 * {@code docs/FORMAT.md}, uses nothing of the engine; a byte that it cannot explain shows as such.
 */
final class HexDump {

    private static final int TEXT_PER_LINE = 16;

    private final StringBuilder out = new StringBuilder();
    private ByteBuffer bytes;
    private int at;

    static String of(final SortedMap<String, byte[]> files) {
        final HexDump dump = new HexDump();
        files.forEach(dump::file);
        return dump.out.toString();
    }

    private void file(final String name, final byte[] contents) {
        bytes = ByteBuffer.wrap(contents).order(ByteOrder.LITTLE_ENDIAN);
        at = 0;
        out.append("\n== ").append(name).append(", ").append(bytes.limit()).append(" bytes\n");
        if (name.equals("store.mark")) {
            mark();
        } else if (name.equals("store.segments")) {
            list();
        } else if (name.endsWith(".seg")) {
            segment();
        } else if (name.endsWith(".idx")) {
            index();
        } else if (name.endsWith(".cursor")) {
            cursor();
        } else if (name.endsWith(".tmp")) {
            out.append("half written\n");
            at = bytes.limit();
        }
        unexplained(bytes.limit());
    }

    private void mark() {
        text(8, "magic");
        number(4, "format version");
        number(4, "length of the file");
        slot(4096, "slot A");
        slot(8192, "slot B");
        go(12288, "page 3");
        number(8, "W");
        hex(8, "check of W");
        number(8, "generation of the segment list");
    }

    private void slot(final int offset, final String title) {
        if (bytes.getLong(offset) == 0) {
            return;
        }
        go(offset, title);
        number(8, "sequence of the slot");
        id("store id");
        number(8, "epoch");
        number(8, "W");
        number(8, "tail");
        number(4, "flags, 1 = closed cleanly");
        number(4, "segment length");
        hidden(16, "boot id");
        id("writer token");
        hidden(4, "CRC32C, differs with the boot id");
    }

    private void cursor() {
        text(8, "magic");
        number(4, "format version");
        for (int slot = 4096; slot <= 8192; slot += 4096) {
            if (bytes.getLong(slot) != 0) {
                go(slot, slot == 4096 ? "slot A" : "slot B");
                number(8, "sequence of the slot");
                number(8, "epoch");
                number(8, "position");
                number(4, "flags, 1 = droppable, 2 = ahead");
                hex(4, "CRC32C");
            }
        }
    }

    private void list() {
        text(8, "magic");
        number(4, "format version");
        number(4, "segment length");
        number(8, "generation");
        number(4, "number of segments");
        hex(4, "checksum");
        number(8, "W");
        number(4, "kind, 0 = record log, 1 = key-value store");
        number(4, "zero");
        while (at < bytes.limit()) {
            number(8, "base position");
        }
    }

    private void index() {
        text(8, "magic");
        number(4, "format version");
        number(4, "number of entries");
        number(8, "segment length");
        number(8, "base position");
        id("store id");
        number(8, "number of records");
        number(8, "sequence of the ROLL frame");
        number(8, "sequence of the last record");
        number(8, "epoch of the ROLL frame");
        number(8, "epoch of the last frame");
        number(8, "greatest timestamp before");
        number(8, "least timestamp");
        number(8, "greatest timestamp");
        number(4, "offset of the last frame");
        hex(4, "checksum of the last frame");
        hex(4, "CRC32C of the entries");
        hex(4, "CRC32C of the header");
        while (at < bytes.limit()) {
            go(at, "entry");
            number(4, "offset");
            hex(4, "checksum of the frame");
            number(8, "sequence");
            number(8, "greatest timestamp before");
        }
    }

    private void segment() {
        text(8, "magic");
        number(4, "format version");
        number(4, "length of the header");
        number(8, "segment length");
        number(8, "base position");
        id("store id");
        number(8, "epoch of the creator");
        number(8, "creation time");
        hex(4, "CRC32C");
        unexplained(4096);
        while (at < bytes.limit() && bytes.getInt(at) != 0) {
            frame();
        }
        if (!isZero(at, bytes.limit())) {
            go(at, "behind the tail");
            body(bytes.limit(), "not of the log");
        }
    }

    private void frame() {
        final int start = at;
        final int length = bytes.getInt(at);
        final int type = bytes.get(at + 18) & 0xff;
        final int flags = bytes.get(at + 19);
        go(start, List.of("PADDING", "EPOCH", "ROLL", "EXTERNAL_POSITION").stream().skip(Math.max(type - 0x80, 0))
            .findFirst().filter(name -> type >= 0x80).orElse("record"));
        number(4, "frame length");
        hex(4, "checksum");
        number(8, "sequence");
        number(2, "epoch, low 16 bits");
        number(1, "type");
        number(1, List.of("flags", "flags: first of a batch", "flags: within a batch", "", "flags: last of a batch")
            .get(flags));
        number(4, flags == 4 ? "number of frames of the batch" : "durable lag / 32");
        number(8, type == 0x81 ? "epoch" : "timestamp");
        if (type == 0x82) {
            number(8, "epoch");
            number(8, "W");
            number(8, "external position");
            hex(4, "checksum of the frame before");
            number(4, "flags, 1 = there is an external position");
        } else if (type == 0x83) {
            number(8, "external position");
        } else {
            body(start + length, type == 0x80 ? "body, means nothing" : "body");
        }
        at = start + (length + 31) / 32 * 32;
    }

    private void body(final int end, final String meaning) {
        while (at < end) {
            final int length = Math.min(TEXT_PER_LINE, end - at);
            if (isZero(at, at + length)) {
                at += length;
            } else {
                text(length, meaning);
            }
        }
    }

    private void go(final int offset, final String title) {
        unexplained(offset);
        at = offset;
        out.append("\n-- ").append(title).append('\n');
    }

    private void id(final String meaning) {
        hex(8, meaning + ", high half");
        hex(8, meaning + ", low half");
    }

    private void number(final int length, final String meaning) {
        final long value = switch (length) {
            case 1 -> bytes.get(at) & 0xff;
            case 2 -> bytes.getShort(at) & 0xffff;
            case 4 -> bytes.getInt(at);
            default -> bytes.getLong(at);
        };
        line(length, meaning + " = " + value);
    }

    private void hex(final int length, final String meaning) {
        line(length, meaning + " = " + (length == 4 ? String.format("%08x", bytes.getInt(at))
            : String.format("%016x", bytes.getLong(at))));
    }

    private void text(final int length, final String meaning) {
        final StringBuilder text = new StringBuilder();
        for (int i = at; i < at + length; i++) {
            text.append(bytes.get(i) >= ' ' && bytes.get(i) <= '~' ? (char) bytes.get(i) : '.');
        }
        line(length, meaning + " |" + text + "|");
    }

    private void hidden(final int length, final String meaning) {
        out.append(String.format("%08x  %-47s  %s\n", at, "?? ".repeat(length).trim(), meaning));
        at += length;
    }

    private void line(final int length, final String meaning) {
        final StringBuilder hex = new StringBuilder();
        for (int i = at; i < at + length; i++) {
            hex.append(String.format(i == at ? "%02x" : " %02x", bytes.get(i)));
        }
        out.append(String.format("%08x  %-47s  %s\n", at, hex, meaning));
        at += length;
    }

    private void unexplained(final int end) {
        while (at < end) {
            final int length = Math.min(TEXT_PER_LINE, end - at);
            if (isZero(at, at + length)) {
                at += length;
            } else {
                text(length, "UNEXPLAINED");
            }
        }
    }

    private boolean isZero(final int from, final int to) {
        for (int i = from; i < to; i++) {
            if (bytes.get(i) != 0) {
                return false;
            }
        }
        return true;
    }
}
