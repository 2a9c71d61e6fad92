package io.logc.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.logc.testing.StackEnd;
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
    void shouldLendAgainWhatABorrowerCouldNotGiveBack() {
        final SlotPool<Item> pool = new SlotPool<>(Item::new);
        final Set<Item> lent = ConcurrentHashMap.newKeySet();
        for (int i = 0; i < 1000; i++) {
            final Item item = pool.take();
            lent.add(item);
            item.lostLoan = item.loan;
        }

        assertThat(lent).as("the slots where one thread looks").hasSize(4);
        assertThat(pool.give(pool.take())).isTrue();
    }

    @Test
    void shouldLeaveALaterBorrowerWhatWasGivenBackBeforeTheThrowable() {
        final SlotPool<Item> pool = new SlotPool<>(Item::new);
        final Item item = pool.take();
        final long loan = item.loan;
        pool.give(item);
        assertThat(pool.take()).isSameAs(item);
        item.lostLoan = loan;

        assertThat(pool.takeBack(item, loan)).isTrue();
        for (int i = 0; i < 100; i++) {
            assertThat(pool.take()).isNotSameAs(item);
        }
    }

    @Test
    void shouldLendWhatIsNotReadyOnlyOnceItWasTakenBack() {
        final SlotPool<Unready> pool = new SlotPool<>(Unready::new);
        final Unready item = pool.take();
        item.lostLoan = item.loan;
        for (int i = 0; i < 100; i++) {
            assertThat(pool.take()).isNotSameAs(item);
        }

        assertThat(pool.takeBack(item, item.lostLoan)).isTrue();

        assertThat(pool.take()).isSameAs(item);
    }

    /** Something that somebody puts in order first. */
    private static final class Unready extends SlotPool.Slotted {
        @Override
        protected boolean isReadyWhenLost() {
            return false;
        }
    }

    @Test
    void shouldForgetTheSurplusThatWasLost() {
        final SlotPool<Unready> pool = new SlotPool<>(Unready::new);
        final List<Unready> lent = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            lent.add(pool.take());
            lent.get(i).lostLoan = lent.get(i).loan;
        }
        final int slots = pool.takenCount();

        assertThat(lent.stream().filter(item -> pool.takeBack(item, item.lostLoan)))
                .hasSize(slots);
        assertThat(pool.takenCount()).isZero();
    }

    /** Wherever the stack ends: on the way into the pool, with the object in hand, or on the way back. */
    @Test
    void shouldLoseNoSlotWhenTheStackIsFull() throws Exception {
        final Set<Item> all = ConcurrentHashMap.newKeySet();
        final SlotPool<Item> pool = new SlotPool<>(() -> {
            final Item made = new Item();
            all.add(made);
            return made;
        });
        final StackEnd end = new StackEnd(() -> {
            final Item item = pool.take();
            final long loan = item.loan;
            try {
                use(item, 50);
                pool.give(item);
            } catch (final Throwable cutOff) {
                item.lostLoan = loan;
                throw cutOff;
            }
        });
        int lost = 0;
        for (int round = 0; round < 100; round++) {
            end.reach(round % 40);
            lost += pool.takenCount();
            for (final Item item : all) {
                if (item.lostLoan != SlotPool.Slotted.NONE) {
                    pool.takeBack(item, item.lostLoan);
                }
            }
            assertThat(pool.takenCount()).as("round %d", round).isZero();
        }
        assertThat(lost).isPositive();
    }

    private static int use(final Item item, final int depth) {
        item.inUse.lazySet(false);
        return depth == 0 ? 0 : use(item, depth - 1) + 1;
    }

    @Test
    void shouldLendToOneThreadAtATimeWhenSomeAreCutOff() throws Exception {
        final Set<Item> all = ConcurrentHashMap.newKeySet();
        final SlotPool<Item> pool = new SlotPool<>(() -> {
            final Item made = new Item();
            all.add(made);
            return made;
        });
        final AtomicInteger violations = new AtomicInteger();
        final AtomicBoolean ended = new AtomicBoolean();
        final Thread conductor = new Thread(() -> {
            while (!ended.get()) {
                all.forEach(item -> {
                    final long lost = item.lostLoan;
                    if (lost != SlotPool.Slotted.NONE) {
                        pool.takeBack(item, lost);
                    }
                });
            }
        });
        conductor.start();
        final List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            threads.add(new Thread(() -> {
                for (int round = 0; round < 50_000; round++) {
                    final Item item = pool.take();
                    final long loan = item.loan;
                    if (!item.inUse.compareAndSet(false, true)) {
                        violations.incrementAndGet();
                    }
                    item.inUse.set(false);
                    if (round % 3 != 0) {
                        pool.give(item);
                    }
                    if (round % 3 != 1) {
                        // By every other one of them after it was given back.
                        if (item.loan == loan) {
                            item.lostLoan = loan;
                        }
                    }
                }
            }));
        }
        threads.forEach(Thread::start);
        for (final Thread thread : threads) {
            thread.join();
        }
        ended.set(true);
        conductor.join();

        assertThat(violations).hasValue(0);
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
