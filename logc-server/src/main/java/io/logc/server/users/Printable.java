package io.logc.server.users;

/** What somebody else has named, in a form that the server's log can hold: short, and on one line. Stateless; any thread. */
final class Printable {
    private static final int MAX_LENGTH = 64;

    private Printable() {}

    static String of(final String text) {
        final StringBuilder printable = new StringBuilder();
        for (int i = 0; i < text.length() && printable.length() < MAX_LENGTH; i++) {
            final char each = text.charAt(i);
            printable.append(each > ' ' && each < 0x7F ? each : '?');
        }
        return printable.toString();
    }
}
