package io.logc.file;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/**
 * Says what has gone wrong with a file. The JDK's exceptions for the most frequent reasons have a message that is the file's
 * name and nothing else, as their class has the reason. Stateless; any thread.
 */
public final class Reasons {
    private Reasons() {}

    /**
     * The message of an exception, and the reason where the message is only a name.
     *
     * @param problem that somebody has to be told of
     * @return never null
     */
    public static String of(final Throwable problem) {
        if (problem instanceof FileSystemException failure && failure.getReason() == null) {
            return failure.getMessage() == null ? words(failure) : failure.getMessage() + ": " + words(failure);
        }
        return problem.getMessage() == null ? problem.toString() : problem.getMessage();
    }

    private static String words(final FileSystemException failure) {
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (failure instanceof NoSuchFileException) {
            return "no such file or directory";
        }
        if (failure instanceof FileAlreadyExistsException) {
            return "is there already";
        }
        if (failure instanceof NotDirectoryException) {
            return "not a directory";
        }
        if (failure instanceof FileSystemLoopException) {
            return "links lead in a circle";
        }
        return failure.getClass().getSimpleName();
    }
}
