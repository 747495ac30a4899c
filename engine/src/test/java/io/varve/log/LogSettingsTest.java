package io.varve.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.ConfigurationException;
import io.varve.Durability;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogSettingsTest {

    private static final Path STORE = Path.of("store");
    private static final String LENGTH = "varve.log.segment.length";
    private static final String LENGTH_VARIABLE = "VARVE_LOG_SEGMENT_LENGTH";

    @TempDir
    private Path temporary;

    @Test
    void shouldLetEachSourceOverrideTheOnesBefore() {
        final Map<String, String> file = Map.of(LENGTH, "64k");
        final Map<String, String> environment = Map.of(LENGTH_VARIABLE, "128k");
        final Map<String, String> properties = Map.of(LENGTH, "256k");
        assertEquals(128 << 20, settings(Map.of(), Map.of(), Map.of()).at(STORE).build().segmentLength());
        assertEquals(64 << 10, settings(file, Map.of(), Map.of()).at(STORE).build().segmentLength());
        assertEquals(128 << 10, settings(file, environment, Map.of()).at(STORE).build().segmentLength());
        assertEquals(256 << 10, settings(file, environment, properties).at(STORE).build().segmentLength());
        assertEquals(512 << 10, settings(file, environment, properties).at(STORE).segmentLength(512 << 10).build()
            .segmentLength());
    }

    @Test
    void shouldReadEveryKindOfValue() {
        final LogConfig config = settings(Map.of("varve.log.durability", "Batch", "varve.log.force.interval", "250us",
            "varve.log.force.interval.bytes", "1g", "varve.log.prepared.segments", "3",
            "varve.log.allow.unsafe.file.system", "true", "varve.log.retention.max.age", "7d",
            "varve.log.retention.max.bytes", "10 G", "varve.log.retention.max.records", "1000"), Map.of(), Map.of())
            .at(STORE).build();
        assertEquals(Durability.BATCH, config.durability());
        assertEquals(250_000, config.forceIntervalNs());
        assertEquals(1 << 30, config.forceIntervalBytes());
        assertEquals(3, config.preparedSegments());
        assertTrue(config.allowUnsafeFileSystem());
        assertEquals(new Retention(10L << 30, TimeUnit.DAYS.toNanos(7), 1_000), config.retention());
    }

    @Test
    void shouldReadAListOfDirectories() {
        final String list = "a" + File.pathSeparator + " b/c ";
        assertEquals(List.of(Path.of("a"), Path.of("b/c")),
            settings(Map.of("varve.log.cursor.directories", list), Map.of(), Map.of()).at(STORE).build()
                .cursorDirectories());
        assertEquals(List.of(), settings(Map.of("varve.log.cursor.directories", ""), Map.of(), Map.of()).at(STORE)
            .build().cursorDirectories());
    }

    @Test
    void shouldReadAFile() throws IOException {
        final Path file = Files.writeString(temporary.resolve("varve.properties"), LENGTH + " = 1m\nother.key = 7\n");
        assertEquals(1 << 20, LogSettings.of(file).at(STORE).build().segmentLength());
        assertEquals(LENGTH + "=1m from file " + file, LogSettings.of(file).toString());
    }

    @Test
    void shouldRefuseAKeyThatStandsTwiceInAFile() throws IOException {
        final Path file = Files.writeString(temporary.resolve("varve.properties"),
            "other.key = 1\nother.key = 2\n" + LENGTH + " = 1m\n" + LENGTH + " = 2m\n");
        assertEquals("the key " + LENGTH + " stands twice in file " + file + ", as 1m and as 2m",
            errorOf(() -> LogSettings.of(file)));
    }

    @Test
    void shouldNameAFileThatCannotBeRead() {
        final Path file = temporary.resolve("missing");
        assertTrue(errorOf(() -> LogSettings.of(file)).contains(file.toString()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "varve.log.segment.length | 100k | a power of two from 64k to 1g",
        "varve.log.segment.length | 32k | a power of two from 64k to 1g",
        "varve.log.segment.length | 128 mb | a size in bytes, such as 4096, 64k, 128m or 1g",
        "varve.log.segment.length | -1 | a size in bytes, such as 4096, 64k, 128m or 1g",
        "varve.log.segment.length | '' | a size in bytes, such as 4096, 64k, 128m or 1g",
        "varve.log.touch.ahead.bytes | 9999999999g | "
            + "a size in bytes, such as 4096, 64k, 128m or 1g, at most 8589934591g",
        "varve.log.max.record.length | 0 | "
            + "from 1 to a quarter of a segment less the header of a frame, 268435424 at most",
        "varve.log.force.interval | 10 | a time with its unit, such as 500us, 10ms, 5s, 3min, 12h or 7d",
        "varve.log.force.interval | 0ms | more than 0",
        "varve.log.prepared.segments | 65 | from 1 to 64",
        "varve.log.prepared.segments | 2k | a whole number",
        "varve.log.prepared.segments | 4294967297 | from 1 to 64",
        "varve.log.durability | some | 'one of none, interval, batch, record'",
        "varve.log.allow.unsafe.file.system | yes | true or false"})
    void shouldNameKeyValueSourceAndRule(final String key, final String value, final String rule) {
        final String text = key + " is \"" + value + "\" in ";
        assertEquals(text + "file f; it must be " + rule,
            errorOf(() -> settings(Map.of(key, value), Map.of(), Map.of())));
        assertEquals(text + "system property " + key + "; it must be " + rule,
            errorOf(() -> settings(Map.of(), Map.of(), Map.of(key, value))));
    }

    @Test
    void shouldTellKeyValueAndRuleToAProgram() {
        final ConfigurationException ex = assertThrows(ConfigurationException.class,
            () -> settings(Map.of(), Map.of(), Map.of("varve.log.prepared.segments", "0")));
        assertEquals("varve.log.prepared.segments", ex.key());
        assertEquals("0", ex.value());
        assertEquals("must be from 1 to 64", ex.rule());
    }

    @Test
    void shouldCheckAValueThatAnotherSourceOverrides() {
        assertEquals("varve.log.segment.length is \"1\" in file f; it must be a power of two from 64k to 1g",
            errorOf(() -> settings(Map.of(LENGTH, "1"), Map.of(LENGTH_VARIABLE, "1m"), Map.of())));
    }

    @Test
    void shouldSuggestTheKeyThatIsNear() {
        assertEquals("there is no key varve.log.segment.lenght, which is in file f; did you mean " + LENGTH + "?",
            errorOf(() -> settings(Map.of("varve.log.segment.lenght", "1m"), Map.of(), Map.of())));
        assertEquals("there is no key VARVE_LOG_SEGMENTLENGTH, which is in environment variable "
            + "VARVE_LOG_SEGMENTLENGTH; did you mean " + LENGTH_VARIABLE + "?",
            errorOf(() -> settings(Map.of(), Map.of("VARVE_LOG_SEGMENTLENGTH", "1m"), Map.of())));
    }

    @Test
    void shouldListTheKeysWhenNoneIsNear() {
        final String error = errorOf(() -> settings(Map.of("varve.log.compression", "on"), Map.of(), Map.of()));
        assertTrue(error.startsWith("there is no key varve.log.compression, which is in file f; the keys are "), error);
        assertTrue(error.contains("varve.log.allow.unsafe.file.system"), error);
    }

    @Test
    void shouldIgnoreKeysOfOthers() {
        final LogSettings settings = settings(Map.of("varve.kv.capacity", "1g"),
            Map.of("VARVE_HOME", "/", "PATH", "/bin"), Map.of("java.home", "/java"));
        assertEquals("", settings.toString());
    }

    @Test
    void shouldSayWhatWasLoadedWhenTwoSettingsDoNotFit() {
        final LogConfig.Builder builder = settings(Map.of(LENGTH, "64k"), Map.of("VARVE_LOG_MAX_RECORD_LENGTH", "1m"),
            Map.of()).at(STORE);
        final String error = errorOf(builder::build);
        assertTrue(error.startsWith("maxRecordLength is 1048576; it must be from 1 to 16352"), error);
        assertTrue(error.endsWith("(loaded settings: varve.log.segment.length=64k from file f, "
            + "varve.log.max.record.length=1m from environment variable VARVE_LOG_MAX_RECORD_LENGTH)"), error);
    }

    private static LogSettings settings(final Map<String, String> file, final Map<String, String> environment,
        final Map<String, String> properties) {
        return new LogSettings(file, "f", environment, properties);
    }

    private static String errorOf(final Runnable action) {
        return assertThrows(ConfigurationException.class, action::run).getMessage();
    }
}
