package io.varve.log;

import io.varve.ConfigurationException;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

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

    /** A typing error changes no more than that many letters. */
    private static final int NEAR = 3;

    private final Map<LogKey, Setting> settings = new LinkedHashMap<>();

    private record Setting(String value, String source) {
    }

    LogSettings(final Map<String, String> file, final String fileName, final Map<String, String> environment,
        final Map<String, String> properties) {
        collect(file, LogKey.PREFIX, LogKey::name, name -> "file " + fileName);
        collect(environment, LogKey.ENVIRONMENT_PREFIX, LogKey::variable, name -> "environment variable " + name);
        collect(properties, LogKey.PREFIX, LogKey::name, name -> "system property " + name);
    }

    /**
     * The settings of the environment and the system properties.
     *
     * @return the settings as they are now.
     * @throws ConfigurationException when a key is unknown or a value breaks its rule; the sentence names both and the
     *                                source.
     */
    public static LogSettings of() {
        return new LogSettings(Map.of(), "", System.getenv(), strings(System.getProperties()));
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
        final Properties properties = new UniqueProperties(file);
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (final IOException | IllegalArgumentException ex) {
            throw new ConfigurationException("the settings in file " + file + " cannot be read: " + ex, ex);
        }
        return new LogSettings(strings(properties), file.toString(), System.getenv(),
            strings(System.getProperties()));
    }

    /**
     * Begin a configuration with these settings. What the builder is told afterwards overrides them.
     *
     * @param path of the directory of the log.
     * @return a new builder.
     */
    public LogConfig.Builder at(final Path path) {
        final LogConfig.Builder builder = LogConfig.at(path).loaded(toString());
        settings.forEach((key, setting) -> key.set(builder, setting.value(), setting.source()));
        return builder;
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

    private void collect(final Map<String, String> values, final String prefix, final Function<LogKey, String> naming,
        final Function<String, String> source) {
        final LogConfig.Builder probe = LogConfig.at(null);
        for (final String name : new TreeSet<>(values.keySet())) {
            if (name.startsWith(prefix)) {
                final LogKey key = find(name, naming, source.apply(name));
                key.set(probe, values.get(name), source.apply(name));
                settings.put(key, new Setting(values.get(name), source.apply(name)));
            }
        }
    }

    private static LogKey find(final String name, final Function<LogKey, String> naming, final String source) {
        for (final LogKey key : LogKey.ALL) {
            if (naming.apply(key).equals(name)) {
                return key;
            }
        }
        final String nearest = LogKey.ALL.stream().map(naming)
            .min(Comparator.comparingInt(known -> distance(known, name))).orElseThrow();
        throw new ConfigurationException("there is no key " + name + ", which is in " + source
            + (distance(nearest, name) <= NEAR ? "; did you mean " + nearest + "?"
                : "; the keys are " + LogKey.ALL.stream().map(naming).collect(Collectors.joining(", "))));
    }

    /** How many letters are to be inserted, deleted or replaced to turn one into the other (Levenshtein). */
    private static int distance(final String one, final String other) {
        int[] previous = new int[other.length() + 1];
        for (int j = 0; j < previous.length; j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            final int[] current = new int[previous.length];
            current[0] = i;
            for (int j = 1; j < current.length; j++) {
                final int replaced = previous[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[other.length()];
    }
}
