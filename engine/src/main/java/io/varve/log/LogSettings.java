package io.varve.log;

import io.varve.ConfigurationException;
import io.varve.settings.SettingKey;
import io.varve.settings.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import java.util.function.Predicate;

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
     * Some keys of the log, for the table of a store that is built on one.
     *
     * @param log   the builder of the log within that of the store.
     * @param names of the keys, without the prefix.
     * @param <B>   the builder of the store.
     * @return the keys without a prefix, in the order of the log's table.
     */
    public static <B> List<SettingKey<B>> keysFor(
        final Function<B, LogConfig.Builder> log, final Predicate<String> names) {
        final List<SettingKey<B>> keys = new ArrayList<>();
        for (final SettingKey<LogConfig.Builder> key : LogKey.TABLE.keys()) {
            final String name = key.name().substring(LogKey.TABLE.prefix().length());
            if (names.test(name)) {
                keys.add(new SettingKey<>(name, key.unit(), key.rule(), key.standard(),
                    (builder, text) -> key.setter().accept(log.apply(builder), text)));
            }
        }
        return keys;
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
