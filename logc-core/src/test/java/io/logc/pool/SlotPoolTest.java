package io.logc.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
    /** Something to lend. */
    private static final class Item extends SlotPool.Slotted {
        private final AtomicBoolean inUse = new AtomicBoolean();
    }

    @Test
    void shouldLendTheSameObjectToTheSameThreadAgain() {
        final SlotPool<Item> pool = new SlotPool<>(Item::new);
        final Item first = pool.take();

        assertThat(pool.give(first)).isTrue();

        assertThat(pool.take()).isSameAs(first);
    }

    @Test
    void shouldLendAnotherObjectToANestedCall() {
        final SlotPool<Item> pool = new SlotPool<>(Item::new);
        final Item outer = pool.take();
        final Item inner = pool.take();

        assertThat(inner).isNotSameAs(outer);
        assertThat(pool.give(inner)).isTrue();
        assertThat(pool.give(outer)).isTrue();
        assertThat(List.of(pool.take(), pool.take())).containsExactlyInAnyOrder(inner, outer);
    }

    @Test
    void shouldForgetTheSurplus() {
        final SlotPool<Item> pool = new SlotPool<>(Item::new);
        final List<Item> lent = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            lent.add(pool.take());
        }

        final long kept = lent.stream().filter(pool::give).count();

        assertThat(kept).isBetween(1L, 64L);
        assertThat(lent).doesNotHaveDuplicates();
    }

    @Test
    void shouldFreeTheSlotWhenNothingCanBeMade() {
        final AtomicInteger calls = new AtomicInteger();
        final SlotPool<Item> pool = new SlotPool<>(() -> {
            if (calls.incrementAndGet() <= 100) {
                throw new IllegalStateException("not now");
            }
            return new Item();
        });
        for (int i = 0; i < 100; i++) {
            assertThatThrownBy(pool::take).hasMessage("not now");
        }

        assertThat(pool.give(pool.take())).as("the slots are still there").isTrue();
    }

    @Test
    void shouldLendToOneThreadAtATime() throws Exception {
        final Set<Item> all = ConcurrentHashMap.newKeySet();
        final SlotPool<Item> pool = new SlotPool<>(() -> {
            final Item made = new Item();
            all.add(made);
            return made;
        });
        final AtomicInteger violations = new AtomicInteger();
        final List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            threads.add(new Thread(() -> {
                for (int round = 0; round < 100_000; round++) {
                    final Item item = pool.take();
                    if (!item.inUse.compareAndSet(false, true)) {
                        violations.incrementAndGet();
                    }
                    item.inUse.set(false);
                    pool.give(item);
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
