package io.logc.matrix;

import io.logc.matrix.CrashMatrix.TestName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * What Surefire has reported of all modules. A report that is older than the compiled class of its test is of an earlier
 * build, and does not count.
 */
final class TestReports {
    private final Set<TestName> passed = new HashSet<>();
    private final Map<TestName, String> notPassed = new HashMap<>();

    private TestReports() {}

    static TestReports read(final Path root) throws IOException {
        final TestReports reports = new TestReports();
        try (Stream<Path> files = Files.walk(root)) {
            final List<Path> reportFiles = files.filter(file -> file.toString().contains("surefire-reports")
                            && isReport(file.getFileName().toString()))
                    .toList();
            final DocumentBuilder parser =
                    DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder();
            for (final Path file : reportFiles) {
                reports.add(file, parser.parse(file.toFile()).getElementsByTagName("testcase"));
            }
        } catch (final ParserConfigurationException | SAXException e) {
            throw new IOException(e);
        }
        return reports;
    }

    private static boolean isReport(final String name) {
        return name.startsWith("TEST-") && name.endsWith(".xml");
    }

    private void add(final Path report, final NodeList cases) throws IOException {
        for (int i = 0; i < cases.getLength(); i++) {
            final Element testCase = (Element) cases.item(i);
            final String className = testCase.getAttribute("classname");
            if (isOfThisBuild(report, className)) {
                final String simpleName = className.substring(className.lastIndexOf('.') + 1);
                final String method = testCase.getAttribute("name").replaceAll("[^A-Za-z0-9_].*", "");
                final TestName test = new TestName(simpleName, method);
                passed.add(test);
                for (final String outcome : List.of("failure", "error", "skipped")) {
                    if (testCase.getElementsByTagName(outcome).getLength() > 0) {
                        notPassed.put(test, outcome);
                    }
                }
            }
        }
    }

    private static boolean isOfThisBuild(final Path report, final String className) throws IOException {
        Path target = report.getParent();
        while (!target.getFileName().toString().equals("target")) {
            target = target.getParent();
        }
        final Path compiled = target.resolve("test-classes").resolve(className.replace('.', '/') + ".class");
        return Files.exists(compiled)
                && Files.getLastModifiedTime(compiled).compareTo(Files.getLastModifiedTime(report)) <= 0;
    }

    /** What became of a test: {@code passed}, or why it does not count. */
    String outcome(final TestName test) {
        if (notPassed.containsKey(test)) {
            return notPassed.get(test);
        }
        return passed.contains(test) ? "passed" : "has not run";
    }
}
