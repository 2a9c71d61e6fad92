package io.logc.server;

import java.io.File;
import java.util.Locale;
import java.util.Properties;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.PropertiesDefaultProvider;

/**
 * Where options come from that are not on the command line: the environment, as {@code LOGC_} and the option's name, and
 * then the properties file that {@code LOGC_CONFIG} names, {@code logc.properties} of the working directory otherwise. Not
 * for {@code send}, whose port is not the server's {@code port}.
 */
final class Defaults implements IDefaultValueProvider {
    private static final String ENVIRONMENT_PREFIX = "LOGC_";
    private static final String FILE_ENVIRONMENT = "LOGC_CONFIG";
    private static final String FILE_NAME = "logc.properties";
    private static final String WITHOUT = "send";

    private final PropertiesDefaultProvider file;

    Defaults() {
        final String named = System.getenv(FILE_ENVIRONMENT);
        final File properties = new File(named == null || named.isBlank() ? FILE_NAME : named);
        file = named == null && !properties.exists()
                ? new PropertiesDefaultProvider(new Properties()) // otherwise picocli would warn
                : new PropertiesDefaultProvider(properties);
    }

    @Override
    public String defaultValue(final ArgSpec argument) throws Exception {
        if (WITHOUT.equals(argument.command().name())) {
            return null;
        }
        if (argument.isOption()) {
            final String option = ((OptionSpec) argument).longestName().replaceFirst("^-+", "");
            final String name = ENVIRONMENT_PREFIX + option.replace('-', '_').toUpperCase(Locale.ROOT);
            final String value = System.getenv(name);
            if (value != null && !value.isBlank()) {
                return value;
            }
        }
        return file.defaultValue(argument);
    }
}
