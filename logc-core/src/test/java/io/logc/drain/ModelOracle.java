package io.logc.drain;

import static org.assertj.core.api.Assertions.assertThat;

import io.logc.drain.ModelCalls.Buffer;
import io.logc.drain.ModelCalls.Call;
import io.logc.drain.ModelCalls.Outcome;
import io.logc.drain.ModelFiles.Fate;
import io.logc.drain.ModelFiles.Segment;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Compares all that stands, or stood, in the log file with the list of calls.
 *
 * <p>The bounds, beyond which nothing may be lost, twice, torn or out of order:
 *
 * <ul>
 *   <li>What another program deletes is gone. A batch that was being written then stands in the new file, and may stand in
 *       the deleted one too.
 *   <li>When another program has written into a batch that a crash or an error of the disk had interrupted, up to as many
 *       bytes as the warning says may stand twice or torn.
 *   <li>A drop that is counted after its buffer was sealed may not be reported: the buffer may be gone.
 *   <li>When the file is copied and truncated (copytruncate) while a batch is not settled, that batch may stand twice, once
 *       in the copy.
 * </ul>
 */
final class ModelOracle {
    /** An event, a header, a footer, a report, or another program's line. */
    private static final Pattern TOKEN = Pattern.compile("<[^<>]*>\n");

    private static final Pattern REPORT = Pattern.compile("<dropped (\\d+) of (\\d+)>\n");
    private static final Pattern MARK = Pattern.compile("<(head|foot) (\\d+)>\n");
    private static final Pattern STANDS_TWICE = Pattern.compile("up to (\\d+) bytes of it may stand twice");

    private final ModelWorld world;
    private final Map<String, Call> events = new HashMap<>();
    private final List<Token> tokens = new ArrayList<>();
    private long looseBytes;
    private long looseLimit;

    /** A whole piece of the log, and where it stands. */
    private record Token(String text, Segment segment, boolean first) {
        /** The first of its letters. */
        String brief() {
            return text.substring(0, Math.min(20, text.length())).replace('\n', ' ');
        }

        boolean isLost() {
            return segment.fate == Fate.DELETED;
        }
    }

    ModelOracle(final ModelWorld world) {
        this.world = world;
    }

    void check() throws IOException {
        for (final Call call : world.calls.calls) {
            if (call.isEvent()) {
                events.put(call.text(), call);
            }
        }
        looseLimit = world.copiedBytes;
        for (final String warning : world.warnings) {
            if (warning.contains("the file of an interrupted batch is gone") && world.traits.deletes()) {
                continue;
            }
            final Matcher matcher = STANDS_TWICE.matcher(warning);
            assertThat(matcher.find() && (world.disturbed || world.traits.copies() || world.traits.deletes()))
                    .as("a warning without a reason: %s", warning)
                    .isTrue();
            looseLimit += Long.parseLong(matcher.group(1));
        }
        parse();
        final List<Token> kept = withoutCopies();
        checkEachOnce(kept);
        checkOrder(kept);
        checkTruncations();
        checkDrops(kept);
        checkMarks();
        assertThat(looseBytes)
                .as("bytes that stand twice or torn, where %s were warned of", looseLimit)
                .isLessThanOrEqualTo(looseLimit);
    }

    private void parse() throws IOException {
        final List<Segment> segments = world.files.all();
        String rest = "";
        for (final Segment segment : segments) {
            final String text = rest + segment.text();
            rest = parse(segment, text, rest.length());
            if (segment.fate != Fate.COPIED) {
                looseBytes += segment.fate == Fate.DELETED ? 0 : rest.length();
                rest = "";
            }
        }
    }

    /** Takes the whole pieces, counts what is between them, and gives back what stands behind the last. */
    private String parse(final Segment segment, final String text, final int start) {
        final Matcher matcher = TOKEN.matcher(text);
        int end = 0;
        while (matcher.find()) {
            final boolean first = matcher.start() == start;
            looseBytes += segment.fate == Fate.DELETED ? 0 : matcher.start() - end;
            tokens.add(new Token(matcher.group(), segment, first));
            end = matcher.end();
        }
        return text.substring(end);
    }

    /** Leaves out deleted copies of what stands elsewhere, and all but the last of what may stand twice. */
    private List<Token> withoutCopies() {
        final Map<String, Integer> last = new HashMap<>();
        for (int i = 0; i < tokens.size(); i++) {
            final Token token = tokens.get(i);
            final Integer before = last.get(token.text());
            if (before == null || tokens.get(before).isLost() || !token.isLost()) {
                last.put(token.text(), i);
            }
        }
        final List<Token> kept = new ArrayList<>();
        for (int i = 0; i < tokens.size(); i++) {
            final Token token = tokens.get(i);
            if (!events.containsKey(token.text()) || last.get(token.text()) == i) {
                kept.add(token);
            } else if (!token.isLost()) {
                looseBytes += token.text().length();
            }
        }
        return kept;
    }

    private void checkEachOnce(final List<Token> kept) {
        final Set<String> found = new HashSet<>();
        for (final Token token : kept) {
            final Call call = events.get(token.text());
            if (call == null) {
                assertThat(REPORT.matcher(token.text()).matches()
                                || MARK.matcher(token.text()).matches()
                                || token.text().startsWith("<other "))
                        .as("somebody has logged %s", token.brief())
                        .isTrue();
            } else {
                assertThat(call.outcome()).as("outcome of %s", call).isEqualTo(Outcome.COMMITTED);
                found.add(token.text());
            }
        }
        for (final Call call : events.values()) {
            if (call.outcome() == Outcome.COMMITTED) {
                assertThat(found.contains(call.text()))
                        .as("%s is on file", call)
                        .isTrue();
            }
        }
    }

    /** Each thread's events, each buffer's, and those of whoever was dead before another began. */
    private void checkOrder(final List<Token> kept) {
        final Map<String, Integer> sequences = new HashMap<>();
        final Map<Integer, Long> positions = new HashMap<>();
        final List<Call> seen = new ArrayList<>();
        int lastBegun = -1;
        for (final Token token : kept) {
            final Call call = events.get(token.text());
            if (call == null) {
                continue;
            }
            final Integer before = sequences.put(call.process() + " " + call.thread(), call.sequence());
            assertThat(before == null || before < call.sequence())
                    .as("%s comes after number %s of its thread", call, before)
                    .isTrue();
            final Long position = positions.put(call.buffer(), call.claimedTo());
            assertThat(position == null || position < call.claimedTo())
                    .as("%s, claimed to %s, comes after a claim to %s", call, call.claimedTo(), position)
                    .isTrue();
            assertThat(call.process().diedAt < lastBegun)
                    .as(
                            "%s, whose process died in step %s, comes after what was begun in step %s",
                            call, call.process().diedAt, lastBegun)
                    .isFalse();
            lastBegun = Math.max(lastBegun, world.calls.buffers.get(call.buffer()).begunAt);
            seen.add(call);
        }
        checkGenerations(seen);
    }

    /** A process's later buffer comes after its earlier one. */
    private void checkGenerations(final List<Call> seen) {
        final Map<ModelProcess, Integer> last = new HashMap<>();
        for (final Call call : seen) {
            final Integer before = last.put(call.process(), call.buffer());
            assertThat(before == null || before <= call.buffer())
                    .as("%s of buffer %s comes after buffer %s", call, call.buffer(), before)
                    .isTrue();
        }
    }

    /** What an application truncates, it has not logged itself. */
    private void checkTruncations() {
        for (final Token token : tokens) {
            final Call call = events.get(token.text());
            if (call != null && token.segment().fate == Fate.TRUNCATED) {
                for (final Buffer buffer : world.calls.buffers) {
                    final boolean truncating =
                            buffer.file != null && buffer.file.name().generation() == token.segment().generation;
                    assertThat(truncating && buffer.process == call.process())
                            .as("%s was truncated by its own application", call)
                            .isFalse();
                }
            }
        }
    }

    /** Each buffer's drops are reported once, each behind what had been claimed before it. */
    private void checkDrops(final List<Token> kept) {
        if (looseLimit > 0 || world.traits.deletes()) {
            return;
        }
        final int[] left = new int[world.calls.buffers.size()];
        final long[] nextClaim = new long[left.length];
        for (final Buffer buffer : world.calls.buffers) {
            left[buffer.number] = buffer.drops;
            nextClaim[buffer.number] = Long.MAX_VALUE;
        }
        for (int i = kept.size() - 1; i >= 0; i--) {
            final Call call = events.get(kept.get(i).text());
            final Matcher report = REPORT.matcher(kept.get(i).text());
            if (call != null) {
                nextClaim[call.buffer()] = Math.min(nextClaim[call.buffer()], call.claimedTo());
            } else if (report.matches()) {
                final int buffer = Integer.parseInt(report.group(2));
                checkPlace(buffer, left[buffer], nextClaim[buffer]);
                left[buffer] -= Integer.parseInt(report.group(1));
            }
        }
        for (final Buffer buffer : world.calls.buffers) {
            assertThat(left[buffer.number])
                    .as("drops of buffer %s that are not reported", buffer.number)
                    .isZero();
        }
    }

    /** The report of the first so many drops stands here, and the next event's claim ended there. */
    private void checkPlace(final int buffer, final int drops, final long nextClaim) {
        for (final Call call : world.calls.calls) {
            if (call.outcome() == Outcome.DROPPED && call.buffer() == buffer && call.dropNumber() <= drops) {
                assertThat(nextClaim)
                        .as("claim of the next event behind the report of drop %s of buffer %s", drops, buffer)
                        .isGreaterThan(call.dropPosition());
            }
        }
    }

    private void checkMarks() {
        final int[] heads = new int[world.calls.buffers.size()];
        final int[] laterHeads = new int[heads.length];
        final int[] feet = new int[heads.length];
        for (final Token token : tokens) {
            final Matcher mark = MARK.matcher(token.text());
            if (mark.matches()) {
                final int buffer = Integer.parseInt(mark.group(2));
                final boolean head = "head".equals(mark.group(1));
                feet[buffer] += head ? 0 : 1;
                heads[buffer] += head ? 1 : 0;
                laterHeads[buffer] += head && !token.first() ? 1 : 0;
            } else if (world.traits.headers() && !world.traits.others() && world.copiedBytes == 0) {
                assertThat(token.first()).as("%s begins a file", token.brief()).isFalse();
            }
        }
        if (looseLimit > 0 || world.traits.deletes() || world.traits.others()) {
            return;
        }
        for (final Buffer buffer : world.calls.buffers) {
            final int number = buffer.number;
            final int starts = world.traits.headers() && world.traits.headerEachStart() ? buffer.starts : 0;
            assertThat(feet[number]).as("footers of %s", number).isEqualTo(world.traits.headers() ? buffer.footers : 0);
            assertThat(laterHeads[number])
                    .as("headers of %s inside files", number)
                    .isLessThanOrEqualTo(starts);
            assertThat(heads[number]).as("headers of %s", number).isGreaterThanOrEqualTo(starts);
        }
    }
}
