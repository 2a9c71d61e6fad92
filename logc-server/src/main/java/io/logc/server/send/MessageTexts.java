package io.logc.server.send;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

/** The messages of a command line: commas between them; {@code \,} is a comma, {@code \\} a backslash. */
final class MessageTexts {
    private static final char SEPARATOR = ',';
    private static final char ESCAPE = '\\';

    private MessageTexts() {}

    /**
     * Takes them apart.
     *
     * @param words as they were given
     * @return one payload for each message, at least one
     */
    static List<byte[]> split(final String words) {
        final List<byte[]> messages = new ArrayList<>();
        final StringBuilder message = new StringBuilder();
        for (int i = 0; i < words.length(); i++) {
            final char character = words.charAt(i);
            if (character == SEPARATOR) {
                messages.add(message.toString().getBytes(UTF_8));
                message.setLength(0);
            } else if (character == ESCAPE && i + 1 < words.length() && isEscaped(words.charAt(i + 1))) {
                message.append(words.charAt(++i));
            } else {
                message.append(character);
            }
        }
        messages.add(message.toString().getBytes(UTF_8));
        return messages;
    }

    private static boolean isEscaped(final char character) {
        return character == SEPARATOR || character == ESCAPE;
    }
}
