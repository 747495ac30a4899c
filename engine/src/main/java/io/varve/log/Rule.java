package io.varve.log;

import io.varve.ConfigurationException;

/** Says which setting broke which rule. */
final class Rule {

    private Rule() {
    }

    static void check(final boolean holds, final String key, final Object value, final String rule) {
        if (!holds) {
            throw new ConfigurationException(key + " is " + value + "; it " + rule);
        }
    }
}
