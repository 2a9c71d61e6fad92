package io.logc.system.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.logc.message.MessageClient;
import io.logc.message.MessageClientOptions;
import io.logc.system.rig.FaultHits;
import io.logc.system.rig.Ports;
import io.logc.system.rig.Scratch;
import io.logc.system.rig.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A message server that is ended and started again at the same ports and on the same file, and its senders. */
final class MessageTown implements AutoCloseable {
    private final Scratch scratch;
    private final String[] options;
    private final int port;
    private final int linePort;
    private final List<Sender> senders = new ArrayList<>();
    private TestServer server;
    private int lives;

    MessageTown(final Scratch scratch, final String... options) {
        this.scratch = scratch;
        this.options = options;
        this.port = Ports.free();
        this.linePort = Ports.free();
    }

    Path file() {
        return scratch.log("messages.log");
    }

    int port() {
        return port;
    }

    int linePort() {
        return linePort;
    }

    /** Starts a server that may open so many files and sockets. */
    TestServer startWithDescriptors(final int limit) {
        return launch(List.of(), List.of("sh", "-c", "ulimit -n " + limit + "; exec \"$0\" \"$@\""))
                .awaitServing();
    }

    /** Starts a server in a JVM with an option of its own. */
    TestServer startWith(final String jvmOption) {
        return launch(List.of(jvmOption), List.of()).awaitServing();
    }

    /** Starts a server, which need not serve yet; the fault as {@code logc.faults} wants it, or none. */
    TestServer launch(final String fault) {
        lives++;
        final List<String> jvmOptions = new ArrayList<>();
        if (!fault.isEmpty()) {
            jvmOptions.add("-Dlogc.faults=" + fault);
            jvmOptions.add("-Dlogc.faults.log=" + FaultHits.file(scratch, "server-" + lives));
        }
        return launch(jvmOptions, List.of());
    }

    private TestServer launch(final List<String> jvmOptions, final List<String> prefix) {
        final List<String> all = new ArrayList<>(List.of(
                "--messages-file",
                file().toString(),
                "--message-port",
                Integer.toString(port),
                "--line-port",
                Integer.toString(linePort)));
        all.addAll(List.of(options));
        server = TestServer.launch(scratch, prefix, jvmOptions, all.toArray(String[]::new));
        return server;
    }

    TestServer start() {
        return launch("").awaitServing();
    }

    TestServer server() {
        return server;
    }

    MessageClientOptions.Builder clientOptions(final String clientId) {
        // Servers live for a moment only: whoever pauses for seconds might never meet one.
        return MessageClientOptions.builder(clientId)
                .port(port)
                .retryPause(Duration.ofMillis(20), Duration.ofMillis(200))
                .sendTimeout(Duration.ZERO);
    }

    Sender send(final String clientId) {
        return send(clientId, port);
    }

    /** Sends through something that stands before the server. */
    Sender send(final String clientId, final int through) {
        final MessageClientOptions clientOptions =
                clientOptions(clientId).port(through).build();
        final Sender sender = new Sender(clientId, MessageClient.open(clientOptions));
        senders.add(sender);
        return sender;
    }

    List<Sender> senders() {
        return senders;
    }

    /** What every sender has been told is acknowledged. */
    long acknowledged() {
        return senders.stream().mapToLong(Sender::acknowledged).sum();
    }

    @Override
    public void close() {
        for (final Sender sender : senders) {
            sender.close();
        }
    }

    /** The text of a message: whose it is, which, and some bytes that depend on both. */
    static byte[] payload(final String clientId, final long number) {
        final String text = clientId + " " + number + " " + Long.toHexString(clientId.hashCode() * 31L + number * 7919);
        return text.getBytes(UTF_8);
    }
}
