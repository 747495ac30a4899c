package io.varve.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Holds docs/CONFIGURATION.md to the tables of the code, and those to the builders. */
public final class ConfigurationDocument {

    private static final String DOCUMENT = "docs/CONFIGURATION.md";

    private ConfigurationDocument() {
    }

    /** There is a row for each key, as the table has it, and no other row with its prefix. */
    public static void assertShows(final SettingTable<?> table) throws IOException {
        final List<String> documented = Files.readAllLines(root().resolve(DOCUMENT)).stream()
            .filter(line -> line.startsWith("| `" + table.prefix())).collect(Collectors.toList());
        assertEquals(table.keys().size(), documented.size());
        for (int i = 0; i < documented.size(); i++) {
            final SettingKey<?> key = table.keys().get(i);
            final String row = "| `" + key.name() + "` | " + key.unit() + " | " + key.rule() + " | " + key.standard()
                + " | ";
            assertTrue(documented.get(i).startsWith(row), () -> DOCUMENT + " needs the row " + row);
        }
    }

    /** Tells a builder every default that the table names. */
    public static <B> B withDefaults(final SettingTable<B> table, final B builder) {
        for (final SettingKey<B> key : table.keys()) {
            // A default that is not a value depends on other settings.
            if (!key.standard().contains(" ")) {
                key.set(builder, key.standard(), "test");
            }
        }
        return builder;
    }

    static Path root() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.exists(directory.resolve(DOCUMENT))) {
            directory = directory.getParent();
        }
        return directory;
    }
}
