package io.logc.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** What a command prints while a test runs; afterwards the streams are the JVM's own again. */
public final class CapturedStreams implements BeforeEachCallback, AfterEachCallback {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
    private final PrintStream systemOut = System.out;
    private final PrintStream systemErr = System.err;

    /** What went to the standard output. */
    public ByteArrayOutputStream out() {
        return out;
    }

    /** What went to the standard error. */
    public ByteArrayOutputStream errors() {
        return errors;
    }

    @Override
    public void beforeEach(final ExtensionContext context) {
        System.setOut(new PrintStream(out, true, UTF_8));
        System.setErr(new PrintStream(errors, true, UTF_8));
    }

    @Override
    public void afterEach(final ExtensionContext context) {
        System.setOut(systemOut);
        System.setErr(systemErr);
    }
}
