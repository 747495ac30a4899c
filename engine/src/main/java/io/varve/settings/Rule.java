package io.varve.settings;

import io.varve.ConfigurationException;

/** Says which setting or argument broke which rule. Safe for use by many threads. */
public final class Rule {

    private Rule() {
    }

    /**
     * Throws unless the rule holds.
     *
     * @param holds whether it does.
     * @param key   of the setting, or the name of the argument.
     * @param value that it has.
     * @param rule  as a sentence says it after "it".
     * @throws ConfigurationException that names all three.
     */
    public static void check(final boolean holds, final String key, final Object value, final String rule) {
        if (!holds) {
            throw new ConfigurationException(key, value, rule);
        }
    }
}
