package io.rxpath.kit.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.Topic;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedPunctuator;
import org.junit.jupiter.api.Test;

class CommitPaceTest {
    private static final long START = 1_700_000_000_000_000_000L;

    private final TaskHarness task = new TaskHarness(0, START);

    private void input() {
        task.process(Topic.SOCKET_CTL, CountingCore.copied(1, 1));
    }

    /** The look that is scheduled is taken. */
    private void look() {
        CapturedPunctuator look = task.looks().get(0);
        look.getPunctuator().punctuate(0);
    }

    @Test
    void shouldLookOnceHoweverManyRecordsComeIn() {
        task.init();
        for (int i = 0; i < 10; i++) {
            input();
        }
        assertThat(task.looks()).hasSize(1);
    }

    @Test
    void shouldCommitWhenTheInputHasPaused() {
        task.init();
        input();
        look();
        assertThat(task.committing()).isTrue();
        assertThat(task.looks()).isEmpty();
    }

    @Test
    void shouldWaitWhileAStreamComesIn() {
        task.init();
        input();
        task.pace.received(CommitPace.PAUSE_BYTES);
        look();
        assertThat(task.committing()).isFalse();
        assertThat(task.looks()).hasSize(1);

        look();
        assertThat(task.committing()).isTrue();
    }

    @Test
    void shouldNotAskForACommitThatHasBegun() {
        task.init();
        input();
        task.store.flushCache();
        look();
        assertThat(task.committing()).isFalse();
        assertThat(task.looks()).isEmpty();
    }

    @Test
    void shouldLookAgainAfterACommit() {
        task.init();
        input();
        look();
        task.store.flushCache();
        input();
        assertThat(task.looks()).hasSize(1);
    }

    @Test
    void shouldLeaveNothingBehindWhenTheTaskGoes() {
        task.init();
        input();
        task.processor.close();
        assertThat(task.looks()).isEmpty();
        assertThat(task.pace.watched()).isFalse();
    }
}
