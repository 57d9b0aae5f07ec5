package io.rxpath.kit.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rxpath.skb.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CoreProcessorTest {
    private static final long START = 1_700_000_000_000_000_000L;

    private final TaskHarness task = new TaskHarness(3, START);

    private long saves() {
        return task.core().calls.stream().filter(c -> c.startsWith("save")).count();
    }

    @Test
    void shouldWriteStateWhenACommitBeginsAndNotBefore() {
        task.init();
        for (int i = 0; i < 100; i++) {
            task.process(Topic.SOCKET_CTL, CountingCore.copied(1, 1));
        }
        assertThat(saves()).isZero();
        assertThat(stored()).isEmpty();

        task.store.flushCache();

        assertThat(saves()).isEqualTo(1);
        assertThat(stored()).containsExactly("0000000000000001=0000000000000064");
    }

    private List<String> stored() {
        List<String> parts = new ArrayList<>();
        task.store.forEach((key, value) -> parts.add(hex(key) + "=" + hex(value)));
        return parts;
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    @Test
    void shouldSendToItsOwnPartitionAndLettersToTheOnlyOne() {
        task.init();
        task.process(Topic.SOCKET_CTL, CountingCore.copied(1, 1));
        task.process(Topic.TCP_RX, CountingCore.copied(1, 1));

        assertThat(task.keys()).containsExactly(3, 0);
        assertThat(task.processor.partition()).isEqualTo(3);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "whole milliseconds, 40000000, 40",
        "a part is rounded up, 40000001, 41",
        "just due, 0, 1",
        "overdue, -5000000, 1",
        "below the grain, 10, 1",
        "far away, 86400000000000, 86400000",
    })
    void shouldScheduleOneTimerInWallClockTime(String name, long in, long millis) {
        task.init();
        task.process(Topic.SOCKET_CTL, CountingCore.timer(START + in));

        assertThat(task.timers()).singleElement().satisfies(timer -> {
            assertThat(timer.getInterval()).isEqualTo(Duration.ofMillis(millis));
            assertThat(timer.getType()).isEqualTo(PunctuationType.WALL_CLOCK_TIME);
        });
    }

    @Test
    void shouldHaveNoTimerWhenTheCoreHasNone() {
        task.init();
        task.process(Topic.SOCKET_CTL, CountingCore.copied(1, 1));

        assertThat(task.timers()).isEmpty();
    }

    @Test
    void shouldReplaceALaterTimerAndKeepAnEarlierOne() {
        task.init();
        task.process(Topic.SOCKET_CTL, CountingCore.timer(START + 50_000_000));
        task.process(Topic.SOCKET_CTL, CountingCore.timer(START + 90_000_000));
        assertThat(task.timers())
                .singleElement()
                .extracting(t -> t.getInterval().toMillis())
                .isEqualTo(50L);

        task.process(Topic.SOCKET_CTL, CountingCore.timer(START + 20_000_000));

        assertThat(task.timers())
                .singleElement()
                .extracting(t -> t.getInterval().toMillis())
                .isEqualTo(20L);
    }

    @Test
    void shouldArmAnewWhenATimerCameTooEarly() {
        task.init();
        task.process(Topic.SOCKET_CTL, CountingCore.timer(START + 50_000_000));
        task.now = START + 10_000_000;

        task.timers().get(0).getPunctuator().punctuate(0);

        assertThat(task.events()).isEmpty();
        assertThat(task.timers())
                .singleElement()
                .extracting(t -> t.getInterval().toMillis())
                .isEqualTo(40L);
    }

    /** Streams may close a task's processor and use the same object again. */
    @Test
    void shouldBeginANewLifeAfterClose() {
        task.init();
        task.process(Topic.SOCKET_CTL, CountingCore.copied(1, 10), CountingCore.timer(START + 5_000_000));
        task.store.flushCache();
        task.process(Topic.SOCKET_CTL, CountingCore.copied(1, 99));

        task.processor.close();
        assertThat(task.timers()).as("timers of a closed task").isEmpty();
        task.store.flushCache();
        task.now = START + 1_000_000_000;
        task.init();

        assertThat(task.cores).hasSize(2);
        assertThat(task.core().calls).as("what was committed").containsExactly("load 1", "loaded at " + task.now);
        task.process(Topic.SOCKET_CTL, CountingCore.copied(1, 1), CountingCore.timer(task.now + 7_000_000));
        assertThat(task.events()).containsExactly(CountingCore.sum(1, 11));
        assertThat(task.timers())
                .singleElement()
                .extracting(t -> t.getInterval().toMillis())
                .isEqualTo(7L);
        assertThat(task.tasks.ask(CountingCore::counters)).as("one core runs").hasSize(1);
    }

    @Test
    void shouldRefuseListsItWasNotToldOf() {
        task.init();

        assertThatThrownBy(() -> task.processor.list(Topic.NIC_TX))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("TCP has no output NIC_TX");
    }

    @Test
    void shouldRefuseToWorkBeforeItIsInitialised() {
        assertThatThrownBy(() -> task.processor.process(new Record<>(new byte[0], new byte[0], 0)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the task is not initialised");
        assertThat(task.processor.<Object>ask(core -> core)).isNull();
    }
}
