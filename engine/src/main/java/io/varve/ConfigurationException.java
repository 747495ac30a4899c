package io.varve;

/**
 * A setting, an argument or the environment breaks a rule; the sentence names the key, the value and the rule.
 */
public final class ConfigurationException extends VarveException {

    private static final long serialVersionUID = 1L;

    /**
     * With a sentence for people.
     *
     * @param message one clear sentence with the value and the rule.
     */
    public ConfigurationException(final String message) {
        super(message, null);
    }

    /**
     * With a sentence for people and what lies below.
     *
     * @param message one clear sentence with the value and the rule.
     * @param cause   of it.
     */
    public ConfigurationException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
