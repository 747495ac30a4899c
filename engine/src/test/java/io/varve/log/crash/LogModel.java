package io.varve.log.crash;

import io.varve.log.LogReader;
import io.varve.log.RecordHeader;
import io.varve.log.RecordLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.agrona.DirectBuffer;

/** What the log must hold: everything that was appended since it began, in order, and how much of it must survive. */
final class LogModel {

    private final List<Expected> records = new ArrayList<>();
    /** Of an append that has not returned: after a crash all of it is there or nothing. */
    private final List<Expected> pending = new ArrayList<>();
    private int durableCount;

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

    /** Compare with the log after a reopening, and go on from what it holds. */
    void checkRecovered(final RecordLog log, final boolean allCommittedSurvive) {
        final int before = records.size();
        appendedPerhaps(log);
        final List<Expected> found = new ArrayList<>();
        try (LogReader reader = log.verifyingReader()) {
            int code = 1;
            while (code > 0) {
                code = reader.poll((buffer, offset, length, header) ->
                    found.add(check(found.size(), buffer, offset, length, header)), 100);
            }
            final int polled = code;
            require(polled == 0, () -> "the reader stopped with code " + polled + " after record " + found.size());
        }
        require(found.size() >= durableCount,
            () -> found.size() + " records recovered, " + durableCount + " were durable");
        require(!allCommittedSurvive || found.size() >= before,
            () -> found.size() + " records recovered, " + before + " were committed and the machine went on");
        require(found.isEmpty() || found.get(found.size() - 1).endsBatch(), () -> "half a batch was recovered");
        final Long external = found.isEmpty() ? null : found.get(found.size() - 1).external();
        final Long recovered = log.recovery().externalPosition().isPresent()
            ? Long.valueOf(log.recovery().externalPosition().getAsLong()) : null;
        require(Objects.equals(external, recovered),
            () -> "external position " + recovered + " recovered, " + external + " was stored");
        require(log.recovery().nextSequence() == found.size() + 1L,
            () -> "next sequence " + log.recovery().nextSequence());
        records.subList(found.size(), records.size()).clear();
        durableCount = records.size();
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
