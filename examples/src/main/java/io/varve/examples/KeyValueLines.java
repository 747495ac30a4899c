package io.varve.examples;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.varve.kv.KeyValueBatch;
import io.varve.kv.KeyValueReader;
import io.varve.kv.KeyValueResult;
import io.varve.kv.KeyValueScan;
import io.varve.kv.KeyValueStore;
import io.varve.kv.KeyValueWriter;
import io.varve.kv.PutOptions;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The key-value lines of the README: put and get, compare-and-set, a counter, a key that expires, an atomic batch, a
 * scan. Run it twice, and the counter says 2.
 */
public final class KeyValueLines {

    private KeyValueLines() {
    }

    private static UnsafeBuffer ascii(final String text) {
        return new UnsafeBuffer(text.getBytes(US_ASCII));
    }

    /**
     * Runs the lines.
     *
     * @param args none.
     */
    public static void main(final String[] args) {
        final UnsafeBuffer alice = ascii("alice");
        final UnsafeBuffer bob = ascii("bob");
        final UnsafeBuffer ten = ascii("10");
        final UnsafeBuffer nine = ascii("9");
        final UnsafeBuffer visits = ascii("visits");
        final UnsafeBuffer session = ascii("session");
        final UnsafeBuffer value = new UnsafeBuffer(new byte[64]);
        // tag::key-value[]
        try (KeyValueStore store = KeyValueStore.open(Path.of("balances")); KeyValueReader reader = store.reader()) {
            KeyValueWriter writer = store.writer();
            long version = writer.put(alice, 0, 5, ten, 0, 2);
            int length = reader.get(alice, 0, 5, value, 0);
            System.out.println("alice: " + value.getStringWithoutLengthAscii(0, length));

            if (writer.putIfVersion(version, alice, 0, 5, nine, 0, 1) == KeyValueResult.CONFLICT) {
                System.out.println("somebody was faster");
            }
            writer.addAndGet(1, visits, 0, 6);
            System.out.println("visits: " + writer.counterValue());
            writer.put(new PutOptions().expireAt(System.currentTimeMillis() + 60_000), session, 0, 7, ten, 0, 2);

            KeyValueBatch batch = writer.newBatch();
            batch.put(alice, 0, 5, nine, 0, 1);
            batch.put(bob, 0, 3, ten, 0, 2);
            writer.commit(batch);
            store.awaitDurable(writer.position(), 1, TimeUnit.SECONDS);

            try (KeyValueScan scan = store.scan()) {
                long cursor = KeyValueScan.START;
                do {
                    cursor = scan.next(cursor, 100, entry -> System.out.println("version " + entry.version()));
                } while (cursor != KeyValueScan.END);
            }
        }
        // end::key-value[]
    }
}
