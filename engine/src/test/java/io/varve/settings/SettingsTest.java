package io.varve.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.varve.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {

    /** A builder that takes everything. */
    private static final SettingTable<Map<String, Object>> TABLE = SettingTable.of("varve.toy.", TreeMap::new,
        SettingKey.size("block.length", NumberRule.powerOfTwo(512, 64 << 10), "4k",
            (builder, value) -> builder.put("block", value)),
        SettingKey.duration("wait", NumberRule.moreThanZero(), "1s", (builder, value) -> builder.put("wait", value)),
        SettingKey.count("count", NumberRule.between(2, 4), "3", (builder, value) -> builder.put("count", value)),
        SettingKey.oneOf("unit", TimeUnit.class, "days", (builder, value) -> builder.put("unit", value)),
        SettingKey.trueOrFalse("fast", "true", (builder, value) -> builder.put("fast", value)),
        SettingKey.directories("places", "no directory", (builder, value) -> builder.put("places", value)));

    @TempDir
    private Path temporary;

    @Test
    void shouldPutThePrefixInFrontOfEveryKey() {
        assertEquals(List.of("varve.toy.block.length", "varve.toy.wait", "varve.toy.count", "varve.toy.unit",
            "varve.toy.fast", "varve.toy.places"),
            TABLE.keys().stream().map(SettingKey::name).collect(Collectors.toList()));
        assertEquals("VARVE_TOY_BLOCK_LENGTH", TABLE.keys().get(0).variable());
    }

    @Test
    void shouldHandEveryKindOfValueToTheBuilder() {
        final Settings<Map<String, Object>> settings = settings(Map.of("varve.toy.block.length", "1k",
            "varve.toy.wait", "2us", "varve.toy.count", "4", "varve.toy.unit", "Hours", "varve.toy.fast", "false",
            "varve.toy.places", "a"));
        assertEquals(Map.of("block", 1024L, "wait", 2_000L, "count", 4L, "unit", TimeUnit.HOURS, "fast", false,
            "places", List.of(Path.of("a"))), settings.applyTo(new TreeMap<>()));
    }

    @Test
    void shouldLeaveTheBuilderAloneWithoutSettings() {
        assertEquals(Map.of(), settings(Map.of()).applyTo(new TreeMap<>()));
        assertEquals("", settings(Map.of()).toString());
    }

    @Test
    void shouldHandOverTheValueOfTheLastSourceOnly() {
        final Settings<Map<String, Object>> settings = new Settings<>(TABLE, Map.of("varve.toy.count", "2"), "f",
            Map.of("VARVE_TOY_COUNT", "3"), Map.of("varve.toy.count", "4"));
        assertEquals(Map.of("count", 4L), settings.applyTo(new TreeMap<>()));
        assertEquals("varve.toy.count=4 from system property varve.toy.count", settings.toString());
    }

    @Test
    void shouldSuggestAKeyUpToThreeLettersAway() {
        assertEquals("there is no key varve.toy.wai, which is in file f; did you mean varve.toy.wait?",
            errorOf(() -> settings(Map.of("varve.toy.wai", "1s"))));
        assertEquals("there is no key varve.toy.counters, which is in file f; did you mean varve.toy.count?",
            errorOf(() -> settings(Map.of("varve.toy.counters", "1"))));
        assertEquals("there is no key varve.toy.counting.on, which is in file f; the keys are varve.toy.block.length, "
            + "varve.toy.wait, varve.toy.count, varve.toy.unit, varve.toy.fast, varve.toy.places",
            errorOf(() -> settings(Map.of("varve.toy.counting.on", "1"))));
    }

    @Test
    void shouldMeasureHowFarNamesAreApart() {
        assertEquals(0, Spelling.distance("wait", "wait"));
        assertEquals(4, Spelling.distance("", "wait"));
        assertEquals(3, Spelling.distance("kitten", "sitting"));
    }

    @Test
    void shouldLeaveADoubleKeyOfAnotherPrefixToItsReader() throws IOException {
        final Path file = Files.writeString(temporary.resolve("both.properties"),
            "varve.other.count = 1\nvarve.other.count = 2\nvarve.toy.count = 3\n");
        assertEquals(Map.of("count", 3L), Settings.of(TABLE, file).applyTo(new TreeMap<>()));
    }

    @Test
    void shouldNameAFileThatIsNotWellFormed() throws IOException {
        final Path file = Files.writeString(temporary.resolve("bad.properties"), "varve.toy.wait = \\u12\n");
        assertEquals("the settings in file " + file + " cannot be read: java.lang.IllegalArgumentException: "
            + "Malformed \\uxxxx encoding.", errorOf(() -> Settings.of(TABLE, file)));
    }

    @Test
    void shouldExplainAnErrorByWhatWasLoaded() {
        final ConfigurationException error = new ConfigurationException("a is 1; it must be 2");
        assertSame(error, Settings.explain(error, ""));
        assertEquals("a is 1; it must be 2 (loaded settings: a=1 from file f)",
            Settings.explain(error, "a=1 from file f").getMessage());
        assertSame(error, Settings.explain(error, "a=1 from file f").getCause());
    }

    @Test
    void shouldKnowNobodyWhoHasSettings() throws IOException {
        final Path sources = ConfigurationDocument.root().resolve("engine/src/main/java/io/varve/settings");
        try (Stream<Path> files = Files.list(sources)) {
            for (final Path file : files.collect(Collectors.toList())) {
                assertEquals(List.of(), Files.readAllLines(file).stream()
                    .filter(line -> line.matches(".*\\bio\\.varve\\.(?!settings\\b|ConfigurationException\\b).*"))
                    .collect(Collectors.toList()), file.toString());
            }
        }
    }

    private static Settings<Map<String, Object>> settings(final Map<String, String> file) {
        return new Settings<>(TABLE, file, "f", Map.of(), Map.of());
    }

    private static String errorOf(final Runnable action) {
        return assertThrows(ConfigurationException.class, action::run).getMessage();
    }
}
