package io.logc.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SlotPoolTest {
    @Test
    void shouldLendTheSameObjectToTheSameThreadAgain() {
        final SlotPool<Object> pool = new SlotPool<>(Object::new);
        final Object first = pool.take();

        assertThat(pool.give(first)).isTrue();

        assertThat(pool.take()).isSameAs(first);
    }

    @Test
    void shouldLendAnotherObjectToANestedCall() {
        final SlotPool<Object> pool = new SlotPool<>(Object::new);
        final Object outer = pool.take();
        final Object inner = pool.take();

        assertThat(inner).isNotSameAs(outer);
        assertThat(pool.give(inner)).isTrue();
        assertThat(pool.give(outer)).isTrue();
        assertThat(List.of(pool.take(), pool.take())).containsExactlyInAnyOrder(inner, outer);
    }

    @Test
    void shouldSayWhenAnObjectIsForgotten() {
        final SlotPool<Object> pool = new SlotPool<>(Object::new);
        int kept = 0;
        while (pool.give(new Object())) {
            kept++;
        }

        assertThat(kept).isBetween(1, 64);
    }

    @Test
    void shouldReplaceWhatIsNeverGivenBack() {
        final AtomicInteger made = new AtomicInteger();
        final SlotPool<Integer> pool = new SlotPool<>(made::incrementAndGet);

        for (int i = 1; i <= 1000; i++) {
            assertThat(pool.take()).isEqualTo(i);
        }
    }

    @Test
    void shouldLendToOneThreadAtATime() throws Exception {
        final Set<AtomicBoolean> all = ConcurrentHashMap.newKeySet();
        final SlotPool<AtomicBoolean> pool = new SlotPool<>(() -> {
            final AtomicBoolean made = new AtomicBoolean();
            all.add(made);
            return made;
        });
        final AtomicInteger violations = new AtomicInteger();
        final List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            threads.add(new Thread(() -> {
                for (int round = 0; round < 100_000; round++) {
                    final AtomicBoolean inUse = pool.take();
                    if (!inUse.compareAndSet(false, true)) {
                        violations.incrementAndGet();
                    }
                    inUse.set(false);
                    pool.give(inUse);
                }
            }));
        }
        threads.forEach(Thread::start);
        for (final Thread thread : threads) {
            thread.join();
        }

        assertThat(violations).hasValue(0);
        assertThat(all.size()).as("objects are used again").isLessThan(1000);
    }
}
