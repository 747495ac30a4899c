package io.varve.settings;

import java.util.Comparator;
import java.util.List;

/** Helps who wrote a key that does not exist. */
final class Spelling {

    /** A typing error changes no more than that many letters. */
    private static final int NEAR = 3;

    private Spelling() {
    }

    /** The end of a sentence: the key that was probably meant, or all of them. */
    static String hint(final String name, final List<String> keys) {
        final String nearest = keys.stream().min(Comparator.comparingInt(key -> distance(key, name))).orElseThrow();
        return distance(nearest, name) <= NEAR ? "; did you mean " + nearest + "?"
            : "; the keys are " + String.join(", ", keys);
    }

    /** How many letters are to be inserted, deleted or replaced to turn one into the other (Levenshtein). */
    static int distance(final String one, final String other) {
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
