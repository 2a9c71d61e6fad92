package io.logc.server.message.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.logc.server.message.clients.Sequence.Verdict;
import org.junit.jupiter.api.Test;

class SequenceTest {
    private final Sequence sequence = new Sequence();

    private void shouldTake(final long id, final long lastAccepted) {
        assertThat(sequence.judge(id, lastAccepted)).isEqualTo(Verdict.NEW);
        sequence.passed(id);
    }

    @Test
    void shouldBeginWhereTheClientStands() {
        shouldTake(17, 3);
        shouldTake(18, 17);
        assertThat(sequence.judge(20, 18)).isEqualTo(Verdict.AHEAD);
        shouldTake(19, 18);
    }

    @Test
    void shouldKnowWhatWasAcceptedBefore() {
        assertThat(sequence.judge(5, 6)).isEqualTo(Verdict.DUPLICATE);
        assertThat(sequence.judge(6, 6)).isEqualTo(Verdict.DUPLICATE);
        assertThat(sequence.judge(8, 6)).isEqualTo(Verdict.AHEAD);
        shouldTake(7, 6);
    }

    @Test
    void shouldWaitForTheFirstThatWasRefused() {
        shouldTake(1, 0);
        assertThat(sequence.judge(2, 1)).isEqualTo(Verdict.NEW);
        sequence.refused(2);
        assertThat(sequence.judge(3, 1)).isEqualTo(Verdict.AHEAD);
        assertThat(sequence.judge(4, 1)).isEqualTo(Verdict.AHEAD);
        shouldTake(2, 1);
        shouldTake(3, 2);
    }

    @Test
    void shouldWaitForTheVeryFirstWhenItWasRefused() {
        assertThat(sequence.judge(9, 0)).isEqualTo(Verdict.NEW);
        sequence.refused(9);
        assertThat(sequence.judge(10, 0)).isEqualTo(Verdict.AHEAD);
        shouldTake(9, 0);
    }

    @Test
    void shouldGoOnAfterARefusalForGoodAndTakeAnotherMessageInItsPlace() {
        shouldTake(1, 0);
        sequence.passed(2);
        shouldTake(3, 1);
        final Sequence other = new Sequence();
        other.passed(2);
        assertThat(other.judge(2, 1)).isEqualTo(Verdict.NEW);
    }

    @Test
    void shouldNotMoveBackByADuplicate() {
        shouldTake(1, 0);
        shouldTake(2, 1);
        assertThat(sequence.judge(1, 2)).isEqualTo(Verdict.DUPLICATE);
        shouldTake(3, 2);
    }

    @Test
    void shouldNotTakeWhatCameAfterADamagedFirstMessage() {
        sequence.damaged();
        assertThat(sequence.judge(2, 0)).isEqualTo(Verdict.AHEAD);
        assertThat(sequence.judge(3, 0)).isEqualTo(Verdict.AHEAD);
        shouldTake(1, 0);
        shouldTake(2, 1);
    }

    @Test
    void shouldFindOutWhereTheClientStandsAfterADamagedFirstMessage() {
        sequence.damaged();
        assertThat(sequence.judge(102, 0)).isEqualTo(Verdict.AHEAD);
        assertThat(sequence.judge(103, 0)).isEqualTo(Verdict.AHEAD);
        // It goes back.
        shouldTake(101, 0);
        assertThat(sequence.judge(103, 101)).isEqualTo(Verdict.AHEAD);
        shouldTake(102, 101);
    }

    @Test
    void shouldFindOutWhereAClientStandsThatSendsOneAtATime() {
        sequence.damaged();
        assertThat(sequence.judge(101, 0)).isEqualTo(Verdict.AHEAD);
        shouldTake(101, 0);
        assertThat(sequence.judge(103, 101)).isEqualTo(Verdict.AHEAD);
    }

    @Test
    void shouldNotTakeWhatCameAfterTheFirstMessageWhenThatWasDamagedAgain() {
        sequence.damaged();
        assertThat(sequence.judge(101, 0)).isEqualTo(Verdict.AHEAD);
        // It goes back, and the first one is damaged once more.
        sequence.damaged();
        assertThat(sequence.judge(101, 0)).isEqualTo(Verdict.AHEAD);
        assertThat(sequence.judge(102, 0)).isEqualTo(Verdict.AHEAD);
        shouldTake(100, 0);
        shouldTake(101, 100);
    }

    @Test
    void shouldNotMindDamageWhereItIsKnownWhatComesNext() {
        shouldTake(1, 0);
        sequence.damaged();
        assertThat(sequence.judge(3, 1)).isEqualTo(Verdict.AHEAD);
        assertThat(sequence.judge(3, 1)).isEqualTo(Verdict.AHEAD);
        shouldTake(2, 1);
    }
}
