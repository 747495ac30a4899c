package io.varve.log;

import io.varve.ConfigurationException;
import io.varve.settings.Settings;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/**
 * Settings of a log that come from outside of the program. A properties file gives way to the environment, that to
 * system properties, and those to what the program tells the builder:
 *
 * <pre>{@code
 * LogConfig config = LogSettings.of(Path.of("varve.properties")).at(directory).durability(BATCH).build();
 * }</pre>
 *
 * <p>A key is {@code varve.log.segment.length} in the file and as a system property, and
 * {@code VARVE_LOG_SEGMENT_LENGTH} in the environment. Every value is checked, also one that another source overrides,
 * and an unknown key with that prefix is an error; keys with other prefixes are somebody else's. Immutable.
 */
public final class LogSettings {

    private final Settings<LogConfig.Builder> settings;

    LogSettings(final Map<String, String> file, final String fileName, final Map<String, String> environment,
        final Map<String, String> properties) {
        this(new Settings<>(LogKey.TABLE, file, fileName, environment, properties));
    }

    private LogSettings(final Settings<LogConfig.Builder> settings) {
        this.settings = settings;
    }

    /**
     * The settings of the environment and the system properties.
     *
     * @return the settings as they are now.
     * @throws ConfigurationException when a key is unknown or a value breaks its rule; the sentence names both and the
     *                                source.
     */
    public static LogSettings of() {
        return new LogSettings(Settings.of(LogKey.TABLE));
    }

    /**
     * The settings of a file, the environment and the system properties.
     *
     * @param file in the format of {@link Properties}, in UTF-8.
     * @return the settings as they are now.
     * @throws ConfigurationException when the file cannot be read, a key is unknown or stands there twice, or a value
     *                                breaks its rule; the sentence names key, value and source.
     */
    public static LogSettings of(final Path file) {
        return new LogSettings(Settings.of(LogKey.TABLE, file));
    }

    /**
     * Begin a configuration with these settings. What the builder is told afterwards overrides them.
     *
     * @param path of the directory of the log.
     * @return a new builder.
     */
    public LogConfig.Builder at(final Path path) {
        return settings.applyTo(LogConfig.at(path).loaded(settings.toString()));
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
