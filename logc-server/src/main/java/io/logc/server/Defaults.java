package io.logc.server;

import io.logc.server.config.OptionsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.PropertiesDefaultProvider;

/**
 * Where options come from that are not on the command line: the environment, as {@code LOGC_} and the option's name, and
 * then the properties file that {@code LOGC_CONFIG} names, {@code logc.properties} of the working directory otherwise. A
 * variable without a value counts as unset, unless its option protects something. Not for {@code send}, whose port is not
 * the server's {@code port}.
 */
final class Defaults implements IDefaultValueProvider {
    private static final String ENVIRONMENT_PREFIX = "LOGC_";
    private static final String FILE_ENVIRONMENT = "LOGC_CONFIG";
    private static final String FILE_NAME = "logc.properties";
    private static final String WITHOUT = "send";

    /** Without a value they are not unset, but a mistake that would leave something open. */
    private static final Set<String> PROTECTING =
            Set.of("allowed-roots", "users", "tls-certificate", "tls-key", "tls-client-ca");

    private final Map<String, String> environment;
    private final OptionsFile file;
    private final PropertiesDefaultProvider values;

    /** Why the file cannot be read, or null. */
    private final String unreadable;

    /**
     * Reads the properties file, if there is one.
     *
     * @param environment of the process
     * @param directory where it works
     */
    Defaults(final Map<String, String> environment, final Path directory) {
        this.environment = environment;
        final Path path = directory.resolve(FILE_NAME);
        OptionsFile found = OptionsFile.none(path);
        String problem = null;
        final String named = environment.get(FILE_ENVIRONMENT);
        try {
            if (named != null && !named.isBlank()) {
                found = OptionsFile.read(directory.resolve(named));
            } else if (Files.exists(path)) {
                found = OptionsFile.read(path);
            }
        } catch (final IOException | IllegalArgumentException e) {
            problem = named == null || named.isBlank()
                    ? e.getMessage() + "; make it readable, or remove it"
                    : FILE_ENVIRONMENT + "=" + e.getMessage()
                            + "; let it name a properties file that can be read, or unset it";
        }
        unreadable = problem;
        file = found;
        values = new PropertiesDefaultProvider(file.properties());
    }

    /**
     * What is wrong with the properties file, so that nothing should be started with it.
     *
     * @param main the command, with all its subcommands: they may share the file
     * @param called the one of them that is to be run
     * @return sentences; none when all is well, or the command does not look at the file
     */
    List<String> problems(final CommandLine main, final CommandLine called) {
        if (WITHOUT.equals(called.getCommandName())) {
            return List.of();
        }
        if (unreadable != null) {
            return List.of(unreadable);
        }
        final Set<String> options = new TreeSet<>();
        final Set<String> qualified = new TreeSet<>();
        collect(main.getCommandSpec(), options, qualified);
        main.getSubcommands().values().forEach(sub -> collect(sub.getCommandSpec(), options, qualified));
        return file.problems(options, qualified);
    }

    private static void collect(final CommandSpec command, final Set<String> options, final Set<String> qualified) {
        for (final OptionSpec option : command.options()) {
            if (!option.usageHelp() && !option.versionHelp()) {
                options.add(nameOf(option));
                qualified.add(command.qualifiedName(".") + "." + nameOf(option));
            }
        }
    }

    private static String nameOf(final OptionSpec option) {
        return option.longestName().replaceFirst("^-+", "");
    }

    @Override
    public String defaultValue(final ArgSpec argument) throws Exception {
        if (WITHOUT.equals(argument.command().name())) {
            return null;
        }
        if (argument.isOption()) {
            final String option = nameOf((OptionSpec) argument);
            final String name = ENVIRONMENT_PREFIX + option.replace('-', '_').toUpperCase(Locale.ROOT);
            final String value = environment.get(name);
            if (value != null && (!value.isBlank() || PROTECTING.contains(option))) {
                return value;
            }
        }
        return values.defaultValue(argument);
    }
}
