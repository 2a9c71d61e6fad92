package io.logc.client;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what was said. */
final class RecordingStatus implements StatusSink {
    final List<String> infos = new CopyOnWriteArrayList<>();
    final List<String> warnings = new CopyOnWriteArrayList<>();

    @Override
    public void info(final String message) {
        infos.add(message);
    }

    @Override
    public void warn(final String message, final Throwable cause) {
        warnings.add(message);
    }
}
