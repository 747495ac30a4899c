package io.varve.kv;

import io.varve.ConfigurationException;
import io.varve.settings.Settings;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/**
 * Settings of a key-value store that come from outside of the program. A properties file gives way to the environment,
 * that to system properties, and those to what the program tells the builder:
 *
 * <pre>{@code
 * KeyValueConfig config = KeyValueSettings.of(Path.of("varve.properties")).at(directory).durability(BATCH).build();
 * }</pre>
 *
 * <p>A key is {@code varve.kv.index.load} in the file and as a system property, and {@code
 * VARVE_KV_INDEX_LOAD} in the environment. Every value is checked, also one that another source overrides, and an
 * unknown key with that prefix is an error; keys with other prefixes are somebody else's. Immutable.
 */
public final class KeyValueSettings {

    private final Settings<KeyValueConfig.Builder> settings;

    KeyValueSettings(final Map<String, String> file, final String fileName, final Map<String, String> environment,
        final Map<String, String> properties) {
        this(new Settings<>(KeyValueKey.TABLE, file, fileName, environment, properties));
    }

    private KeyValueSettings(final Settings<KeyValueConfig.Builder> settings) {
        this.settings = settings;
    }

    /**
     * The settings of the environment and the system properties.
     *
     * @return the settings as they are now.
     * @throws ConfigurationException when a key is unknown or a value breaks its rule; the sentence names both and the
     *                                source.
     */
    public static KeyValueSettings of() {
        return new KeyValueSettings(Settings.of(KeyValueKey.TABLE));
    }

    /**
     * The settings of a file, the environment and the system properties.
     *
     * @param file in the format of {@link Properties}, in UTF-8.
     * @return the settings as they are now.
     * @throws ConfigurationException when the file cannot be read, a key is unknown or stands there twice, or a value
     *                                breaks its rule; the sentence names key, value and source.
     */
    public static KeyValueSettings of(final Path file) {
        return new KeyValueSettings(Settings.of(KeyValueKey.TABLE, file));
    }

    /**
     * Begin a configuration with these settings. What the builder is told afterwards overrides them.
     *
     * @param path of the directory of the store.
     * @return a new builder.
     */
    public KeyValueConfig.Builder at(final Path path) {
        return settings.applyTo(KeyValueConfig.at(path).loaded(settings.toString()));
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
