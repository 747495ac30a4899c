package io.varve.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The keys of one part of the engine, in the order of docs/CONFIGURATION.md.
 *
 * <p>Immutable.
 *
 * @param <B>    the builder that takes the values.
 * @param prefix of the keys in a file and as system properties. Every key that begins so belongs to this table.
 * @param probe  makes a builder that values are tried on, also those that another source overrides.
 * @param keys   with their prefix.
 */
public record SettingTable<B>(String prefix, Supplier<B> probe, List<SettingKey<B>> keys) {

    /**
     * Makes the keys immutable.
     *
     * @param prefix see {@link #prefix()}.
     * @param probe see {@link #probe()}.
     * @param keys see {@link #keys()}.
     */
    public SettingTable {
        keys = List.copyOf(keys);
    }

    /**
     * A table of keys that do not have their prefix yet.
     *
     * @param prefix see {@link #prefix()}; ends with a dot.
     * @param probe  see {@link #probe()}.
     * @param keys   without their prefix.
     * @param <B>    the builder.
     * @return the table.
     */
    @SafeVarargs
    public static <B> SettingTable<B> of(final String prefix, final Supplier<B> probe, final SettingKey<B>... keys) {
        final List<SettingKey<B>> named = new ArrayList<>();
        for (final SettingKey<B> key : keys) {
            named.add(key.within(prefix));
        }
        return new SettingTable<>(prefix, probe, named);
    }
}
