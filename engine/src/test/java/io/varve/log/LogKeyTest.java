package io.varve.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.agent.EngineAgents;
import io.varve.io.MappedStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.agrona.concurrent.EpochNanoClock;
import org.agrona.concurrent.SystemEpochNanoClock;
import org.junit.jupiter.api.Test;

class LogKeyTest {

    private static final EpochNanoClock CLOCK = new SystemEpochNanoClock();
    private static final LongSupplier IDS = () -> 0;

    @Test
    void shouldDocumentEveryKeyAsItIs() throws IOException {
        final List<String> documented = Files.readAllLines(root().resolve("docs/CONFIGURATION.md")).stream()
            .filter(line -> line.startsWith("| `")).collect(Collectors.toList());
        assertEquals(LogKey.ALL.size(), documented.size());
        for (int i = 0; i < documented.size(); i++) {
            final LogKey key = LogKey.ALL.get(i);
            final String row = "| `" + key.name() + "` | " + key.unit() + " | " + key.rule() + " | " + key.standard()
                + " | ";
            assertTrue(documented.get(i).startsWith(row), () -> "docs/CONFIGURATION.md needs the row " + row);
        }
    }

    @Test
    void shouldDocumentTheDefaultThatHolds() {
        final LogConfig.Builder explicit = builder();
        for (final LogKey key : LogKey.ALL) {
            // A default that is not a value depends on other settings.
            if (!key.standard().contains(" ")) {
                key.set(explicit, key.standard(), "test");
            }
        }
        assertEquals(builder().build(), explicit.build());
    }

    @Test
    void shouldReadBackTheSizesThatItWrites() {
        for (final long bytes : new long[] {0, 1, 1000, 1024, 1536, 64 << 10, 1 << 20, 3L << 30, 1L << 40}) {
            assertEquals(bytes, Quantity.bytes(Quantity.ofBytes(bytes)));
        }
        assertEquals("64k", Quantity.ofBytes(64 << 10));
    }

    private static LogConfig.Builder builder() {
        return LogConfig.at(Path.of("store")).storage(MappedStorage.instance()).clock(CLOCK)
            .agents(EngineAgents.shared()).ids(IDS);
    }

    private static Path root() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.exists(directory.resolve("docs/CONFIGURATION.md"))) {
            directory = directory.getParent();
        }
        return directory;
    }
}
