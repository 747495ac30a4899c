package io.varve.log.crash;

import io.varve.log.LogCursor;
import io.varve.log.LogReader;
import io.varve.log.RecordHeader;
import io.varve.log.RecordLog;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.agrona.DirectBuffer;

/** What the log must hold: everything that was appended since it began, in order, and how much of it must survive. */
final class LogModel {

    private final List<Expected> records = new ArrayList<>();
    /** Of an append that has not returned: after a crash all of it is there or nothing. */
    private final List<Expected> pending = new ArrayList<>();
    private final Map<String, Long> cursors = new HashMap<>();
    private int durableCount;
    private int droppedCount;

    long nextSequence() {
        return records.size() + pending.size() + 1L;
    }

    Long lastExternal() {
        return records.isEmpty() ? null : records.get(records.size() - 1).external();
    }

    void pending(final Expected record) {
        pending.add(record);
    }

    void appended() {
        records.addAll(pending);
        pending.clear();
    }

    void notAppended() {
        pending.clear();
    }

    /** Everything in front of a position was acknowledged as durable. */
    void durable(final long position) {
        while (durableCount < records.size() && records.get(durableCount).position() < position) {
            durableCount++;
        }
    }

    /** The position of some record that retention has not dropped, or -1 when there is none. */
    long positionOf(final int number, final long firstPosition) {
        final List<Expected> live = records.stream().filter(record -> record.position() >= firstPosition).toList();
        return live.isEmpty() ? -1 : live.get(number % live.size()).position();
    }

    /** A cursor was committed durably: from now on nothing behind it may be dropped. */
    void cursor(final String name, final long position) {
        cursors.put(name, position);
    }

    /** A cursor was committed, and nobody knows how durably. */
    void cursorUnknown(final String name) {
        cursors.remove(name);
    }

    private void checkCursors(final RecordLog log) {
        for (final Map.Entry<String, Long> entry : cursors.entrySet()) {
            final LogCursor cursor = log.cursor(entry.getKey());
            require(cursor.position() == entry.getValue(),
                () -> "cursor at " + cursor.position() + ", committed at " + entry);
            require(cursor.isAhead() == entry.getValue() > log.recovery().tail(),
                () -> "cursor at " + entry + " ahead: " + cursor.isAhead() + ", tail " + log.recovery().tail());
            require(log.firstPosition() <= entry.getValue(),
                () -> "the log begins at " + log.firstPosition() + " behind the cursor at " + entry);
        }
        cursors.values().removeIf(position -> position > log.recovery().tail());
    }

    /** Compare with the log after a reopening, and go on from what it holds. */
    void checkRecovered(final RecordLog log, final boolean allCommittedSurvive) {
        final int before = records.size();
        appendedPerhaps(log);
        checkCursors(log);
        int dropped = droppedCount;
        while (dropped < records.size() && records.get(dropped).position() < log.firstPosition()
            && records.get(dropped).position() != Expected.ANYWHERE) {
            dropped++;
        }
        droppedCount = dropped;
        final List<Expected> found = new ArrayList<>();
        try (LogReader reader = log.verifyingReader()) {
            int code = 1;
            while (code > 0) {
                code = reader.poll((buffer, offset, length, header) ->
                    found.add(check(droppedCount + found.size(), buffer, offset, length, header)), 100);
            }
            final int polled = code;
            require(polled == 0, () -> "the reader stopped with code " + polled + " after record " + found.size());
        }
        checkSeeks(log, found);
        final int recovered = droppedCount + found.size();
        require(recovered >= durableCount,
            () -> recovered + " records recovered, " + durableCount + " were durable");
        require(!allCommittedSurvive || recovered >= before,
            () -> recovered + " records recovered, " + before + " were committed and the machine went on");
        require(found.isEmpty() || found.get(found.size() - 1).endsBatch(), () -> "half a batch was recovered");
        final Long external = recovered == 0 ? null : records.get(recovered - 1).external();
        final Long externalRecovered = log.recovery().externalPosition().isPresent()
            ? Long.valueOf(log.recovery().externalPosition().getAsLong()) : null;
        require(Objects.equals(external, externalRecovered),
            () -> "external position " + externalRecovered + " recovered, " + external + " was stored");
        require(log.recovery().nextSequence() == recovered + 1L,
            () -> "next sequence " + log.recovery().nextSequence());
        records.subList(recovered, records.size()).clear();
        durableCount = records.size();
    }

    /** Segments in front of the last one are not mapped yet, so that their index files are asked. */
    private static void checkSeeks(final RecordLog log, final List<Expected> found) {
        try (LogReader reader = log.reader()) {
            for (int i = found.size() - 1; i >= 0; i -= 1 + found.size() / 3) {
                final Expected expected = found.get(i);
                reader.toSequence(expected.sequence());
                require(reader.poll((buffer, offset, length, header) ->
                    require(header.position() == expected.position(), () -> "a seek to " + expected + " found position "
                        + header.position()), 1) == 1, () -> "a seek to " + expected + " found nothing");
            }
        }
    }

    private void appendedPerhaps(final RecordLog log) {
        if (log.recovery().nextSequence() > records.size() + 1L) {
            appended();
        }
        pending.clear();
    }

    private Expected check(
        final int index, final DirectBuffer buffer, final int offset, final int length, final RecordHeader header) {
        require(index < records.size(), () -> "record " + header.sequence() + " was never appended");
        final Expected expected = records.get(index);
        require((header.position() == expected.position() || expected.position() == Expected.ANYWHERE)
            && header.sequence() == expected.sequence()
            && header.type() == expected.type() && header.timestampNs() == expected.timestampNs()
            && length == expected.length(), () -> "expected " + expected + ", found position " + header.position()
            + ", sequence " + header.sequence() + ", type " + header.type() + ", time " + header.timestampNs()
            + ", length " + length);
        require(Expected.isBody(buffer, offset, length, expected.seed()),
            () -> "the body of " + expected + " is wrong");
        if (expected.position() == Expected.ANYWHERE) {
            records.set(index, expected.at(header.position()));
        }
        return records.get(index);
    }

    private static void require(final boolean holds, final Supplier<String> message) {
        if (!holds) {
            throw new AssertionError(message.get());
        }
    }
}
