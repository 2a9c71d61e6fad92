package io.logc.server.message.session;

import io.logc.server.log.ServerLog;
import io.logc.server.message.codec.RefusalTexts;
import io.logc.server.message.file.MessageLogs;
import io.logc.server.message.memory.FrameBudget;
import io.logc.server.message.options.MessageOptions;
import io.logc.server.users.Refusals;
import io.logc.server.users.Users;
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
 * @param refusalTexts what refusals say to a person
 * @param budget for what connections keep
 * @param nanoClock the time, in nanoseconds since anything
 * @param log the server's own
 * @param connections that are open
 * @param sessionNumbers the last session's number
 * @param acknowledged messages since the start
 */
public record MessageServices(
        MessageOptions options,
        Users users,
        Refusals refusals,
        MessageLogs files,
        RefusalTexts refusalTexts,
        FrameBudget budget,
        LongSupplier nanoClock,
        ServerLog log,
        AtomicInteger connections,
        AtomicLong sessionNumbers,
        AtomicLong acknowledged) {

    /**
     * Makes what all event loops of a new server share.
     *
     * @param options of the server
     * @param users who may send
     * @param files where messages go
     * @param nanoClock the time, in nanoseconds since anything
     * @param log the server's own
     */
    public MessageServices(
            final MessageOptions options,
            final Users users,
            final MessageLogs files,
            final LongSupplier nanoClock,
            final ServerLog log) {
        this(
                options,
                users,
                new Refusals(nanoClock),
                files,
                new RefusalTexts(options.maxMessage()),
                FrameBudget.of(options.memoryLength()),
                nanoClock,
                log,
                new AtomicInteger(),
                new AtomicLong(),
                new AtomicLong());
    }
}
