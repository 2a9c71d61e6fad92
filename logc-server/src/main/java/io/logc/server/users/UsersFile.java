package io.logc.server.users;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.logc.message.wire.MessageProtocol;
import io.logc.server.config.Permissions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a users file: one user a line, {@code name [secret=TEXT] [clients=ID,ID*,...] [file=PATH]}; what follows a {@code #}
 * at a word's beginning is a comment.
 *
 * <p>What is wrong is told with its line and which word of it, and never with the word itself, which may be a secret. Used by
 * one thread.
 */
final class UsersFile {
    static final int MAX_LENGTH = 16 * 1024 * 1024;
    private static final String SECRET = "secret=";
    private static final String CLIENTS = "clients=";
    private static final String FILE = "file=";
    private static final String ANY = "*";
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final Path path;
    private final Map<String, User> users = new HashMap<>();
    private final Map<String, Integer> lineNumbers = new HashMap<>();
    private int lineNumber;

    private UsersFile(final Path path) {
        this.path = path;
    }

    /**
     * Reads and checks a users file.
     *
     * @param path of the file
     * @return the users by their names, at least one
     * @throws IOException when it cannot be read, makes no sense, or could be read by those whom its secrets do not concern
     */
    static Map<String, User> read(final Path path) throws IOException {
        final byte[] content = Permissions.read(path, MAX_LENGTH);
        final Map<String, User> users = parse(path, content);
        if (users.values().stream().anyMatch(User::hasSecret) && Permissions.isOpenToOthers(path)) {
            throw new IOException(
                    path + ": holds secrets, and others than its owner may read or write it: chmod 600 " + path);
        }
        if (Permissions.isWritableByOthers(path)) {
            throw new IOException(path + ": others than its owner may write it: chmod go-w " + path);
        }
        return users;
    }

    /**
     * Checks what a users file holds.
     *
     * @param path of the file, for messages and for relative paths in it
     * @param content its bytes
     * @return the users by their names, at least one
     * @throws IOException when it makes no sense
     */
    static Map<String, User> parse(final Path path, final byte[] content) throws IOException {
        final UsersFile file = new UsersFile(path);
        // Split before decoding, so that bytes that are no text have a line number; a line feed is part of no other
        // character.
        for (final String line : new String(content, ISO_8859_1).split("\n", -1)) {
            file.lineNumber++;
            file.line(file.decode(line.getBytes(ISO_8859_1)));
        }
        if (file.users.isEmpty()) {
            throw new IOException(path + ": names no user");
        }
        return Map.copyOf(file.users);
    }

    private String decode(final byte[] line) throws IOException {
        try {
            final String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString();
            return lineNumber == 1 && text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        } catch (final CharacterCodingException e) {
            throw wrong("is not UTF-8");
        }
    }

    private void line(final String line) throws IOException {
        final List<String> words = words(line);
        if (words.isEmpty()) {
            return;
        }
        final String name = name(words.get(0));
        String secret = null;
        List<String> clients = null;
        Path file = null;
        for (int i = 1; i < words.size(); i++) {
            final String word = words.get(i);
            if (word.startsWith(SECRET) && secret == null) {
                secret = secret(word.substring(SECRET.length()));
            } else if (word.startsWith(CLIENTS) && clients == null) {
                clients = clients(word.substring(CLIENTS.length()));
            } else if (word.startsWith(FILE) && file == null) {
                file = file(word.substring(FILE.length()));
            } else {
                throw wrong("word " + (i + 1) + " is none of secret=TEXT, clients=ID,ID* and file=PATH, each once;"
                        + " none of them may contain a space");
            }
        }
        final Integer before = lineNumbers.put(name, lineNumber);
        if (before != null) {
            throw wrong("has the user of line " + before + " again");
        }
        users.put(name, new User(name, secret, clients == null ? List.of() : clients, file));
    }

    private static List<String> words(final String line) {
        final List<String> words = new ArrayList<>();
        for (final String word : line.strip().split("[ \t]+")) {
            if (word.startsWith("#")) {
                break;
            }
            if (!word.isEmpty()) {
                words.add(word);
            }
        }
        return words;
    }

    private String name(final String word) throws IOException {
        final String name = text("the user's name", word, MessageProtocol.MAX_USER_LENGTH);
        if (name.contains(":") || name.contains("/") || name.contains("=")) {
            throw wrong("must begin with the user's name, without colon, slash or equals sign");
        }
        return name;
    }

    private String secret(final String word) throws IOException {
        if (word.contains(":")) {
            throw wrong("the secret must not contain a colon, which ends it in the line protocol");
        }
        return text("the secret", word, MessageProtocol.MAX_SECRET_LENGTH);
    }

    private List<String> clients(final String word) throws IOException {
        final List<String> clients = Arrays.asList(word.split(",", -1));
        for (final String client : clients) {
            text("a client id", client, MessageProtocol.MAX_CLIENT_ID_LENGTH);
            final int any = client.indexOf(ANY);
            if (any >= 0 && any != client.length() - 1) {
                throw wrong("in a client id * may only stand at its end");
            }
        }
        return clients;
    }

    private Path file(final String word) throws IOException {
        if (word.isEmpty() || word.indexOf('\0') >= 0) {
            throw wrong("file= must name a file");
        }
        return path.toAbsolutePath().resolveSibling(word).normalize();
    }

    private String text(final String what, final String word, final int maxLength) throws IOException {
        final int length = word.getBytes(UTF_8).length;
        if (length == 0 || length > maxLength) {
            throw wrong(what + " has " + length + " bytes; it must have 1 to " + maxLength);
        }
        if (word.chars().anyMatch(each -> Character.isISOControl(each) || Character.isWhitespace(each))) {
            throw wrong(what + " must not contain control characters or white space");
        }
        return word;
    }

    private IOException wrong(final String what) {
        return new IOException(path + ", line " + lineNumber + ": " + what);
    }
}
