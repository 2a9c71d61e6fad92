package io.logc.server.users;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;

/** Somebody who may send messages. Immutable; any thread. */
public final class User {
    /** Everybody, where no users were named. */
    static final User ANYONE = new User("", null, List.of("*"), null);

    /** In the place of a user that there is not, so that it costs as much as one that there is. */
    static final User NOBODY = new User("", null, List.of(), null);

    private static final String ANY = "*";

    private final String name;
    private final byte[] secretDigest;
    private final Set<String> clients;
    private final List<String> prefixes;
    private final Path file;

    User(final String name, final String secret, final List<String> clients, final Path file) {
        this.name = name;
        this.secretDigest = secret == null ? null : digest(secret.getBytes(UTF_8));
        this.clients = Set.copyOf(clients.stream()
                .filter(client -> !client.endsWith(ANY))
                .map(User::canonical)
                .toList());
        this.prefixes = clients.stream()
                .filter(client -> client.endsWith(ANY))
                .map(client -> client.substring(0, client.length() - 1))
                .toList();
        this.file = file;
    }

    static byte[] digest(final byte[] secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret);
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** A UUID is the same client however its digits are written. */
    private static String canonical(final String client) {
        final String lower = client.toLowerCase(Locale.ROOT);
        try {
            return UUID.fromString(client).toString().equals(lower) ? lower : client;
        } catch (final IllegalArgumentException none) {
            return client;
        }
    }

    /** What the users file calls it.
     * @return empty for everybody */
    public String name() {
        return name;
    }

    /** Where its messages go.
     * @return null when that is the server's own messages file */
    public Path file() {
        return file;
    }

    /**
     * Whether it may send messages as that client.
     *
     * @param clientId the client, a UUID as its canonical text
     * @return true for the user's own name and for what was allowed besides
     */
    public boolean mayWriteAs(final String clientId) {
        return !name.isEmpty() && clientId.equals(name)
                || clients.contains(clientId)
                || prefixes.stream().anyMatch(clientId::startsWith);
    }

    boolean hasSecret() {
        return secretDigest != null;
    }

    /** Takes as long whether there is a secret or not, and whatever of it is right. */
    boolean isProvenBy(final byte[] secret) {
        final byte[] given = digest(secret);
        return MessageDigest.isEqual(given, secretDigest == null ? given.clone() : secretDigest) & secretDigest != null;
    }
}
