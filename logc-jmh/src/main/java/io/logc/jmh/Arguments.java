package io.logc.jmh;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Command line of the programs: {@code --name number} pairs, and names of subjects. */
final class Arguments {
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<Subject> subjects = new ArrayList<>();

    /**
     * Reads a command line.
     *
     * @param arguments the words
     * @param known names of options
     * @throws IllegalArgumentException that says what is wrong, and what is known
     */
    Arguments(final String[] arguments, final Set<String> known) {
        for (int i = 0; i < arguments.length; i++) {
            if (known.contains(arguments[i]) && i + 1 < arguments.length) {
                numbers.put(arguments[i], number(arguments[i], arguments[++i]));
            } else {
                subjects.add(subject(arguments[i], known));
            }
        }
    }

    private static int number(final String name, final String value) {
        if (!value.matches("[1-9][0-9]{0,8}")) {
            throw new IllegalArgumentException(name + " " + value + ": must be a positive number");
        }
        return Integer.parseInt(value);
    }

    private static Subject subject(final String word, final Set<String> known) {
        for (final Subject subject : Subject.values()) {
            if (subject.name().equals(word)) {
                return subject;
            }
        }
        throw new IllegalArgumentException(word + ": must be one of the options " + known
                + ", with a number, or one of the subjects " + List.of(Subject.values()));
    }

    int number(final String name, final int defaultValue) {
        return numbers.getOrDefault(name, defaultValue);
    }

    /** The subjects that were named, or all. */
    List<Subject> subjects() {
        return subjects.isEmpty() ? List.of(Subject.values()) : List.copyOf(subjects);
    }
}
