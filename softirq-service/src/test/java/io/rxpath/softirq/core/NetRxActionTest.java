package io.rxpath.softirq.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SoftnetStat;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** net_rx_action: whose turn it is, and when it stops. */
class NetRxActionTest {
    private static final long JIFFY_250 = 4_000_000;

    /** Queues 0..queues-1, each with {@code frames} in its ring and interrupted in this order. */
    private static Rig loaded(SoftirqSettings settings, int queues, int frames) {
        Rig rig = new Rig(settings, queues);
        for (int queue = 0; queue < queues; queue++) {
            load(rig, queue, frames);
        }
        return rig;
    }

    private static void load(Rig rig, int queue, int frames) {
        for (int i = 0; i < frames; i++) {
            rig.dma(queue, TestFrame.tcp(1, 0).skb());
        }
        // The first buffer of an epoch has scheduled the queue.
    }

    /** The queues whose packets went up, one entry per run of equal ones. */
    private static List<Integer> order(Rig rig) {
        List<Integer> order = new ArrayList<>();
        for (SkBuff skb : rig.received) {
            if (order.isEmpty() || order.get(order.size() - 1) != skb.queueMapping) {
                order.add(skb.queueMapping);
            }
        }
        return order;
    }

    private static long squeezes(Rig rig) {
        return rig.softirq.softnet().get(SoftnetStat.TIME_SQUEEZE);
    }

    @Test
    void budgetOf300EndsAfterFivePollsOf64() {
        Rig rig = loaded(Rig.tap(), 6, 100);
        long polls = rig.softirq.polls();
        rig.run();
        assertThat(rig.softirq.polls() - polls).isEqualTo(5);
        assertThat(rig.received).hasSize(320);
        assertThat(squeezes(rig)).isEqualTo(1);
        assertThat(rig.softirq.pending()).isTrue();
    }

    @Test
    void afterASqueezeTheQueuesNotYetPolledComeFirst() {
        Rig rig = loaded(Rig.tap(), 6, 100);
        rig.run();
        rig.received.clear();
        rig.run();
        assertThat(order(rig)).containsExactly(5, 0, 1, 2, 3, 4);
    }

    @Test
    void aQueueScheduledMeanwhileComesBeforeThosePolledAgain() {
        Rig rig = new Rig(Rig.tap(), 7);
        for (int queue = 0; queue < 6; queue++) {
            load(rig, queue, 100);
        }
        boolean[] done = new boolean[1];
        rig.softirq.trace((skb, result) -> {
            if (!done[0] && skb.queueMapping == 2) {
                done[0] = true;
                load(rig, 6, 10);
            }
        });
        rig.run();
        rig.received.clear();
        rig.run();
        assertThat(order(rig)).containsExactly(5, 6, 0, 1, 2, 3, 4);
    }

    @Test
    void aQueueScheduledMeanwhileIsPolledInTheSameRunWhenNobodyElseHasWork() {
        Rig rig = new Rig(Rig.tap(), 2);
        load(rig, 0, 3);
        boolean[] done = new boolean[1];
        rig.softirq.trace((skb, result) -> {
            if (!done[0]) {
                done[0] = true;
                load(rig, 1, 2);
            }
        });
        rig.run();
        assertThat(order(rig)).containsExactly(0, 1);
        assertThat(rig.softirq.pending()).isFalse();
    }

    @Test
    void oneQueueIsPolledOncePerRunHoweverFullItIs() {
        Rig rig = loaded(Rig.tap(), 1, 200);
        rig.run();
        assertThat(rig.received).hasSize(64);
        assertThat(rig.softirq.pending()).isTrue();
        assertThat(squeezes(rig)).isZero();
    }

    @Test
    void aBudgetUsedUpCountsEvenWhenNothingIsLeft() {
        Rig rig = loaded(Rig.tap().withNetdevBudget(1, 8_000_000), 1, 1);
        rig.run();
        assertThat(squeezes(rig)).isEqualTo(1);
        assertThat(rig.softirq.pending()).isFalse();
    }

    @ParameterizedTest(name = "a poll takes {0} jiffies: {1} polls, then time_squeeze")
    @CsvSource({"1, 2", "2, 1", "5, 1"})
    void timeEndsTheRunInJiffies(int jiffies, int polls) {
        Rig rig = loaded(Rig.tap(), 4, 10);
        long before = rig.softirq.polls();
        long[] time = {rig.now};
        rig.softirq.run(rig.now, () -> time[0] += jiffies * JIFFY_250);
        assertThat(rig.softirq.polls() - before).isEqualTo(polls);
        assertThat(squeezes(rig)).isEqualTo(1);
        assertThat(rig.softirq.pending()).isTrue();
        rig.now = time[0];
        rig.runAll();
        assertThat(rig.received).hasSize(40);
    }

    @Test
    void shortPollsDoNotEndTheRunByTime() {
        Rig rig = loaded(Rig.tap(), 4, 10);
        long[] time = {rig.now};
        rig.softirq.run(rig.now, () -> time[0] += 1000);
        assertThat(squeezes(rig)).isZero();
        assertThat(rig.received).hasSize(40);
    }

    @Test
    void nothingRunsUnlessRaised() {
        Rig rig = new Rig(Rig.tap());
        long polls = rig.softirq.polls();
        rig.run();
        assertThat(rig.softirq.polls()).isEqualTo(polls);
    }

    @Test
    void processedCountsPacketsThatGoUpNotSegments() {
        Rig rig = new Rig(Rig.tap());
        rig.burst(TestFrame.tcp(1, 100).skb(), TestFrame.tcp(101, 100).id(1).skb());
        assertThat(rig.softirq.softnet().get(SoftnetStat.PROCESSED)).isEqualTo(1);
        assertThat(rig.softirq.gro().superPackets()).isEqualTo(1);
        assertThat(rig.softirq.gro().superSegments()).isEqualTo(2);
        assertThat(rig.softirq.gro().held()).isEqualTo(1);
        assertThat(rig.softirq.gro().mergedFree()).isEqualTo(1);
    }
}
