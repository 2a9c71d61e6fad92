package io.logc.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The documents of the checkout, wherever a test runs. */
final class Documents {
    private static final String INDENT = "    ";

    private Documents() {}

    static Path path(final String name) {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.exists(directory.resolve(name))) {
            directory = directory.getParent();
        }
        return directory.resolve(name);
    }

    /** The first indented block after a line with these words, without its indent. */
    static String block(final String name, final String after) throws IOException {
        final List<String> lines = Files.readAllLines(path(name));
        int i = 0;
        while (!lines.get(i).contains(after)) {
            i++;
        }
        while (!lines.get(i).startsWith(INDENT)) {
            i++;
        }
        final StringBuilder block = new StringBuilder();
        for (; i < lines.size() && lines.get(i).startsWith(INDENT); i++) {
            block.append(lines.get(i).substring(INDENT.length())).append('\n');
        }
        return block.toString();
    }
}
