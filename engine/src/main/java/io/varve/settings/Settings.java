package io.varve.settings;

import io.varve.ConfigurationException;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The settings of one table that come from outside of the program. A properties file gives way to the environment, that
 * to system properties, and those to what the program tells the builder afterwards.
 *
 * <p>Every value is checked, also one that another source overrides, and an unknown key with the prefix of the table is
 * an error; keys with other prefixes are somebody else's. Immutable.
 *
 * @param <B> the builder that takes the values.
 */
public final class Settings<B> {

    private final SettingTable<B> table;
    private final Map<SettingKey<B>, Setting> settings = new LinkedHashMap<>();

    private record Setting(String value, String source) {
    }

    /**
     * The settings of given sources.
     *
     * @param table       of the keys.
     * @param file        what stands in the file.
     * @param fileName    for sentences.
     * @param environment the environment.
     * @param properties  the system properties.
     * @throws ConfigurationException when a key is unknown or a value breaks its rule; the sentence names both and the
     *                                source.
     */
    public Settings(final SettingTable<B> table, final Map<String, String> file, final String fileName,
        final Map<String, String> environment, final Map<String, String> properties) {
        this.table = table;
        collect(file, table.prefix(), SettingKey::name, name -> "file " + fileName);
        collect(environment, SettingKey.variable(table.prefix()), SettingKey::variable,
            name -> "environment variable " + name);
        collect(properties, table.prefix(), SettingKey::name, name -> "system property " + name);
    }

    /**
     * The settings of the environment and the system properties.
     *
     * @param table of the keys.
     * @param <B>   the builder.
     * @return the settings as they are now.
     * @throws ConfigurationException when a key is unknown or a value breaks its rule; the sentence names both and the
     *                                source.
     */
    public static <B> Settings<B> of(final SettingTable<B> table) {
        return new Settings<>(table, Map.of(), "", System.getenv(), strings(System.getProperties()));
    }

    /**
     * The settings of a file, the environment and the system properties.
     *
     * @param table of the keys.
     * @param file  in the format of {@link Properties}, in UTF-8.
     * @param <B>   the builder.
     * @return the settings as they are now.
     * @throws ConfigurationException when the file cannot be read, a key is unknown or stands there twice, or a value
     *                                breaks its rule; the sentence names key, value and source.
     */
    public static <B> Settings<B> of(final SettingTable<B> table, final Path file) {
        final Properties properties = new UniqueProperties(file, table.prefix());
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (final IOException | IllegalArgumentException ex) {
            throw new ConfigurationException("the settings in file " + file + " cannot be read: " + ex, ex);
        }
        return new Settings<>(table, strings(properties), file.toString(), System.getenv(),
            strings(System.getProperties()));
    }

    /**
     * Begin a configuration with these settings. What the builder is told afterwards overrides them.
     *
     * @param builder takes them.
     * @return the builder.
     */
    public B applyTo(final B builder) {
        settings.forEach((key, setting) -> key.set(builder, setting.value(), setting.source()));
        return builder;
    }

    /**
     * What a builder throws when its settings do not fit together: the error, and what came from outside.
     *
     * @param error  without it.
     * @param loaded the settings that the builder began with, as {@link #toString()} says them.
     * @return the error itself when nothing was loaded.
     */
    public static ConfigurationException explain(final ConfigurationException error, final String loaded) {
        return loaded.isEmpty() ? error
            : new ConfigurationException(error.getMessage() + " (loaded settings: " + loaded + ")", error.key(),
                error.value(), error.rule(), error);
    }

    /**
     * What was found, for a start-up message.
     *
     * @return each key with its value and source, or an empty string.
     */
    @Override
    public String toString() {
        return settings.entrySet().stream()
            .map(entry -> entry.getKey().name() + "=" + entry.getValue().value() + " from " + entry.getValue().source())
            .collect(Collectors.joining(", "));
    }

    private static Map<String, String> strings(final Properties properties) {
        final Map<String, String> result = new LinkedHashMap<>();
        properties.stringPropertyNames().forEach(name -> {
            final String value = properties.getProperty(name);
            if (value != null) {
                result.put(name, value);
            }
        });
        return result;
    }

    private void collect(final Map<String, String> values, final String prefix,
        final Function<SettingKey<B>, String> naming, final Function<String, String> source) {
        final B probe = table.probe().get();
        for (final String name : new TreeSet<>(values.keySet())) {
            if (name.startsWith(prefix)) {
                final Setting setting = new Setting(values.get(name), source.apply(name));
                final SettingKey<B> key = find(name, naming, setting.source());
                key.set(probe, setting.value(), setting.source());
                settings.put(key, setting);
            }
        }
    }

    private SettingKey<B> find(final String name, final Function<SettingKey<B>, String> naming, final String source) {
        for (final SettingKey<B> key : table.keys()) {
            if (naming.apply(key).equals(name)) {
                return key;
            }
        }
        throw new ConfigurationException("there is no key " + name + ", which is in " + source
            + Spelling.hint(name, table.keys().stream().map(naming).collect(Collectors.toList())));
    }
}
