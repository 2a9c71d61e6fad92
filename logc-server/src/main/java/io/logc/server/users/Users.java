package io.logc.server.users;

import io.logc.server.config.WatchedFiles;
import io.logc.server.log.ServerLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Who may send messages. A changed users file is read by {@link #refresh()}, which somebody has to call now and then; one
 * that makes no sense changes nothing.
 *
 * <p>Any thread.
 */
public final class Users {
    private static final String NOT_LET_IN = " of users that are not let in";

    private final Path path;
    private final WatchedFiles watched;
    private final ServerLog log;
    private volatile Map<String, User> users;

    private Users(final Path path, final WatchedFiles watched, final ServerLog log, final Map<String, User> users) {
        this.path = path;
        this.watched = watched;
        this.log = log;
        this.users = users;
    }

    /**
     * Reads a users file.
     *
     * @param file the users
     * @param log says who was refused and why, and when the file was read again
     * @return the users
     * @throws IOException when the file cannot be read or makes no sense
     */
    public static Users open(final Path file, final ServerLog log) throws IOException {
        return open(file, log, System::nanoTime);
    }

    static Users open(final Path file, final ServerLog log, final LongSupplier nanoClock) throws IOException {
        final WatchedFiles watched = new WatchedFiles(List.of(file), nanoClock);
        return new Users(file, watched, log, UsersFile.read(file));
    }

    /**
     * Where no users were named: the binary protocol is for everybody, as any client; the line protocol for nobody.
     *
     * @return everybody
     */
    public static Users anyone() {
        return new Users(null, null, null, Map.of());
    }

    /** Whether one must be a user to send messages.
     * @return false for {@link #anyone()} */
    public boolean areRequired() {
        return path != null;
    }

    /** Whether there is a user who can prove over a network who it is.
     * @return false when only certificates can */
    public boolean haveSecrets() {
        return users.values().stream().anyMatch(User::hasSecret);
    }

    /** How many there are.
     * @return 0 for {@link #anyone()} */
    public int count() {
        return users.size();
    }

    /** Where users' messages go instead of the server's messages file.
     * @return the files of the users of now, each once */
    public Set<Path> files() {
        return users.values().stream().map(User::file).filter(Objects::nonNull).collect(Collectors.toSet());
    }

    /**
     * Lets somebody in who speaks the binary protocol, or does not. Costs the same, whatever is wrong.
     *
     * @param name of the user; empty for the one in its certificate
     * @param secret what it gives as its secret; may be empty
     * @param clientId as whom it wants to send
     * @param peer where it comes from
     * @return the user, or null when it is not to be let in
     */
    public User admit(final String name, final byte[] secret, final String clientId, final Peer peer) {
        if (path == null) {
            return User.ANYONE;
        }
        final String wanted = name.isEmpty() && peer.certificateName() != null ? peer.certificateName() : name;
        final User known = users.get(wanted);
        final User user = known == null ? User.NOBODY : known;
        final boolean proven = user.isProvenBy(secret);
        final boolean certified = wanted.equals(peer.certificateName());
        final boolean trusted = !user.hasSecret()
                && secret.length == 0
                && peer.certificateName() == null
                && peer.address().isLoopbackAddress();
        final boolean isAllowed = user.mayWriteAs(clientId);
        if (known != null && (proven || certified || trusted) && isAllowed) {
            return known;
        }
        log.seldom(NOT_LET_IN, peer + ": not let in: " + reason(known, proven || certified || trusted, clientId), "");
        return null;
    }

    /** For the log only: whoever asks is not told. A name that is not known is not repeated, it may be a secret. */
    private static String reason(final User known, final boolean isProven, final String clientId) {
        if (known == null) {
            return "no user of that name";
        }
        if (isProven) {
            return "user " + Printable.of(known.name()) + " may not write as client " + Printable.of(clientId);
        }
        return "user " + Printable.of(known.name())
                + (known.hasSecret()
                        ? " with a wrong secret"
                        : " has no secret, so it must come from this machine, without one, or with its certificate");
    }

    /**
     * Lets somebody in who speaks the line protocol, or does not.
     *
     * @param name of the user, which is the client id too
     * @param secret what it gives as its secret; may be empty
     * @param peer where it comes from
     * @return the user, or null when it is not to be let in
     */
    public User admitLine(final String name, final byte[] secret, final Peer peer) {
        return path == null || name.isEmpty() ? null : admit(name, secret, name, peer);
    }

    /** Reads the file again if it has changed. It may take as long as the disk does. */
    public void refresh() {
        if (path == null || !watched.haveChanged()) {
            return;
        }
        try {
            users = UsersFile.read(path);
            log.info(path + ": read again, " + count() + " users");
        } catch (final IOException e) {
            watched.tryAgain();
            log.seldom("the users stay as they were: " + e.getMessage());
        } catch (final RuntimeException e) {
            watched.tryAgain();
            log.seldom("the users stay as they were: " + path + " cannot be read: " + e);
        }
    }
}
