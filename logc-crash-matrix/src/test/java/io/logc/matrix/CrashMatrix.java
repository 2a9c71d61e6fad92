package io.logc.matrix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rows of docs/crash-matrix.md: a table line begins with the row's name, and its last cell names tests as
 * {@code Class#method} in code quotes.
 *
 * @param rows in the order of the document
 */
record CrashMatrix(List<Row> rows) {
    private static final Pattern ROW = Pattern.compile("\\| ([A-Z]\\d+) \\|.*\\|([^|]*)\\|");
    private static final Pattern TEST = Pattern.compile("`([^`]*)`");
    private static final Pattern TEST_NAME = Pattern.compile("([A-Z]\\w*Test)#(should\\w+)");

    /**
     * One row.
     *
     * @param name letter and number
     * @param tests as they are named
     */
    record Row(String name, List<TestName> tests) {}

    /**
     * A test.
     *
     * @param className without its package
     * @param method without its parameters
     */
    record TestName(String className, String method) {
        static TestName parse(final String text) {
            final Matcher matcher = TEST_NAME.matcher(text);
            if (!matcher.matches()) {
                throw new IllegalArgumentException(text + ": must be Class#method of a test");
            }
            return new TestName(matcher.group(1), matcher.group(2));
        }

        @Override
        public String toString() {
            return className + "#" + method;
        }
    }

    static CrashMatrix read(final Path document) throws IOException {
        final List<Row> rows = new ArrayList<>();
        for (final String line : Files.readAllLines(document)) {
            final Matcher row = ROW.matcher(line);
            if (row.matches()) {
                final List<TestName> tests = new ArrayList<>();
                final Matcher test = TEST.matcher(row.group(2));
                while (test.find()) {
                    tests.add(TestName.parse(test.group(1)));
                }
                rows.add(new Row(row.group(1), List.copyOf(tests)));
            }
        }
        return new CrashMatrix(List.copyOf(rows));
    }
}
