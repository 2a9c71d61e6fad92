package io.logc.system;

import io.logc.system.rig.Arguments;
import io.logc.system.rig.LogTarget;
import java.io.IOException;

/** Logs a line, if it is told where, and then does nothing until its standard input ends. */
public final class IdleApplication {
    private IdleApplication() {}

    /** Runs the application. */
    public static void main(final String[] args) throws IOException {
        final Arguments arguments = new Arguments(args);
        if (!arguments.text("file", "").isEmpty()) {
            LogTarget.open(arguments).log("a line");
        }
        System.out.println("idle");
        System.in.read();
    }
}
