package io.logc.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.logc.server.message.options.Acknowledgement;
import io.logc.server.message.options.MessageOptions;
import io.logc.server.message.options.MessageOptionsBuilder;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.PropertiesDefaultProvider;

class MessageFlagsTest {
    private static final Pattern DOCUMENTED = Pattern.compile("\\| `--([a-z-]+)(?:=[^`]*)?` \\| ([^|]+) \\| .+ \\|");

    @Test
    void shouldHaveTheDefaultsOfTheMessageServerWhenOnlyTheFileIsNamed() {
        assertThat(parse("--messages-file=messages.log"))
                .isEqualTo(new MessageOptionsBuilder(Path.of("messages.log")).build());
    }

    @Test
    void shouldTakeNoMessagesWhenNoFileIsNamed() {
        assertThat(parse()).isNull();
        assertThat(parse("--message-port=4711", "--max-message=1024")).isNull();
    }

    @Test
    void shouldRefuseProtectionThatProtectsNothing() {
        assertThatThrownBy(() -> parse("--users=users"))
                .hasMessage("users=users: no messages are taken; name a messages-file too, or leave it out");
        assertThatThrownBy(() -> parse("--tls-key=key")).hasMessageContaining("tls-key=key: no messages are taken");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "message-linger=9223372036854775807",
                "idle-timeout=-9223372036854775808",
                "idle-timeout=99999999999",
                "message-client-memory=9223372036854775807",
                "message-memory=17592186044480",
                "message-memory=-17592186044352",
                "message-buffer-size=-9223372036854775808"
            })
    void shouldRefuseWhatIsTooMuchToBeCounted(final String option) {
        assertThatThrownBy(() -> parse("--messages-file=m.log", "--" + option))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(option + ": must be ");
    }

    @Test
    void shouldPassOnEachOption() {
        assertThat(parse(
                        "--messages-file=m.log",
                        "--message-address=0.0.0.0",
                        "--message-port=1",
                        "--line-port=2",
                        "--max-message=3",
                        "--messages-per-write=4",
                        "--message-linger=5",
                        "--acknowledge=synced",
                        "--message-buffer-size=8388608",
                        "--message-threads=7",
                        "--max-connections=8",
                        "--idle-timeout=9",
                        "--message-memory=10",
                        "--users=u",
                        "--tls-certificate=c",
                        "--tls-key=k",
                        "--tls-client-ca=a",
                        "--insecure",
                        "--message-clients=11",
                        "--message-client-memory=12"))
                .isEqualTo(new MessageOptions(
                        Path.of("m.log"),
                        "0.0.0.0",
                        1,
                        2,
                        3,
                        4,
                        Duration.ofMillis(5),
                        Acknowledgement.SYNCED,
                        8_388_608,
                        7,
                        8,
                        Duration.ofSeconds(9),
                        10L * 1024 * 1024,
                        Path.of("u"),
                        Path.of("c"),
                        Path.of("k"),
                        Path.of("a"),
                        true,
                        11,
                        Duration.ofSeconds(12)));
    }

    @Test
    void shouldTakeTheSameNamesFromAPropertiesFileAndLetTheCommandLineWin(@TempDir final Path temporary)
            throws IOException {
        final Path file = Files.writeString(
                temporary.resolve("logc.properties"),
                "messages-file=m.log\nacknowledge=received\nmessage-port=4711\nline-port=-1\ninsecure=true\n");
        final MessageFlags flags = new MessageFlags();
        commandLine(flags)
                .setDefaultValueProvider(new PropertiesDefaultProvider(file.toFile()))
                .parseArgs("--message-port=4712", "--insecure");

        final MessageOptions options = flags.options();

        assertThat(options.messagesFile()).isEqualTo(Path.of("m.log"));
        assertThat(options.acknowledge()).isEqualTo(Acknowledgement.RECEIVED);
        assertThat(options.port()).isEqualTo(4712);
        assertThat(options.linePort()).isEqualTo(MessageOptions.NO_PORT);
        assertThat(options.insecure()).as("said twice is not said less").isTrue();
    }

    @Test
    void shouldExplainEachOptionWithItsDefaultWhenOperationsAreRead() throws IOException {
        final Map<String, String> documented = new TreeMap<>();
        for (final String line : Files.readAllLines(Documents.path("docs/operations.md"))) {
            final Matcher row = DOCUMENTED.matcher(line);
            if (row.matches()) {
                documented.put(row.group(1), row.group(2).strip().replaceAll("[ ,].*", ""));
            }
        }

        final List<Option> options = Arrays.stream(MessageFlags.class.getDeclaredFields())
                .map(MessageFlagsTest::option)
                .filter(option -> option != null)
                .toList();

        final Map<String, String> defaults = new TreeMap<>();
        for (final Option option : options) {
            final String value = option.defaultValue();
            defaults.put(option.names()[0].substring(2), isUnset(value) ? "none" : value);
            assertThat(String.join("", option.description()))
                    .as("%s: what --help says of it", option.names()[0])
                    .matches(text -> isUnset(value) || value.equals("false") || text.contains("(default: " + value));
        }
        assertThat(defaults).hasSize(20);
        assertThat(documented).containsAllEntriesOf(defaults);
    }

    private static boolean isUnset(final String value) {
        return value.startsWith("__no_default_value__");
    }

    private static Option option(final Field field) {
        return field.getAnnotation(Option.class);
    }

    private static MessageOptions parse(final String... arguments) {
        final MessageFlags flags = new MessageFlags();
        commandLine(flags).parseArgs(arguments);
        return flags.options();
    }

    private static CommandLine commandLine(final MessageFlags flags) {
        return new CommandLine(flags).setCaseInsensitiveEnumValuesAllowed(true);
    }
}
