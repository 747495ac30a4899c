package io.varve;

/**
 * A setting, an argument or the environment breaks a rule; the sentence names the key, the value and the rule.
 */
public final class ConfigurationException extends VarveException {

    private static final long serialVersionUID = 1L;

    private final String key;
    private final String value;
    private final String rule;

    /**
     * What is wrong is no setting or argument.
     *
     * @param message one clear sentence with what was found and the rule.
     */
    public ConfigurationException(final String message) {
        this(message, (Throwable) null);
    }

    /**
     * What is wrong is no setting or argument.
     *
     * @param message one clear sentence with what was found and the rule.
     * @param cause   of it, or null.
     */
    public ConfigurationException(final String message, final Throwable cause) {
        this(message, "", "", "", cause);
    }

    /**
     * A setting or an argument breaks its rule.
     *
     * @param key   of the setting, or the name of the argument.
     * @param value that it has.
     * @param rule  as the sentence says it after "it", such as "must be more than 0".
     */
    public ConfigurationException(final String key, final Object value, final String rule) {
        this(key + " is " + value + "; it " + rule, key, String.valueOf(value), rule, null);
    }

    /**
     * A setting or an argument breaks its rule, and there is more to be said.
     *
     * @param message one clear sentence with key, value and rule.
     * @param key     of the setting, or the name of the argument.
     * @param value   that it has.
     * @param rule    that it breaks.
     * @param cause   of it, or null.
     */
    public ConfigurationException(final String message, final String key, final String value, final String rule,
        final Throwable cause) {
        super(message, cause);
        this.key = key;
        this.value = value;
        this.rule = rule;
    }

    /**
     * Which setting or argument it is.
     *
     * @return the key or name, or an empty string when what is wrong is something else.
     */
    public String key() {
        return key;
    }

    /**
     * What it was given.
     *
     * @return the value in words, or an empty string when what is wrong is something else.
     */
    public String value() {
        return value;
    }

    /**
     * Which rule that breaks.
     *
     * @return the rule in words, or an empty string when what is wrong is something else.
     */
    public String rule() {
        return rule;
    }
}
