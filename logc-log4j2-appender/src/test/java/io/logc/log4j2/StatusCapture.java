package io.logc.log4j2;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.status.StatusData;
import org.apache.logging.log4j.status.StatusListener;
import org.apache.logging.log4j.status.StatusLogger;

/**
 * Listens to Log4j's status messages, as a user's console would; but not to what logc's threads say about the files of
 * other tests.
 */
final class StatusCapture implements StatusListener {
    private final List<StatusData> messages = new CopyOnWriteArrayList<>();

    private final Path directory;
    private boolean closed;

    /**
     * Begins to listen.
     *
     * @param directory of the test
     */
    StatusCapture(final Path directory) {
        this.directory = directory;
        StatusLogger.getLogger().registerListener(this);
    }

    /** The messages of exactly this level that contain all the parts. */
    List<String> messages(final Level level, final String... parts) {
        return messages.stream()
                .filter(data -> data.getLevel() == level)
                .map(data -> data.getMessage().getFormattedMessage())
                .filter(text -> List.of(parts).stream().allMatch(text::contains))
                .toList();
    }

    @Override
    public void log(final StatusData data) {
        final String text = data.getMessage().getFormattedMessage();
        if (!text.startsWith("logc: ") || text.contains(directory.toString())) {
            messages.add(data);
        }
    }

    @Override
    public Level getStatusLevel() {
        return Level.INFO;
    }

    /** Log4j closes the listeners that are removed from it: the second call is its own. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            StatusLogger.getLogger().removeListener(this);
        }
    }
}
