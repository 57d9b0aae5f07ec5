package io.rxpath.softirq.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.DropEvent;
import io.rxpath.skb.Hop;
import io.rxpath.skb.LinkStat;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SoftnetStat;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RPS, RFS, the backlog and its limits. */
class RpsTest {
    private static Rig rig(int cpus, Consumer<SoftirqSettings.Builder> change) {
        return new Rig(Rig.tap().withCpus(cpus).with(change));
    }

    private static SkBuff packet(int i, int hash) {
        return TestFrame.tcp(1, 0).id(i).hash(hash).skb();
    }

    private static void frames(Rig rig, int count, int hash) {
        for (int i = 0; i < count; i++) {
            rig.dma(0, packet(i, hash));
        }
        rig.interrupt(0);
    }

    private static long stat(Rig rig, int cpu, SoftnetStat stat) {
        return rig.softirq.softnet(cpu).get(stat);
    }

    @ParameterizedTest(name = "hash {0}, mask {1}: CPU {2}")
    @CsvSource({
        "1, 0xe, 1", "0x55555555, 0xe, 1", "0x55555556, 0xe, 2", "0xaaaaaaab, 0xe, 3", "0xffffffff, 0xe, 3",
        "0xffffffff, 0x1, 0", "0x7fffffff, 0x6, 1", "0x80000000, 0x6, 2", "0xffffffff, 0xf2, 1", "0, 0xe, 0",
    })
    void theHashChoosesTheCpu(long hash, int mask, int cpu) {
        Rig rig = rig(4, b -> b.rpsCpus.put(0, (long) mask));
        frames(rig, 1, (int) hash);
        rig.runAll();
        assertThat(stat(rig, cpu, SoftnetStat.PROCESSED)).isEqualTo(1);
        assertThat(rig.received).hasSize(1);
        assertThat(stat(rig, cpu, SoftnetStat.RECEIVED_RPS))
                .as("one interrupt from the other CPU, none to itself")
                .isEqualTo(cpu == 0 ? 0 : 1);
    }

    @Test
    void oneInterruptPerSoftirqHoweverManyPackets() {
        Rig rig = rig(2, b -> b.rpsCpus.put(0, 2L));
        frames(rig, 50, 77);
        rig.runAll();
        assertThat(stat(rig, 1, SoftnetStat.RECEIVED_RPS)).isEqualTo(1);
        assertThat(stat(rig, 1, SoftnetStat.PROCESSED)).isEqualTo(50);
        assertThat(stat(rig, 0, SoftnetStat.PROCESSED)).isZero();
    }

    @Test
    void groComesBeforeRps() {
        Rig rig = rig(2, b -> b.rpsCpus.put(0, 2L));
        for (int i = 0; i < 3; i++) {
            rig.dma(0, TestFrame.tcp(1 + 100 * i, 100).id(i).hash(5).skb());
        }
        rig.runAll();
        assertThat(stat(rig, 1, SoftnetStat.PROCESSED)).isEqualTo(1);
        assertThat(rig.received)
                .singleElement()
                .satisfies(skb -> assertThat(skb.segments()).isEqualTo(3));
    }

    /** CPU 1 does not run meanwhile: its time costs so much that its first packet keeps it busy. */
    private static Rig stalled(Consumer<SoftirqSettings.Builder> change) {
        Rig rig = rig(2, b -> {
            b.rpsCpus.put(0, 2L);
            change.accept(b);
        });
        return rig;
    }

    private static int fill(Rig rig, int packets, int hash) {
        // Each softirq of CPU 0 fills before CPU 1 has its turn, which is the next one of the same run.
        int before = rig.drops.size();
        rig.softirq.closeQueue(0, rig.now);
        rig.softirq.openQueue(0, rig.now);
        frames(rig, packets, hash);
        rig.softirq.closeQueue(0, rig.now);
        rig.balanced();
        return rig.drops.size() - before;
    }

    @ParameterizedTest(name = "backlog {0}, {1} packets: {2} dropped")
    @CsvSource({"1000, 1000, 0", "1000, 1001, 0", "1000, 1002, 1", "1000, 1100, 99", "0, 1, 0", "0, 2, 1", "10, 12, 1"})
    void aBacklogTakesOnePacketMoreThanItsLimit(int max, int packets, int dropped) {
        Rig rig = stalled(b -> b.netdevMaxBacklog = max);
        assertThat(fill(rig, packets, 9)).isEqualTo(dropped);
        assertThat(stat(rig, 1, SoftnetStat.DROPPED)).isEqualTo(dropped);
        assertThat(stat(rig, 1, SoftnetStat.INPUT_QLEN)).isEqualTo(packets - dropped);
        assertThat(rig.softirq.link().get(LinkStat.RX_DROPPED)).isEqualTo(dropped);
        assertThat(rig.drops)
                .extracting(DropEvent::reason, DropEvent::place)
                .allMatch(t -> t.toList().equals(List.of("CPU_BACKLOG", "enqueue_to_backlog")));
        assertThat(rig.softirq.heldSegments()).isEqualTo(packets - dropped);
        rig.runAll();
        assertThat(rig.received).hasSize(packets - dropped);
        assertThat(rig.softirq.heldSegments()).isZero();
    }

    @ParameterizedTest(name = "dev_weight {0} x {1}: polls of {2}")
    @CsvSource({"64, 1, 64", "10, 1, 10", "10, 3, 30"})
    void aBacklogPollTakesTheWeightOfTheSysctl(int weight, int bias, int taken) {
        Rig rig = stalled(b -> {
            b.devWeight = weight;
            b.devWeightRxBias = bias;
        });
        // The weight is read by the poll that comes before.
        fill(rig, 1, 9);
        rig.runAll();
        rig.received.clear();
        fill(rig, 200, 9);
        rig.run();
        assertThat(rig.received).hasSize(taken);
        assertThat(stat(rig, 1, SoftnetStat.PROCESS_QLEN)).isEqualTo(200 - taken);
        assertThat(stat(rig, 1, SoftnetStat.BACKLOG_LEN)).isEqualTo(200 - taken);
        rig.runAll();
        assertThat(rig.received).hasSize(200);
    }

    @Test
    void aFlowMayHaveHalfOfTheHistoryOnceTheBacklogIsHalfFull() {
        Rig rig = stalled(b -> {
            b.netdevMaxBacklog = 200;
            b.flowLimitCpus = 1;
        });
        int dropped = fill(rig, 200, 9);
        // 100 before the limit looks, then 64 of the history of 128.
        assertThat(200 - dropped).isEqualTo(164);
        assertThat(stat(rig, 0, SoftnetStat.FLOW_LIMIT_COUNT)).isEqualTo(36);
        assertThat(stat(rig, 1, SoftnetStat.DROPPED)).isEqualTo(36);
        assertThat(fill(rig, 30, 0x7000_0000)).as("other flows have room").isZero();
    }

    @Test
    void theTimeIsOfBeforeOrBehindTheQueue() {
        List<Long> times = new ArrayList<>();
        for (boolean prequeue : new boolean[] {true, false}) {
            Rig rig = stalled(b -> b.tstampPrequeue = prequeue);
            fill(rig, 1, 9);
            rig.now += 500;
            rig.runAll();
            times.add(rig.received.get(0).hop(Hop.GRO) - Rig.START);
        }
        assertThat(times).containsExactly(0L, 500L);
    }

    @Test
    void rfsFollowsTheReaderOnlyWhenTheOldQueueIsEmpty() {
        int hash = 0x1234_5678;
        Rig rig = rig(4, b -> {
            b.rpsSockFlowEntries = 1000;
            b.rpsFlowCnt.put(0, 100);
        });
        rig.softirq.recordFlow(hash, 1);
        fill(rig, 5, hash);
        assertThat(stat(rig, 1, SoftnetStat.INPUT_QLEN)).isEqualTo(5);
        rig.softirq.recordFlow(hash, 2);
        fill(rig, 3, hash);
        assertThat(stat(rig, 1, SoftnetStat.INPUT_QLEN))
                .as("packets of the flow are still there")
                .isEqualTo(8);
        rig.runAll();
        fill(rig, 2, hash);
        assertThat(stat(rig, 2, SoftnetStat.INPUT_QLEN)).isEqualTo(2);
        rig.runAll();
        assertThat(rig.received).hasSize(10);
    }

    @Test
    void rfsKnowsFlowsByTheirHashAndElseRpsDecides() {
        Rig rig = rig(4, b -> {
            b.rpsSockFlowEntries = 16;
            b.rpsFlowCnt.put(0, 16);
            b.rpsCpus.put(0, 8L);
        });
        rig.softirq.recordFlow(0x100, 2);
        // The same slot, another flow: the high bits of the hash tell.
        fill(rig, 1, 0x200);
        assertThat(stat(rig, 3, SoftnetStat.INPUT_QLEN)).isEqualTo(1);
        fill(rig, 1, 0x100);
        assertThat(stat(rig, 2, SoftnetStat.INPUT_QLEN)).isEqualTo(1);
    }
}
