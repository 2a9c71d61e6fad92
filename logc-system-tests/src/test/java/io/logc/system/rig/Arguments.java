package io.logc.system.rig;

import java.util.HashMap;
import java.util.Map;

/** Arguments of a test program, each {@code name=value}. */
public final class Arguments {
    private final Map<String, String> values = new HashMap<>();

    public Arguments(final String... arguments) {
        for (final String argument : arguments) {
            final int equals = argument.indexOf('=');
            values.put(argument.substring(0, equals), argument.substring(equals + 1));
        }
    }

    public String text(final String name, final String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    public int number(final String name, final int otherwise) {
        return Integer.parseInt(text(name, Integer.toString(otherwise)));
    }

    public boolean flag(final String name) {
        return Boolean.parseBoolean(text(name, "false"));
    }
}
