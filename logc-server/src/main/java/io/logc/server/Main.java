package io.logc.server;

import io.logc.server.send.Send;
import picocli.CommandLine;
import picocli.CommandLine.Command;

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
        final CommandLine commandLine = new CommandLine(new Main());
        commandLine.addSubcommand("serve", new Serve());
        commandLine.setDefaultValueProvider(new Defaults());
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        System.exit(commandLine.execute(arguments));
    }
}
