package io.logc.split;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.logc.buffer.Dictionary;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What producers remember, and what they must not. */
@Timeout(60)
class NamesTest {
    private static final TemplateParser FIRST = new TemplateParser("first", NamesTest::format);

    private static String format(final String template, final Object... args) {
        return template.replaceFirst("\\{}", Matcher.quoteReplacement(String.valueOf(args[0])));
    }

    /** A late template costs no more than its text: it is neither taken apart nor formatted in each call. */
    @Test
    void shouldNotTryAgainWhatFindsNoRoomOnceTheDictionaryIsFull() {
        final AtomicInteger formatted = new AtomicInteger();
        final TemplateParser counting = new TemplateParser("counting", (template, args) -> {
            formatted.incrementAndGet();
            return format(template, args);
        });
        final Names names = new Names(Dictionary.inMemory(4096));
        int added = 0;
        while (names.dictionary().add(Dictionary.KIND_TEXT, new byte[8], 0, 8) != Dictionary.NONE) {
            added++;
        }
        assertThat(added).isPositive();
        final SplitPattern pattern =
                SplitPattern.builder(UTF_8).message(counting).build();
        final SplitEvent event = new SplitEvent(null);
        for (int i = 0; i < 100; i++) {
            event.begin(pattern, names);
            assertThat(event.message("late template {}", new Object[] {i})).isFalse();
            event.text("");
        }
        final int first = formatted.get();
        for (int i = 0; i < 100; i++) {
            event.begin(pattern, names);
            assertThat(event.message("later template, number " + i % 3 + " {}", new Object[] {i}))
                    .isFalse();
            event.text("");
        }
        assertThat(formatted.get()).isEqualTo(first);
    }

    /** Two fields of a pattern, and two appenders of a file, show the same message and the same thread. */
    @Test
    void shouldCountTheSightsOfOneEventOnce() {
        final Names names = new Names(Dictionary.inMemory(4096));
        final SplitPattern one =
                SplitPattern.builder(UTF_8).name("thread").message(FIRST).build();
        final SplitPattern two = SplitPattern.builder(UTF_8)
                .message(FIRST)
                .message(FIRST)
                .name("thread")
                .name("thread")
                .build();
        final SplitEvent[] events = {new SplitEvent(null), new SplitEvent(null)};
        for (int i = 0; i < 3; i++) {
            events[0].begin(one, names);
            events[0].of(1_700_000_000_000L, 999_999_999);
            assertThat(isKnown(events[0], "request")).isFalse();
            assertThat(events[0].message("a {}", new Object[] {i})).isFalse();
            events[1].begin(two, names);
            events[1].of(1_700_000_000_000L, 999_999_999);
            for (int field = 0; field < 2; field++) {
                assertThat(events[1].message("a {}", new Object[] {i})).isFalse();
                events[1].text("");
            }
            assertThat(isKnown(events[1], "request")).isFalse();
            assertThat(isKnown(events[1], "request")).isFalse();
        }

        events[1].begin(two, names);
        events[1].of(1_700_000_000_001L, 0);
        assertThat(events[1].message("a {}", new Object[] {0})).isTrue();
        assertThat(events[1].message("a {}", new Object[] {0})).isTrue();
        assertThat(isKnown(events[1], "request")).isFalse();
        assertThat(isKnown(events[1], "request")).as("learnt").isTrue();
    }

    private static boolean isKnown(final SplitEvent event, final String thread) {
        final boolean known = event.name(thread);
        if (!known) {
            event.newName(thread, thread);
        }
        return known;
    }

    /** Messages that were concatenated, and seen again. */
    @Test
    void shouldKeepNoLongTemplateHoweverOftenItIsSeen() {
        final Names names = new Names(Dictionary.inMemory(4096));
        final SplitPattern pattern = SplitPattern.builder(UTF_8).message(FIRST).build();
        final SplitEvent event = new SplitEvent(null);
        final String text = "x".repeat(1_000_000);
        String again = text;
        for (int i = 0; i < 2; i++) {
            again = new String(text);
            event.begin(pattern, names);
            assertThat(event.message(again, null)).isFalse();
        }
        final WeakReference<String> kept = new WeakReference<>(again);
        again = null;

        await().until(() -> {
            System.gc();
            return kept.get() == null;
        });
        Reference.reachabilityFence(names);
        Reference.reachabilityFence(event);
    }
}
