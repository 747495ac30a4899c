package io.varve.kv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.ConfigurationException;
import io.varve.Durability;
import io.varve.agent.EngineAgents;
import io.varve.io.MappedStorage;
import io.varve.settings.ConfigurationDocument;
import io.varve.settings.SettingKey;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.agrona.concurrent.EpochNanoClock;
import org.agrona.concurrent.SystemEpochNanoClock;
import org.agrona.concurrent.SystemNanoClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyValueSettingsTest {

    private static final EpochNanoClock CLOCK = new SystemEpochNanoClock();
    private static final LongSupplier IDS = () -> 0;
    private static final String KEYS = "varve.kv.expected.keys";

    @TempDir
    private Path temporary;

    @Test
    void shouldDocumentEveryKeyAsItIs() throws IOException {
        ConfigurationDocument.assertShows(KeyValueKey.TABLE);
    }

    @Test
    void shouldDocumentTheDefaultThatHolds() {
        assertEquals(builder().build(), ConfigurationDocument.withDefaults(KeyValueKey.TABLE, builder()).build());
    }

    @Test
    void shouldHaveAKeyForEverySettingThatIsAValue() {
        final List<String> known = KeyValueKey.TABLE.keys().stream().map(SettingKey::name)
            .map(name -> name.substring(KeyValueKey.TABLE.prefix().length()).replace(".", ""))
            .collect(Collectors.toList());
        for (final RecordComponent value : KeyValueConfig.class.getRecordComponents()) {
            assertTrue("log".equals(value.getName()) || known.contains(value.getName().toLowerCase(Locale.ROOT)),
                () -> "no key for " + value.getName());
        }
    }

    @Test
    void shouldLetEachSourceOverrideTheOnesBefore() {
        final Map<String, String> file = Map.of(KEYS, "2");
        final Map<String, String> environment = Map.of("VARVE_KV_EXPECTED_KEYS", "3");
        final Map<String, String> properties = Map.of(KEYS, "4");
        assertEquals(0, expectedKeys(Map.of(), Map.of(), Map.of()));
        assertEquals(2, expectedKeys(file, Map.of(), Map.of()));
        assertEquals(3, expectedKeys(file, environment, Map.of()));
        assertEquals(4, expectedKeys(file, environment, properties));
        assertEquals(5, settings(file, environment, properties).at(temporary).expectedKeys(5).build().expectedKeys());
    }

    @Test
    void shouldReadItsOwnKeysAndThoseOfTheLogBelow() throws IOException {
        final Path file = Files.writeString(temporary.resolve("varve.properties"), String.join("\n",
            "varve.kv.index.load = 0.5", "varve.kv.max.space.amplification = Infinity",
            "varve.kv.store.time = command", "varve.kv.segment.length = 1m", "varve.kv.prepared.segments = 5",
            "varve.kv.durability = record", "varve.kv.verify.all = true", "varve.log.segment.length = 2m"));
        final KeyValueConfig config = KeyValueSettings.of(file).at(temporary).build();
        assertEquals(0.5, config.indexLoad());
        assertEquals(Double.POSITIVE_INFINITY, config.maxSpaceAmplification());
        assertEquals(StoreTime.COMMAND, config.storeTime());
        assertEquals(1 << 20, config.log().segmentLength());
        assertEquals(5, config.log().preparedSegments());
        assertEquals(Durability.RECORD, config.log().durability());
        assertTrue(config.log().verifyAll());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "varve.kv.index.load | 0.95 | from 0.05 to 0.9",
        "varve.kv.index.load | NaN | from 0.05 to 0.9",
        "varve.kv.index.load | infinity | from 0.05 to 0.9",
        "varve.kv.max.space.amplification | 1 | 1.1 or more, or infinity",
        "varve.kv.store.time | mine | one of wall, command",
        "varve.kv.segment.length | 1g | a power of two from 64k to 512m",
        "varve.kv.prepared.segments | 1 | from 2 to 64"})
    void shouldNameKeyValueSourceAndRule(final String key, final String value, final String rule) {
        assertEquals(key + " is \"" + value + "\" in file f; it must be " + rule,
            errorOf(() -> settings(Map.of(key, value), Map.of(), Map.of())));
    }

    @Test
    void shouldNotKnowWhatAStoreDoesNotHave() {
        assertThrows(ConfigurationException.class,
            () -> settings(Map.of("varve.kv.retention.max.age", "1d"), Map.of(), Map.of()));
    }

    @Test
    void shouldSayWhatWasLoadedWhenTheProgramIsWrong() {
        final KeyValueConfig.Builder builder =
            settings(Map.of(KEYS, "2"), Map.of(), Map.of()).at(temporary).indexLoad(2);
        assertTrue(errorOf(builder::build).endsWith("(loaded settings: " + KEYS + "=2 from file f)"));
    }

    private long expectedKeys(final Map<String, String> file, final Map<String, String> environment,
        final Map<String, String> properties) {
        return settings(file, environment, properties).at(temporary).build().expectedKeys();
    }

    private static KeyValueSettings settings(final Map<String, String> file, final Map<String, String> environment,
        final Map<String, String> properties) {
        return new KeyValueSettings(file, "f", environment, properties);
    }

    private static String errorOf(final Runnable action) {
        return assertThrows(ConfigurationException.class, action::run).getMessage();
    }

    private static KeyValueConfig.Builder builder() {
        return KeyValueConfig.at(Path.of("store")).log(log -> log.storage(MappedStorage.instance()).clock(CLOCK)
            .monotonicClock(SystemNanoClock.INSTANCE).agents(EngineAgents.shared()).ids(IDS));
    }
}
