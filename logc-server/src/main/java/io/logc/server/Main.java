package io.logc.server;

import io.logc.server.log.ServerLog;
import io.logc.server.send.Send;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/** The command line: {@code serve}, the default, {@code recover}, {@code stat} and {@code send}. */
@Command(
        name = "logc-server",
        mixinStandardHelpOptions = true,
        version = "logc 0.1.0",
        description = "Writes what applications log into shared memory to their log files.",
        subcommands = {Recover.class, Stat.class, Send.class})
final class Main extends Serve {
    private Main() {}

    /**
     * Runs a command.
     *
     * @param arguments of the command line
     */
    public static void main(final String... arguments) {
        System.exit(run(System.getenv(), Path.of(""), arguments));
    }

    /**
     * Runs a command.
     *
     * @param environment of the process
     * @param directory where it works
     * @param arguments of the command line
     * @return exit code
     */
    static int run(final Map<String, String> environment, final Path directory, final String... arguments) {
        final CommandLine commandLine = new CommandLine(new Main());
        commandLine.addSubcommand("serve", new Serve());
        final Defaults defaults = new Defaults(environment, directory);
        commandLine.setDefaultValueProvider(defaults);
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setExecutionStrategy(parsed -> execute(parsed, defaults));
        return commandLine.execute(arguments);
    }

    /** Help is there even with a properties file that is wrong; a command is not run with it. */
    private static int execute(final ParseResult parsed, final Defaults defaults) {
        final Integer helped = CommandLine.executeHelpRequest(parsed);
        if (helped != null) {
            return helped;
        }
        final List<CommandLine> called = parsed.asCommandLineList();
        final List<String> problems = defaults.problems(called.get(0), called.get(called.size() - 1));
        if (problems.isEmpty()) {
            return new RunLast().execute(parsed);
        }
        final ServerLog log = new ServerLog(System.err);
        problems.forEach(problem -> log.warn("not started: " + problem, null));
        return REFUSED;
    }
}
