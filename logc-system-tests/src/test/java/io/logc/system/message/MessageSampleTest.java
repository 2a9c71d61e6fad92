package io.logc.system.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.logc.message.MessageClient;
import io.logc.message.line.MessageLine;
import io.logc.message.wire.Frames;
import io.logc.message.wire.Hello;
import io.logc.message.wire.MessageFlyweight;
import io.logc.message.wire.MessageProtocol;
import io.logc.message.wire.Nack;
import io.logc.message.wire.NackReason;
import io.logc.message.wire.Welcome;
import io.logc.system.rig.SystemTest;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The samples in Python, and the sessions that docs/protocol.md shows, with a server in a process of its own. */
class MessageSampleTest extends SystemTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Path SAMPLES = Path.of(System.getProperty("logc.samples"));
    private static final Path DOCUMENT = Path.of(System.getProperty("logc.root"), "docs", "protocol.md");
    private static final String INDENT = "    ";

    /** Without Python there is nothing to be tried; CI must have it. */
    @BeforeAll
    static void findPython() throws InterruptedException {
        boolean found;
        try {
            found = new ProcessBuilder("python3", "--version").start().waitFor() == 0;
        } catch (final IOException e) {
            found = false;
        }
        if (!found && System.getenv("CI") != null) {
            fail("CI needs python3");
        }
        assumeTrue(found, "this machine has no python3");
    }

    /** The first indented block of the document after a line with these words, without its indent. */
    private static List<String> block(final String after) throws IOException {
        return Files.readAllLines(DOCUMENT).stream()
                .dropWhile(line -> !line.contains(after))
                .dropWhile(line -> !line.startsWith(INDENT))
                .takeWhile(line -> line.startsWith(INDENT))
                .map(line -> line.substring(INDENT.length()))
                .toList();
    }

    private Process start(final Path output, final String... command) throws IOException {
        final ProcessBuilder builder =
                new ProcessBuilder(command).directory(SAMPLES.getParent().toFile());
        builder.environment().keySet().removeIf(variable -> variable.startsWith("LOGC_"));
        builder.environment().put("PYTHONUTF8", "1");
        return builder.redirectOutput(output.toFile())
                .redirectError(scratch.outputs().resolve("sample.err").toFile())
                .start();
    }

    private static void awaitSuccess(final Process process) throws InterruptedException {
        awaitEnd(process, 0);
    }

    private static void awaitEnd(final Process process, final int status) throws InterruptedException {
        try {
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(status);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void shouldAnswerLinesAsTheDocumentSays() throws Exception {
        final Path users = scratch.outputs().resolve("users");
        Files.write(users, block("With these two users,"));
        Files.setPosixFilePermissions(users, PosixFilePermissions.fromString("rw-------"));
        final List<String> session = block("example: lines");
        final List<String> seen = new ArrayList<>(session.subList(0, 1));
        try (MessageTown town = new MessageTown(scratch, "--users", users.toString())) {
            town.start();
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), town.linePort())) {
                socket.setSoTimeout((int) PATIENCE.toMillis());
                final BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
                for (final String line : session) {
                    if (line.startsWith("> ")) {
                        socket.getOutputStream().write((line.substring(2) + "\n").getBytes(UTF_8));
                        seen.add(line);
                        seen.add(in.readLine());
                    }
                }
                assertThat(in.readLine()).isNull();
            }
            assertThat(seen).isEqualTo(session);
            assertThat(town.file()).content(UTF_8).isEqualTo(text(block("The file has then:")));
            assertThat(answerAfterLastWord(town.linePort(), "sensor:21.5\n")).isEqualTo("OK session 2 total 4\n");
        }
    }

    /** As {@code nc -N} does: closes its side, and prints what comes until the server closes the other one. */
    private static String answerAfterLastWord(final int port, final String lines) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.getOutputStream().write(lines.getBytes(UTF_8));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    @Test
    void shouldSendFromPythonAsTheDocumentSays() throws Exception {
        final List<String> session = block("example: python");
        final StringBuilder command = new StringBuilder();
        final List<String> answers = new ArrayList<>();
        for (final String line : session) {
            if (line.startsWith("$ ") || line.startsWith("> ")) {
                command.append(command.length() == 0 ? "" : "\n").append(line.substring(2));
            } else {
                answers.add(line);
            }
        }
        assertThat(command).startsWith("samples/message-client.py ");
        try (MessageTown town = new MessageTown(scratch)) {
            town.start();
            final Path output = scratch.outputs().resolve("sample.out");
            command.insert(command.indexOf(" "), " --port " + town.port());
            awaitSuccess(start(output, "bash", "-c", "python3 " + command));

            assertThat(output).content(UTF_8).isEqualTo(text(answers));
            assertThat(town.file()).content(UTF_8).isEqualTo(text(block("The messages above:")));
        }
    }

    private static String text(final List<String> lines) {
        return String.join("\n", lines) + "\n";
    }

    @Test
    void shouldSendFromPythonOnceWhenTheServerIsKilled() throws Exception {
        final int perLife = 200;
        final Path output = scratch.outputs().resolve("sample.out");
        try (MessageTown town = new MessageTown(scratch)) {
            town.start();
            final Process client = start(
                    output,
                    "python3",
                    SAMPLES.resolve("message-client.py").toString(),
                    "--client",
                    "python",
                    "--port",
                    Integer.toString(town.port()));
            try (OutputStream lines = client.getOutputStream()) {
                for (int life = 0; life < 3; life++) {
                    for (int i = 1; i <= perLife; i++) {
                        lines.write(("test,message " + (life * perLife + i) + "\n").getBytes(UTF_8));
                    }
                    lines.flush();
                    final int some = life * perLife + random.nextInt(perLife);
                    await().atMost(PATIENCE)
                            .until(() -> Files.readAllLines(output).size() >= some);
                    town.server().kill();
                    town.launch("");
                }
            }
            awaitSuccess(client);
            town.server().awaitServing();
            town.server().terminate();

            final List<String> answers = Files.readAllLines(output);
            final List<String> file = Files.readAllLines(town.file());
            assertThat(answers).hasSize(3 * perLife);
            for (int i = 1; i <= 3 * perLife; i++) {
                assertThat(answers.get(i - 1)).isEqualTo("ACK " + i);
                assertThat(file.get(i - 1)).isEqualTo("python " + i + " test message " + i);
            }
            assertThat(file).hasSize(3 * perLife);
        }
    }

    private Process startPython(final Path output, final ServerSocket server, final String... messages)
            throws IOException {
        final List<String> command = new ArrayList<>(List.of(
                "python3",
                SAMPLES.resolve("message-client.py").toString(),
                "--client",
                "python",
                "--port",
                Integer.toString(server.getLocalPort())));
        command.addAll(List.of(messages));
        return start(output, command.toArray(String[]::new));
    }

    /** A server that loses answers, and refuses, when it is told to. */
    @Test
    void shouldSendFromPythonAgainWhatWasNotAnswered() throws Exception {
        final Path output = scratch.outputs().resolve("sample.out");
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            server.setSoTimeout((int) PATIENCE.toMillis());
            final Process client = startPython(output, server, "a", "b", "c");
            serve(server, 6, List.of("7 a", "8 b", "9 c"), answers -> Frames.putAck(answers, 7));
            serve(server, 9, List.of("8 b", "9 c"), answers -> {
                new Nack(8, NackReason.BUSY, "").encode(answers);
                new Nack(9, NackReason.OUT_OF_SEQUENCE, "").encode(answers);
            });
            serve(server, 9, List.of("8 b", "9 c"), answers -> {
                Frames.putAck(answers, 8);
                Frames.putAck(answers, 9);
            });
            awaitSuccess(client);
        }
        assertThat(Files.readAllLines(output)).containsExactly("ACK 7", "ACK 8", "ACK 9");
    }

    /** The server comes to a greeting that was given up after that of the next connection; and then there is another client. */
    @Test
    void shouldConnectAgainFromPythonWhenItsOwnGreetingTookItsIdOver() throws Exception {
        final Path output = scratch.outputs().resolve("sample.out");
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            server.setSoTimeout((int) PATIENCE.toMillis());
            final Process client = startPython(output, server, "a", "b");
            loseGreeting(server);
            serve(server, 6, List.of("7 a", "8 b"), MessageSampleTest::putTakenOver);
            serve(server, 6, List.of("7 a", "8 b"), answers -> {
                Frames.putAck(answers, 7);
                putTakenOver(answers);
            });
            awaitEnd(client, 2);
        }
        assertThat(Files.readAllLines(output)).containsExactly("ACK 7");
        assertThat(scratch.outputs().resolve("sample.err")).content().contains("refused: TAKEN_OVER");
    }

    private static void putTakenOver(final ByteBuffer answers) {
        new Nack(0, NackReason.TAKEN_OVER, "").encode(answers);
    }

    /** Reset, not closed: as seen from the client, nobody has read it, or will. */
    private static void loseGreeting(final ServerSocket server) throws IOException {
        try (Socket socket = server.accept()) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            frame(new DataInputStream(socket.getInputStream()));
            socket.setSoLinger(true, 0);
        }
    }

    /** One connection: greets, takes what must come, answers, and is gone. */
    private static void serve(
            final ServerSocket server,
            final long lastId,
            final List<String> expected,
            final Consumer<ByteBuffer> answer)
            throws IOException {
        try (Socket socket = server.accept()) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            final DataInputStream in = new DataInputStream(socket.getInputStream());
            final ByteBuffer answers = ByteBuffer.allocate(1000);
            assertThat(Hello.decode(frame(in).position(1)).clientId().text()).isEqualTo("python");
            new Welcome(MessageProtocol.VERSION, 256, MessageProtocol.WRITTEN, lastId).encode(answers);
            socket.getOutputStream().write(answers.array(), 0, answers.position());
            for (final String message : expected) {
                final ByteBuffer frame = frame(in);
                final MessageFlyweight fields = new MessageFlyweight().wrap(frame, 0, frame.limit());
                final String payload = new String(frame.array(), fields.payloadIndex(), fields.payloadLength(), UTF_8);
                assertThat(fields.isIntact()).isTrue();
                assertThat(fields.messageId() + " " + payload).isEqualTo(message);
            }
            answers.clear();
            answer.accept(answers);
            socket.getOutputStream().write(answers.array(), 0, answers.position());
        }
    }

    private static ByteBuffer frame(final DataInputStream in) throws IOException {
        final byte[] frame = new byte[in.readInt()];
        in.readFully(frame);
        return ByteBuffer.wrap(frame);
    }

    @Test
    void shouldUndoTheEscapingInPython() throws Exception {
        final Path output = scratch.outputs().resolve("lines.out");
        final String clientId = "a client\t\u2028é";
        final List<byte[]> sent = new ArrayList<>();
        try (MessageTown town = new MessageTown(scratch)) {
            town.start();
            try (MessageClient client =
                    MessageClient.open(town.clientOptions(clientId).build())) {
                for (int i = 0; i < 100; i++) {
                    final byte[] payload = new byte[random.nextInt(200)];
                    random.nextBytes(payload);
                    sent.add(payload);
                    client.sendAsync(i % 2 == 0 ? "-" : "", payload);
                }
                assertThat(client.close(PATIENCE)).isZero();
            }
            awaitSuccess(start(
                    output,
                    "python3",
                    SAMPLES.resolve("message-lines.py").toString(),
                    town.file().toString()));

            final List<String> lines = Files.readAllLines(output);
            final List<String> file = Files.readAllLines(town.file());
            assertThat(lines).hasSameSizeAs(sent).hasSameSizeAs(file);
            final Pattern object = Pattern.compile(
                    "\\{\"client\": \"(.*)\", \"id\": (\\d+), \"name\": \"(.*)\", \"message\": \"(.*)\"\\}");
            for (int i = 0; i < sent.size(); i++) {
                final Matcher fields = object.matcher(lines.get(i));
                assertThat(fields.matches()).as(lines.get(i)).isTrue();
                assertThat(bytes(fields.group(1))).isEqualTo(clientId.getBytes(UTF_8));
                assertThat(fields.group(2)).isEqualTo(Integer.toString(i + 1));
                assertThat(fields.group(3)).isEqualTo(i % 2 == 0 ? "-" : "");
                assertThat(bytes(fields.group(4))).isEqualTo(sent.get(i));
                assertThat(MessageLine.decode(file.get(i).getBytes(UTF_8)).payload())
                        .isEqualTo(sent.get(i));
            }
        }
    }

    /** What Python's json.dumps made of bytes that were decoded with surrogateescape. */
    private static byte[] bytes(final String json) {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        final StringBuilder pair = new StringBuilder();
        final Matcher character = Pattern.compile("\\\\u(....)|\\\\(.)|(.)").matcher(json);
        while (character.find()) {
            final char value;
            if (character.group(1) != null) {
                value = (char) Integer.parseInt(character.group(1), 16);
            } else if (character.group(2) != null) {
                final int escape = "\"\\/bfnrt".indexOf(character.group(2));
                value = "\"\\/\b\f\n\r\t".charAt(escape);
            } else {
                value = character.group(3).charAt(0);
            }
            if (pair.length() == 0 && Character.isLowSurrogate(value)) {
                bytes.write(value); // U+DC80 and so on: the byte itself
            } else {
                pair.append(value);
                if (!Character.isHighSurrogate(value)) {
                    bytes.writeBytes(pair.toString().getBytes(UTF_8));
                    pair.setLength(0);
                }
            }
        }
        return bytes.toByteArray();
    }
}
