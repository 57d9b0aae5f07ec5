package io.rxpath.softirq.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SoftnetStat;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which CPU does the work, in the softirq or in threads. */
class CpusTest {
    private static SkBuff ack(int i) {
        return TestFrame.tcp(1, 0).id(i).skb();
    }

    private static void frames(Rig rig, int queue, int count) {
        for (int i = 0; i < count; i++) {
            rig.dma(queue, ack(i));
        }
    }

    private static List<Long> processed(Rig rig) {
        List<Long> processed = new ArrayList<>();
        for (int cpu = 0; cpu < rig.softirq.cpus(); cpu++) {
            processed.add(rig.softirq.softnet(cpu).get(SoftnetStat.PROCESSED));
        }
        return processed;
    }

    @ParameterizedTest(name = "{0} CPUs, queue {1}, mask {2}: CPU {3}")
    @CsvSource({
        "4, 0, none, 0",
        "4, 3, none, 3",
        "4, 5, none, 1",
        "1, 5, none, 0",
        "4, 0, 8, 3",
        "4, 0, 6, 1",
        "4, 2, f0, 2",
        "4, 6, 10, 2",
    })
    void theLowestCpuOfTheMaskThatExistsTakesTheInterrupt(int cpus, int queue, String mask, int cpu) {
        SoftirqSettings settings = Rig.tap().withCpus(cpus).with(b -> {
            if (!mask.equals("none")) {
                b.irqAffinity.put(queue, Long.parseLong(mask, 16));
            }
        });
        assertThat(settings.irqCpu(queue)).isEqualTo(cpu);
    }

    @Test
    void eachQueueIsPolledOnItsCpuAndCountsThere() {
        Rig rig = new Rig(Rig.tap().withCpus(2), 4);
        for (int queue = 0; queue < 4; queue++) {
            frames(rig, queue, queue + 1);
            rig.interrupt(queue);
        }
        rig.runAll();
        assertThat(processed(rig)).containsExactly(1L + 3, 2L + 4);
        assertThat(rig.softirq.softnet().get(SoftnetStat.PROCESSED)).isEqualTo(10);
        assertThat(rig.softirq.interrupts(3)).containsExactly(0, 1);
        assertThat(ShowInterrupts.text(rig.softirq, 2)).isEqualTo("""
                           CPU0       CPU1      \s
                 32:          1          0 PCI-MSIX-0000:00:03.0   0-edge      eth0-TxRx-0
                 33:          0          1 PCI-MSIX-0000:00:03.0   1-edge      eth0-TxRx-1
                """);
        assertThat(SoftnetSeqShow.text(rig.softirq).lines().skip(1).findFirst())
                .hasValue("00000006 " + "00000000 ".repeat(11) + "00000001 00000000 00000000");
    }

    @Test
    void aRunGivesEachCpuItsOwnBudget() {
        Rig rig = new Rig(Rig.tap().withCpus(2).withNetdevBudget(64, 8_000_000), 2);
        frames(rig, 0, 100);
        frames(rig, 1, 100);
        rig.run();
        assertThat(processed(rig)).containsExactly(64L, 64L);
        assertThat(rig.softirq.softnet(0).get(SoftnetStat.TIME_SQUEEZE)).isEqualTo(1);
        assertThat(rig.softirq.softnet(1).get(SoftnetStat.TIME_SQUEEZE)).isEqualTo(1);
    }

    @Test
    void anotherAffinityCountsFromTheNextScheduleOn() {
        Rig rig = new Rig(Rig.tap().withCpus(2));
        frames(rig, 0, 100);
        rig.run();
        rig.softirq.settings(rig.softirq.settings().with(b -> b.irqAffinity.put(0, 2L)));
        rig.interrupt(0);
        rig.runAll();
        assertThat(processed(rig)).as("the NAPI stays until it completes").containsExactly(100L, 0L);
        frames(rig, 0, 1);
        rig.interrupt(0);
        rig.runAll();
        assertThat(processed(rig)).containsExactly(100L, 1L);
    }

    @Test
    void theNumberOfCpusCannotChange() {
        Rig rig = new Rig(Rig.tap().withCpus(2));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rig.softirq.settings(Rig.tap()))
                .withMessage("cpus is 1: expected 2, as when the host started");
    }

    @Test
    void threadsHaveNeitherBudgetNorSqueezeAndOnePollPerTurn() {
        Rig rig = new Rig(Rig.tap().withNetdevBudget(1, 0).with(b -> b.threaded = true), 2);
        long squeezed = rig.softirq.softnet().get(SoftnetStat.TIME_SQUEEZE);
        frames(rig, 0, 130);
        frames(rig, 1, 3);
        rig.run();
        assertThat(rig.received).as("one poll of each").hasSize(67);
        rig.runAll();
        assertThat(rig.received).hasSize(133);
        assertThat(rig.softirq.softnet().get(SoftnetStat.TIME_SQUEEZE)).isEqualTo(squeezed);
    }

    @ParameterizedTest(name = "threaded {0} to {1} while scheduled")
    @CsvSource({"false, true", "true, false"})
    void switchingThreadsWhileScheduledLosesNothing(boolean before, boolean after) {
        Rig rig = new Rig(Rig.tap().with(b -> b.threaded = before));
        frames(rig, 0, 200);
        rig.run();
        rig.softirq.settings(rig.softirq.settings().with(b -> b.threaded = after));
        rig.runAll();
        assertThat(rig.received).hasSize(200);
        frames(rig, 0, 5);
        rig.interrupt(0);
        rig.runAll();
        assertThat(rig.received).hasSize(205);
    }

    @Test
    void pausedTakesInterruptsAndPollsNothing() {
        Rig rig = new Rig(Rig.tap());
        rig.burst(ack(0));
        rig.softirq.settings(rig.softirq.settings().with(b -> b.paused = true), rig.now);
        frames(rig, 0, 255);
        rig.interrupt(0);
        rig.run();
        assertThat(rig.softirq.pending()).isFalse();
        assertThat(rig.softirq.nextTimeoutNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(rig.softirq.ringFilled(0)).isEqualTo(255);
        assertThat(rig.softirq.heldSegments()).isEqualTo(255);
        rig.softirq.settings(rig.softirq.settings().with(b -> b.paused = false), rig.now);
        rig.runAll();
        assertThat(rig.received).hasSize(256);
    }
}
