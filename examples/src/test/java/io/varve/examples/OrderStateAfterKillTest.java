package io.varve.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrderStateAfterKillTest {

    @TempDir
    Path directory;

    @Test
    @Tag("slow")
    void shouldRebuildTheStateAfterEachKill() throws Exception {
        long before = 0;
        for (int kill = 0; kill < 3; kill++) {
            final OrderStateAfterKill.Outcome outcome =
                OrderStateAfterKill.run(directory.resolve("orders"), 5_000);
            assertEquals(outcome.expected(), outcome.replayed());
            assertTrue(outcome.replayed().lastSequence() >= outcome.acknowledged(), outcome::toString);
            assertTrue(outcome.acknowledged() >= before + 5_000, outcome::toString);
            assertTrue(outcome.replayed().openOrders() > 0, outcome::toString);
            before = outcome.replayed().lastSequence();
        }
    }
}
