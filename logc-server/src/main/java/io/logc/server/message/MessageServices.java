package io.logc.server.message;

import io.logc.server.log.ServerLog;
import io.logc.server.users.Refusals;
import io.logc.server.users.Users;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * What all event loops of a message server share. Any thread.
 *
 * @param options of the server
 * @param users who may send
 * @param refusals how long those wait who may not
 * @param files where messages go
 * @param answer the answers' bytes
 * @param budget for large frames
 * @param nanoClock the time
 * @param log the server's own
 * @param connections that are open
 * @param sessionNumbers the last session's number
 * @param acknowledged messages since the start
 */
record MessageServices(
        MessageOptions options,
        Users users,
        Refusals refusals,
        Files files,
        Answer answer,
        FrameBudget budget,
        LongSupplier nanoClock,
        ServerLog log,
        AtomicInteger connections,
        AtomicLong sessionNumbers,
        AtomicLong acknowledged) {

    /** Finds the file that a user's messages go to. */
    interface Files {
        /**
         * Finds a file.
         *
         * @param file of the user, or null for the server's own
         * @return null when it is not open, or not yet
         */
        MessageLog of(Path file);

        /** Nothing more is taken; what was taken is drained. */
        void seal();

        /** The host that drains them was closed. */
        void close();
    }

    MessageServices(
            final MessageOptions options,
            final Users users,
            final Files files,
            final LongSupplier nanoClock,
            final ServerLog log) {
        this(
                options,
                users,
                new Refusals(nanoClock),
                files,
                new Answer(options.maxMessage()),
                new FrameBudget(DirectMemory.budget(options.memoryLength())),
                nanoClock,
                log,
                new AtomicInteger(),
                new AtomicLong(),
                new AtomicLong());
    }
}
