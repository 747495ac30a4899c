package io.varve.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.ConfigurationException;
import io.varve.log.LogSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionPoolSettingsTest {

    private static final String MAX = "varve.session.max";
    private static final String MAX_VARIABLE = "VARVE_SESSION_MAX";

    @TempDir
    private Path temporary;

    @Test
    void shouldLetEachSourceOverrideTheOnesBefore() {
        final Map<String, String> file = Map.of(MAX, "2");
        final Map<String, String> environment = Map.of(MAX_VARIABLE, "3");
        final Map<String, String> properties = Map.of(MAX, "4");
        assertEquals(10, settings(Map.of(), Map.of(), Map.of()).builder().build().max());
        assertEquals(2, settings(file, Map.of(), Map.of()).builder().build().max());
        assertEquals(3, settings(file, environment, Map.of()).builder().build().max());
        assertEquals(4, settings(file, environment, properties).builder().build().max());
        assertEquals(5, settings(file, environment, properties).builder().max(5).build().max());
    }

    @Test
    void shouldReadEveryKey() throws IOException {
        final Path file = Files.writeString(temporary.resolve("varve.properties"), String.join("\n",
            "varve.session.max = 4", "varve.session.overflow = 0", "varve.session.min = 2",
            "varve.session.acquire.timeout = 250ms", "varve.session.idle.timeout = 2min",
            "varve.session.max.lifetime = 1h", "varve.session.held.limit = 5s", "varve.session.lane.capacity = 1m",
            "varve.session.fair = false", "varve.session.validate.on.acquire = true",
            "varve.session.capture.site = false"));
        final SessionPoolConfig config = SessionPoolSettings.of(file).builder().build();
        assertEquals(4, config.max());
        assertEquals(0, config.overflow());
        assertEquals(2, config.min());
        assertEquals(TimeUnit.MILLISECONDS.toNanos(250), config.acquireTimeoutNs());
        assertEquals(TimeUnit.MINUTES.toNanos(2), config.idleTimeoutNs());
        assertEquals(TimeUnit.HOURS.toNanos(1), config.maxLifetimeNs());
        assertEquals(TimeUnit.SECONDS.toNanos(5), config.heldLimitNs());
        assertEquals(1 << 20, config.laneCapacity());
        assertFalse(config.fair());
        assertTrue(config.validateOnAcquire());
        assertFalse(config.captureSite());
    }

    @Test
    void shouldShareAFileWithTheLog() throws IOException {
        final Path file = Files.writeString(temporary.resolve("varve.properties"),
            MAX + " = 3\nvarve.log.segment.length = 1m\n");
        assertEquals(MAX + "=3 from file " + file, SessionPoolSettings.of(file).toString());
        assertEquals("varve.log.segment.length=1m from file " + file, LogSettings.of(file).toString());
    }

    @Test
    void shouldLeaveTheMistakesOfTheLogToTheLog() throws IOException {
        final Path file = Files.writeString(temporary.resolve("varve.properties"),
            "varve.log.verify.al = true\nvarve.session.fare = true\n");
        assertEquals("there is no key varve.session.fare, which is in file " + file
            + "; did you mean varve.session.fair?", errorOf(() -> SessionPoolSettings.of(file)));
        assertEquals("there is no key varve.log.verify.al, which is in file " + file
            + "; did you mean varve.log.verify.all?", errorOf(() -> LogSettings.of(file)));
    }

    @Test
    void shouldRefuseAKeyThatStandsTwiceInAFile() throws IOException {
        final Path file = Files.writeString(temporary.resolve("varve.properties"), MAX + " = 1\n" + MAX + " = 2\n");
        assertEquals("the key " + MAX + " stands twice in file " + file + ", as 1 and as 2",
            errorOf(() -> SessionPoolSettings.of(file)));
        assertEquals("", LogSettings.of(file).toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "varve.session.max | 0 | from 1 to 1000",
        "varve.session.max | 4294967297 | from 1 to 1000",
        "varve.session.max | ten | a whole number",
        "varve.session.overflow | 1001 | from 0 to 1000",
        "varve.session.min | 1001 | from 0 to varve.session.max, 1000 at most",
        "varve.session.acquire.timeout | 3 | a time with its unit, such as 500us, 10ms, 5s, 3min, 12h or 7d",
        "varve.session.held.limit | -1s | a time with its unit, such as 500us, 10ms, 5s, 3min, 12h or 7d",
        "varve.session.lane.capacity | 2k | a power of two from 4k to 64m",
        "varve.session.lane.capacity | 100k | a power of two from 4k to 64m",
        "varve.session.lane.capacity | 4g | a power of two from 4k to 64m",
        "varve.session.fair | yes | true or false"})
    void shouldNameKeyValueSourceAndRule(final String key, final String value, final String rule) {
        final String text = key + " is \"" + value + "\" in ";
        assertEquals(text + "file f; it must be " + rule,
            errorOf(() -> settings(Map.of(key, value), Map.of(), Map.of())));
        assertEquals(text + "system property " + key + "; it must be " + rule,
            errorOf(() -> settings(Map.of(), Map.of(), Map.of(key, value))));
    }

    @Test
    void shouldSuggestTheVariableThatIsNear() {
        assertEquals("there is no key VARVE_SESSION_IDLETIMEOUT, which is in environment variable "
            + "VARVE_SESSION_IDLETIMEOUT; did you mean VARVE_SESSION_IDLE_TIMEOUT?",
            errorOf(() -> settings(Map.of(), Map.of("VARVE_SESSION_IDLETIMEOUT", "1s"), Map.of())));
    }

    @Test
    void shouldSayWhatWasLoadedWhenTwoSettingsDoNotFit() {
        final SessionPoolConfig.Builder builder =
            settings(Map.of(MAX, "2"), Map.of("VARVE_SESSION_MIN", "3"), Map.of()).builder();
        assertEquals("min is 3; it must be from 0 to max, which is 2 (loaded settings: "
            + "varve.session.max=2 from file f, varve.session.min=3 from environment variable VARVE_SESSION_MIN)",
            errorOf(builder::build));
    }

    private static SessionPoolSettings settings(final Map<String, String> file, final Map<String, String> environment,
        final Map<String, String> properties) {
        return new SessionPoolSettings(file, "f", environment, properties);
    }

    private static String errorOf(final Runnable action) {
        return assertThrows(ConfigurationException.class, action::run).getMessage();
    }
}
