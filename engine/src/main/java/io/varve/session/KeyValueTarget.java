package io.varve.session;

import io.varve.agent.EngineAgents;
import io.varve.kv.KeyValueBatch;
import io.varve.kv.KeyValueCommands;
import io.varve.kv.KeyValueResult;
import io.varve.kv.KeyValueStore;
import io.varve.kv.KeyValueWriter;
import io.varve.kv.PutOptions;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Carries the commands of lanes out on a key-value store. A store that is full is a result of a command and does not
 * hold up the others: deletes still work, and are what makes room.
 */
final class KeyValueTarget implements CommandTarget {

    private final KeyValueStore store;
    private final KeyValueWriter writer;
    private final KeyValueCommands commands;
    private final KeyValueBatch batch;
    private final PutOptions options = new PutOptions();
    private final EngineAgents agents;
    private long result;
    private long value;

    KeyValueTarget(final KeyValueStore store) {
        this.store = store;
        writer = store.writer();
        commands = writer.commands();
        batch = writer.newBatch();
        agents = store.config().log().agents();
    }

    @Override
    public void takeOver() {
        commands.takeOver();
    }

    @Override
    public void beginCycle() {
        // The store reads the time for itself.
    }

    @Override
    public long apply(final int kind, final MutableDirectBuffer buffer, final int offset) {
        value = 0;
        result = switch (kind) {
            case KeyValueCommandDescriptor.CHANGE -> change(buffer, offset);
            case KeyValueCommandDescriptor.CHANGES -> batch(buffer, offset);
            default -> throw CommandDescriptor.unknown(kind);
        };
        if (result == KeyValueResult.BACK_PRESSURED || result == KeyValueResult.CLOSED
            || result == KeyValueResult.FAILED) {
            return result;
        }
        // What a command has not stored it has seen: others have stored that, here or before.
        final long position = commands.position();
        return position < 0 ? Session.NO_POSITION : position;
    }

    private long change(final DirectBuffer buffer, final int at) {
        final int keyAt = at + KeyValueCommandDescriptor.KEY_OFFSET;
        final int keyLength = KeyValueCommandDescriptor.keyLength(buffer, at);
        final int valueLength = KeyValueCommandDescriptor.valueLength(buffer, at);
        final long argument = buffer.getLong(at + KeyValueCommandDescriptor.ARGUMENT_OFFSET);
        return switch (buffer.getInt(at + KeyValueCommandDescriptor.OPERATION_OFFSET)) {
            case KeyValueCommandDescriptor.PUT -> commands.put(
                options.decode(buffer, at + KeyValueCommandDescriptor.OPTIONS_OFFSET), buffer, keyAt, keyLength,
                buffer, keyAt + keyLength, valueLength);
            case KeyValueCommandDescriptor.DELETE -> commands.delete(buffer, keyAt, keyLength);
            case KeyValueCommandDescriptor.DELETE_IF_VERSION ->
                commands.deleteIfVersion(argument, buffer, keyAt, keyLength);
            case KeyValueCommandDescriptor.ADD -> add(argument, buffer, keyAt, keyLength);
            case KeyValueCommandDescriptor.APPEND ->
                commands.append(buffer, keyAt, keyLength, buffer, keyAt + keyLength, valueLength);
            default -> commands.expireAt(argument, buffer, keyAt, keyLength);
        };
    }

    private long add(final long delta, final DirectBuffer buffer, final int keyAt, final int keyLength) {
        final long version = commands.addAndGet(delta, buffer, keyAt, keyLength);
        if (version > 0) {
            value = commands.counterValue();
        }
        return version;
    }

    private long batch(final DirectBuffer buffer, final int offset) {
        batch.clear();
        final int count = buffer.getInt(offset + KeyValueCommandDescriptor.COUNT_OFFSET);
        int at = offset + KeyValueCommandDescriptor.ENTRIES_OFFSET;
        for (int i = 0; i < count; i++) {
            at += addToBatch(buffer, at);
        }
        final long code = commands.commit(batch);
        value = batch.failedAt();
        return code;
    }

    private int addToBatch(final DirectBuffer buffer, final int at) {
        final int keyAt = at + KeyValueCommandDescriptor.KEY_OFFSET;
        final int keyLength = KeyValueCommandDescriptor.keyLength(buffer, at);
        final int valueLength = KeyValueCommandDescriptor.valueLength(buffer, at);
        final long argument = buffer.getLong(at + KeyValueCommandDescriptor.ARGUMENT_OFFSET);
        switch (buffer.getInt(at + KeyValueCommandDescriptor.OPERATION_OFFSET)) {
            case KeyValueCommandDescriptor.PUT -> batch.put(
                options.decode(buffer, at + KeyValueCommandDescriptor.OPTIONS_OFFSET), buffer, keyAt, keyLength,
                buffer, keyAt + keyLength, valueLength);
            case KeyValueCommandDescriptor.DELETE -> batch.delete(buffer, keyAt, keyLength);
            case KeyValueCommandDescriptor.DELETE_IF_VERSION ->
                batch.deleteIfVersion(argument, buffer, keyAt, keyLength);
            default -> batch.add(argument, buffer, keyAt, keyLength);
        }
        return KeyValueCommandDescriptor.entryLength(keyLength, valueLength);
    }

    @Override
    public boolean hasOutcomes() {
        return true;
    }

    @Override
    public void outcome(final Lane lane, final long ticket) {
        lane.outcome(ticket, result, value);
    }

    @Override
    public int idle() {
        return writer.doWork();
    }

    @Override
    public int runAgents() {
        return agents.isInvoked() ? agents.doWork() : 0;
    }

    @Override
    public boolean waitsForDurable() {
        return store.config().log().durability().waits();
    }

    @Override
    public long durablePosition() {
        return store.durablePosition();
    }

    @Override
    public void awaitDurable(final long position, final long timeoutNs) {
        store.awaitDurable(position, timeoutNs, TimeUnit.NANOSECONDS);
    }

    @Override
    public String name() {
        return store.config().log().path().toString();
    }

    KeyValueStore store() {
        return store;
    }

    /** The most bytes that the records of a batch may take in the log. */
    int maxFrames() {
        return batch.maxLength();
    }
}
