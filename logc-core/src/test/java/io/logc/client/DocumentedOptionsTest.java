package io.logc.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.logc.buffer.BufferDirectory;
import io.logc.buffer.BufferDirectory.BufferName;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keeps the documents honest: what they say of options and of files is what the code has. */
class DocumentedOptionsTest {
    private static final Pattern OPTION_ROW = Pattern.compile("\\| `(\\w+)` \\| `?([^|`]+)`? \\| .+ \\|");
    private static final String KEY = "0123456789abcdef";
    private static final BufferName BUFFER = new BufferName(KEY, 7);

    @Test
    void shouldNameTheSameOptionsAsTheCodeWhenReadmeIsRead() throws IOException {
        final List<String> setters = Arrays.stream(LogcOptions.class.getMethods())
                .map(Method::getName)
                .filter(name -> name.startsWith("set"))
                .map(name -> Character.toLowerCase(name.charAt(3)) + name.substring(4))
                .toList();

        assertThat(readmeDefaults().keySet()).containsExactlyInAnyOrderElementsOf(setters);
    }

    @Test
    void shouldStateTheDefaultsOfTheCodeWhenReadmeIsRead() throws IOException {
        final LogcOptions untouched = new LogcOptions();

        assertThat(untouched.hasFile()).isFalse();
        assertThat(untouched.bufferDirectory()).isNull();
        assertThat(untouched.filePermissions()).isEmpty();
        assertThat(readmeDefaults()).containsExactlyInAnyOrderEntriesOf(asDocumented(untouched));
    }

    @Test
    void shouldExplainEachFileOfABufferDirectoryWhenOperationsAreRead(@TempDir final Path temporary) throws Exception {
        final String operations = read("docs/operations.md");

        assertThat(fileNames(temporary))
                .contains("<key>-<generation>.buffer", "<key>.journal", "server")
                .allSatisfy(name -> assertThat(operations).contains("| `" + name + "` |"));
    }

    /** The defaults in the words of the README's table. */
    private static Map<String, String> asDocumented(final LogcOptions options) {
        final Map<String, String> defaults = new LinkedHashMap<>(Map.of(
                "file",
                "required",
                "append",
                Boolean.toString(options.append()),
                "server",
                options.serverAllowed() ? "auto" : "none",
                "bufferSize",
                options.bufferSize() / (1024 * 1024) + " MB",
                "bufferDirectory",
                "chosen",
                "flushInterval",
                options.flushIntervalNs() / 1_000_000 + " ms",
                "whenFull",
                options.blockWhenFull() ? "block" : "drop",
                "maxBlock",
                options.maxBlockNs() / 1_000_000_000 + " s",
                "autoStart",
                Boolean.toString(options.autoStart()),
                "filePermissions",
                "umask's"));
        defaults.put("splitFormatting", Boolean.toString(options.splitFormatting()));
        return defaults;
    }

    private static Map<String, String> readmeDefaults() throws IOException {
        final Map<String, String> defaults = new LinkedHashMap<>();
        boolean inTable = false;
        for (final String line : read("README.md").lines().toList()) {
            inTable = line.startsWith("| option | default |") || inTable && line.startsWith("|");
            final Matcher row = OPTION_ROW.matcher(line);
            if (inTable && row.matches()) {
                defaults.put(row.group(1), row.group(2));
            }
        }
        return defaults;
    }

    /** Every name that the directory can give to a file, from the methods that give them. */
    private static List<String> fileNames(final Path temporary) throws Exception {
        final BufferDirectory directory = BufferDirectory.open(temporary.resolve("buffers"));
        final List<String> names = new ArrayList<>();
        for (final Method method : BufferDirectory.class.getDeclaredMethods()) {
            final boolean isAccessor = java.lang.reflect.Modifier.isPublic(method.getModifiers())
                    && method.getReturnType() == Path.class
                    && !List.of("path", "defaultPath").contains(method.getName());
            if (isAccessor) {
                final Object[] arguments = Arrays.stream(method.getParameterTypes())
                        .map(type -> type == BufferName.class ? BUFFER : KEY)
                        .toArray();
                final Path file = ((Path) method.invoke(directory, arguments)).getFileName();
                names.add(file.toString()
                        .replace(BUFFER.key() + "-7", "<key>-<generation>")
                        .replace(KEY, "<key>"));
            }
        }
        return names;
    }

    private static String read(final String path) throws IOException {
        return Files.readString(repositoryRoot().resolve(path), UTF_8);
    }

    private static Path repositoryRoot() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.exists(directory.resolve(".ci/run"))) {
            directory = directory.getParent();
            assertThat(directory)
                    .as("directory above the module that has .ci/run")
                    .isNotNull();
        }
        return directory;
    }
}
