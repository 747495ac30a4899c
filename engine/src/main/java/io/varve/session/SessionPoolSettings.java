package io.varve.session;

import io.varve.ConfigurationException;
import io.varve.settings.Settings;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/**
 * Settings of a session pool that come from outside of the program. A properties file gives way to the environment,
 * that to system properties, and those to what the program tells the builder:
 *
 * <pre>{@code
 * SessionPoolConfig config = SessionPoolSettings.of(Path.of("varve.properties")).builder().fair(false).build();
 * }</pre>
 *
 * <p>A key is {@code varve.session.acquire.timeout} in the file and as a system property, and
 * {@code VARVE_SESSION_ACQUIRE_TIMEOUT} in the environment. Every value is checked, also one that another source
 * overrides, and an unknown key with that prefix is an error; keys with other prefixes are somebody else's, so the file
 * may be the one that holds the settings of the log. Immutable.
 */
public final class SessionPoolSettings {

    private final Settings<SessionPoolConfig.Builder> settings;

    SessionPoolSettings(final Map<String, String> file, final String fileName, final Map<String, String> environment,
        final Map<String, String> properties) {
        this(new Settings<>(SessionPoolKey.TABLE, file, fileName, environment, properties));
    }

    private SessionPoolSettings(final Settings<SessionPoolConfig.Builder> settings) {
        this.settings = settings;
    }

    /**
     * The settings of the environment and the system properties.
     *
     * @return the settings as they are now.
     * @throws ConfigurationException when a key is unknown or a value breaks its rule; the sentence names both and the
     *                                source.
     */
    public static SessionPoolSettings of() {
        return new SessionPoolSettings(Settings.of(SessionPoolKey.TABLE));
    }

    /**
     * The settings of a file, the environment and the system properties.
     *
     * @param file in the format of {@link Properties}, in UTF-8.
     * @return the settings as they are now.
     * @throws ConfigurationException when the file cannot be read, a key is unknown or stands there twice, or a value
     *                                breaks its rule; the sentence names key, value and source.
     */
    public static SessionPoolSettings of(final Path file) {
        return new SessionPoolSettings(Settings.of(SessionPoolKey.TABLE, file));
    }

    /**
     * Begin a configuration with these settings. What the builder is told afterwards overrides them.
     *
     * @return a new builder.
     */
    public SessionPoolConfig.Builder builder() {
        return settings.applyTo(SessionPoolConfig.builder().loaded(settings.toString()));
    }

    /**
     * What was found, for a start-up message.
     *
     * @return each key with its value and source, or an empty string.
     */
    @Override
    public String toString() {
        return settings.toString();
    }
}
