package io.logc.server.config;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.TreeSet;

/**
 * A properties file with options. A key that is no option is a mistake, and no small one: who has misspelled what was to
 * protect something has protected nothing. Immutable.
 */
public final class OptionsFile {
    private static final int MAX_LENGTH = 1 << 20;

    /** So many letters of a word may be wrong, one of them in each such stretch of it. */
    private static final int MAX_WRONG = 3;

    private static final int LETTERS_FOR_ONE_WRONG = 2;

    private final Path path;
    private final Properties properties;

    private OptionsFile(final Path path, final Properties properties) {
        this.path = path;
        this.properties = properties;
    }

    /**
     * What is used where there is no file.
     *
     * @param path that it would have
     */
    public static OptionsFile none(final Path path) {
        return new OptionsFile(path, new Properties());
    }

    /**
     * Reads a file.
     *
     * @param path of the file
     * @return its options, not yet looked at
     * @throws IOException beginning with the file's name, when it is missing or cannot be read
     */
    public static OptionsFile read(final Path path) throws IOException {
        final Properties properties = new Properties();
        try {
            properties.load(new ByteArrayInputStream(Permissions.read(path, MAX_LENGTH)));
        } catch (final IllegalArgumentException e) {
            throw new IOException(path + ": a backslash and u must be followed by four hexadecimal digits", e);
        }
        return new OptionsFile(path, properties);
    }

    /** The keys and values as they stand there; not to be changed. */
    public Properties properties() {
        return properties;
    }

    /**
     * Looks for keys that mean nothing.
     *
     * @param options that there are, without the dashes
     * @param qualified names that are understood too
     * @return one sentence for each such key; empty when all is well
     */
    public List<String> problems(final Collection<String> options, final Collection<String> qualified) {
        return new TreeSet<>(properties.stringPropertyNames())
                .stream()
                        .filter(key -> !options.contains(key) && !qualified.contains(key))
                        .map(key -> path + ": " + key + ": is no option; " + remedy(key, new TreeSet<>(options)))
                        .toList();
    }

    private static String remedy(final String key, final Collection<String> options) {
        final String word = key.toLowerCase(Locale.ROOT).replace('_', '-').replaceFirst("^(-+|logc-)", "");
        final int maxWrong = Math.min(MAX_WRONG, word.length() / LETTERS_FOR_ONE_WRONG);
        String nearest = null;
        int leastWrong = maxWrong + 1;
        for (final String option : options) {
            final int wrong = distance(word, option);
            if (wrong < leastWrong) {
                leastWrong = wrong;
                nearest = option;
            }
        }
        return nearest == null
                ? "remove it, or name one of these: " + String.join(", ", options)
                : "is " + nearest + " meant? Otherwise remove it";
    }

    /** How many letters must be added, removed or exchanged to make one word of the other. */
    private static int distance(final String one, final String other) {
        int[] above = new int[other.length() + 1];
        for (int j = 0; j < above.length; j++) {
            above[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            final int[] row = new int[above.length];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                final int exchanged = above[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(exchanged, 1 + Math.min(above[j], row[j - 1]));
            }
            above = row;
        }
        return above[other.length()];
    }
}
