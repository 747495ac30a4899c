package io.varve.settings;

import io.varve.ConfigurationException;
import java.io.File;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.function.ObjDoubleConsumer;
import java.util.function.ObjLongConsumer;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One setting that a file, the environment or a system property may give.
 *
 * <p>Immutable.
 *
 * @param <B>      the builder that takes the value.
 * @param name     of the key; {@link SettingTable#of} puts its prefix in front.
 * @param unit     of the value, as the documentation says it.
 * @param rule     that a value keeps, as a sentence says it after "must be".
 * @param standard the value that holds without the key, or words when it depends on another setting.
 * @param setter   reads a text and hands it to the builder; throws {@link IllegalArgumentException} with a rule.
 */
public record SettingKey<B>(String name, String unit, String rule, String standard, BiConsumer<B, String> setter) {

    private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,15}([.][0-9]{1,15})?");

    /**
     * A size: bytes, or with {@code k}, {@code m} or {@code g}.
     *
     * @param name     of the key without its prefix.
     * @param rule     for the bytes.
     * @param standard see {@link #standard()}.
     * @param setter   takes the bytes.
     * @param <B>      the builder.
     * @return the key.
     */
    public static <B> SettingKey<B> size(final String name, final NumberRule rule, final String standard,
        final ObjLongConsumer<B> setter) {
        return number(name, "bytes, or with k, m or g", rule, standard, Quantity::bytes, setter);
    }

    /**
     * A time with its unit.
     *
     * @param name     of the key without its prefix.
     * @param rule     for the ns.
     * @param standard see {@link #standard()}.
     * @param setter   takes the ns.
     * @param <B>      the builder.
     * @return the key.
     */
    public static <B> SettingKey<B> duration(final String name, final NumberRule rule, final String standard,
        final ObjLongConsumer<B> setter) {
        return number(name, "ns, us, ms, s, min, h or d", rule, standard, Quantity::ns, setter);
    }

    /**
     * A whole number.
     *
     * @param name     of the key without its prefix.
     * @param rule     for the number.
     * @param standard see {@link #standard()}.
     * @param setter   takes the number.
     * @param <B>      the builder.
     * @return the key.
     */
    public static <B> SettingKey<B> count(final String name, final NumberRule rule, final String standard,
        final ObjLongConsumer<B> setter) {
        return number(name, "a number", rule, standard, Quantity::count, setter);
    }

    /**
     * One word of an enumeration; capitals do not matter.
     *
     * @param name     of the key without its prefix.
     * @param type     of the enumeration.
     * @param standard see {@link #standard()}.
     * @param setter   takes the constant.
     * @param <B>      the builder.
     * @param <E>      the enumeration.
     * @return the key.
     */
    public static <B, E extends Enum<E>> SettingKey<B> oneOf(final String name, final Class<E> type,
        final String standard, final BiConsumer<B, E> setter) {
        final String rule = "one of " + Arrays.stream(type.getEnumConstants())
            .map(constant -> constant.name().toLowerCase(Locale.ROOT)).collect(Collectors.joining(", "));
        return new SettingKey<>(name, "a word", rule, standard, (builder, text) -> {
            final E value = Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.name().equalsIgnoreCase(text.strip())).findFirst()
                .orElseThrow(() -> new IllegalArgumentException(rule));
            setter.accept(builder, value);
        });
    }

    /**
     * A list of directories, which may be empty.
     *
     * @param name     of the key without its prefix.
     * @param standard see {@link #standard()}.
     * @param setter   takes the directories.
     * @param <B>      the builder.
     * @return the key.
     */
    public static <B> SettingKey<B> directories(final String name, final String standard,
        final BiConsumer<B, List<Path>> setter) {
        final String rule = "a list of directories, separated as the entries of PATH are";
        return new SettingKey<>(name, "paths", rule, standard, (builder, text) -> {
            try {
                setter.accept(builder, Arrays.stream(text.split(File.pathSeparator)).map(String::strip)
                    .filter(path -> !path.isEmpty()).map(Path::of).collect(Collectors.toList()));
            } catch (final InvalidPathException ex) {
                throw new IllegalArgumentException(rule + " (" + ex.getReason() + ")", ex);
            }
        });
    }

    /**
     * A switch.
     *
     * @param name     of the key without its prefix.
     * @param standard see {@link #standard()}.
     * @param setter   takes whether it is on.
     * @param <B>      the builder.
     * @return the key.
     */
    public static <B> SettingKey<B> trueOrFalse(final String name, final String standard,
        final BiConsumer<B, Boolean> setter) {
        final String rule = "true or false";
        return new SettingKey<>(name, "a word", rule, standard, (builder, text) -> {
            final String word = text.strip();
            if (!"true".equals(word) && !"false".equals(word)) {
                throw new IllegalArgumentException(rule);
            }
            setter.accept(builder, Boolean.valueOf(word));
        });
    }

    /**
     * A number that need not be whole.
     *
     * @param name     of the key without its prefix.
     * @param least    that is allowed.
     * @param greatest that is allowed; when that is infinite, the word {@code infinity} is too.
     * @param standard see {@link #standard()}.
     * @param setter   takes the number.
     * @param <B>      the builder.
     * @return the key.
     */
    public static <B> SettingKey<B> decimal(final String name, final double least, final double greatest,
        final String standard, final ObjDoubleConsumer<B> setter) {
        final boolean open = greatest == Double.POSITIVE_INFINITY;
        final String rule = open ? least + " or more, or infinity" : "from " + least + " to " + greatest;
        return new SettingKey<>(name, "a number", rule, standard, (builder, text) -> {
            final String word = text.strip();
            final boolean infinite = open && "infinity".equalsIgnoreCase(word);
            if (!infinite && !DECIMAL.matcher(word).matches()) {
                throw new IllegalArgumentException(rule);
            }
            final double value = infinite ? greatest : Double.parseDouble(word);
            if (value < least || value > greatest) {
                throw new IllegalArgumentException(rule);
            }
            setter.accept(builder, value);
        });
    }

    private static <B> SettingKey<B> number(final String name, final String unit, final NumberRule rule,
        final String standard, final ToLongFunction<String> reader, final ObjLongConsumer<B> setter) {
        return new SettingKey<>(name, unit, rule.text(), standard, (builder, text) -> {
            final long value = reader.applyAsLong(text);
            if (!rule.test().test(value)) {
                throw new IllegalArgumentException(rule.text());
            }
            setter.accept(builder, value);
        });
    }

    /**
     * The name in the environment.
     *
     * @return the name in capitals with underscores.
     */
    public String variable() {
        return variable(name);
    }

    static String variable(final String name) {
        return name.toUpperCase(Locale.ROOT).replace('.', '_');
    }

    SettingKey<B> within(final String prefix) {
        return new SettingKey<>(prefix + name, unit, rule, standard, setter);
    }

    /**
     * Hands a value to the builder, or says what is wrong with it.
     *
     * @param builder takes the value.
     * @param value   as it stands in the source.
     * @param source  where it comes from, for the sentence.
     * @throws ConfigurationException when the value breaks the rule; the sentence names key, value, source and rule.
     */
    public void set(final B builder, final String value, final String source) {
        try {
            setter.accept(builder, value);
        } catch (final IllegalArgumentException ex) {
            throw new ConfigurationException(
                name + " is \"" + value + "\" in " + source + "; it must be " + ex.getMessage(), name, value,
                "must be " + ex.getMessage(), ex);
        }
    }
}
