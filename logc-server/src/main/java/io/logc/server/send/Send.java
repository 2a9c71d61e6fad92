package io.logc.server.send;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logc.message.wire.MessageProtocol;
import java.io.IOException;
import java.util.Iterator;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code send}: sends messages that are given, or generates load. */
@Command(
        name = "send",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Sends messages to a message server, and says what became of each: send --client 1 hi,hello",
            "With --connections, --messages or --line it generates load instead, and measures."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:all messages were acknowledged",
            "1:some were refused, or not answered",
            "2:no connection, or options that make no sense"
        })
public final class Send implements Callable<Integer> {
    static final int DONE = 0;
    static final int INCOMPLETE = 1;
    static final int REFUSED = 2;

    private static final String STANDARD_INPUT = "-";

    @Parameters(
            arity = "0..1",
            paramLabel = "MESSAGES",
            description = "messages with a comma between them; a comma in a message is \\, and a backslash \\\\;"
                    + " a single -: one message a line from standard input")
    private String messages;

    @Option(names = "--stdin", description = "one message a line from standard input, as it is")
    private boolean standardInput;

    @Option(names = "--client", paramLabel = "ID", description = "client id, a UUID or up to 64 bytes of text")
    private String client;

    @Option(names = "--name", defaultValue = "send", description = "message name (default: send)")
    private String name;

    @Mixin
    private ConnectionOptions connection;

    @Mixin
    private LoadOptions load;

    @Override
    public Integer call() throws InterruptedException {
        final String complaint = complaint();
        if (complaint != null) {
            System.err.println(complaint);
            return REFUSED;
        }
        try {
            return load.isLoad() ? new Load(connection, load, System.out, System.err).run(name) : sendMessages();
        } catch (final IOException | IllegalArgumentException e) {
            System.err.println("not sent: " + e.getMessage());
            return REFUSED;
        }
    }

    private int sendMessages() throws IOException, InterruptedException {
        final SendMessages sender = new SendMessages(connection, client, name, System.out, System.err);
        if (standardInput || STANDARD_INPUT.equals(messages)) {
            return sender.send(SendMessages.lines(System.in), false);
        }
        final Iterator<byte[]> given = MessageTexts.split(messages).iterator();
        return sender.send(() -> given.hasNext() ? given.next() : null, true);
    }

    private String complaint() {
        final boolean given = messages != null || standardInput;
        if (given == load.isLoad()) {
            return "send: name the messages (send --client 1 hi,hello), or --stdin, or generate load with"
                    + " --connections and --messages, or --line";
        }
        if (given && client == null) {
            return "--client: is missing; the server knows clients, and what they have sent, by it";
        }
        if (name.getBytes(UTF_8).length > MessageProtocol.MAX_NAME_LENGTH) {
            return "--name: must be at most " + MessageProtocol.MAX_NAME_LENGTH + " bytes";
        }
        if (load.isLine() && connection.lineComplaint() != null) {
            return connection.lineComplaint();
        }
        final String wrong = connection.complaint();
        return wrong == null ? load.complaint() : wrong;
    }
}
