package io.logc.client;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what was said, but not of writes that take long, as on a machine that stands still they may. */
final class RecordingStatus implements StatusSink {
    final List<String> infos = new CopyOnWriteArrayList<>();
    final List<String> warnings = new CopyOnWriteArrayList<>();

    @Override
    public void info(final String message) {
        if (!message.contains(": the write that took so long")) {
            infos.add(message);
        }
    }

    @Override
    public void warn(final String message, final Throwable cause) {
        if (!message.contains(": a write has been going on")) {
            warnings.add(message);
        }
    }
}
