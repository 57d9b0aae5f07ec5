package io.rxpath.nic.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.nic.core.Coalesce;
import io.rxpath.nic.core.Frames;
import io.rxpath.nic.core.Nic;
import io.rxpath.nic.core.NicLinkStats;
import io.rxpath.nic.core.NicOutput;
import io.rxpath.nic.core.NicSettings;
import io.rxpath.nic.core.NtupleRule;
import io.rxpath.skb.DropEvent;
import io.rxpath.skb.EthernetFcs;
import io.rxpath.skb.LinkStat;
import io.rxpath.skb.RingIrq;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.WireFrame;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The card's pages, and the identities of the device's statistics. */
class EthtoolTextTest {
    private static final class Nowhere implements NicOutput {
        @Override
        public void dma(SkBuff frame) {}

        @Override
        public void interrupt(RingIrq irq) {}

        @Override
        public void wireTransmit(WireFrame frame) {}

        @Override
        public void drop(DropEvent event) {}
    }

    private static final NicSettings SETTINGS =
            NicSettings.defaults(Frames.US).withQueues(2).withRing(64).withFifoBytes(2000);

    private static Nic nic() {
        return new Nic(SETTINGS, 1, new Nowhere());
    }

    @Test
    void shouldShowStatisticsAsEthtoolDoes() {
        Nic nic = nic();
        nic.receive(WireFrame.of(0, 1, Frames.tcp(40000, 80, 1, 0x10, 100)), 1);
        String text = EthtoolText.statistics(nic);
        assertThat(text).startsWith("NIC statistics:\n     rx_packets: 1\n     tx_packets: 0\n     rx_bytes: 154\n");
        assertThat(text).contains("     rx_missed_errors: 0\n");
        assertThat(text.lines().filter(line -> line.startsWith("     rx_queue_")))
                .hasSize(4);
    }

    @Test
    void shouldShowSettings() {
        assertThat(EthtoolText.rings(SETTINGS))
                .startsWith("Ring parameters for eth0:\nPre-set maximums:\nRX:\t\t\t4096\n")
                .contains("Current hardware settings:\nRX:\t\t\t64\n");
        assertThat(EthtoolText.channels(SETTINGS)).contains("Combined:\t128\n").endsWith("Combined:\t2\n");
        assertThat(EthtoolText.flowHash(SETTINGS))
                .startsWith("RX flow hash indirection table for eth0 with 2 RX ring(s):\n")
                .contains("    0:      0     1     0     1     0     1     0     1\n")
                .contains("RSS hash key:\n6d:5a:56:da:");
        assertThat(EthtoolText.coalesce(SETTINGS.withCoalesce(new Coalesce(50, 32, true))))
                .contains("Adaptive RX: on")
                .contains("rx-usecs:\t50\nrx-frames:\t32\n");
        assertThat(EthtoolText.features(SETTINGS))
                .contains("rx-vlan-offload: on\n")
                .contains("ntuple-filters: on\n");
        assertThat(EthtoolText.pause(SETTINGS)).endsWith("RX:\t\toff\nTX:\t\toff\n");
        NtupleRule rule = NtupleRule.parse("flow-type tcp4 src-ip 10.9.0.1 m 0.0.0.255 dst-port 80 action 1");
        assertThat(EthtoolText.rules(SETTINGS.withNtuple(5, rule)))
                .startsWith("2 RX rings available\nTotal 1 rules\n\nFilter: 5\n\tRule Type: TCP over IPv4\n")
                .contains("\tSrc IP addr: 10.9.0.1 mask: 0.0.0.255\n")
                .contains("\tDest IP addr: 0.0.0.0 mask: 255.255.255.255\n")
                .contains("\tSrc port: 0 mask: 0xffff\n")
                .contains("\tDest port: 80 mask: 0x0\n")
                .endsWith("\tAction: Direct to queue 1\n\n");
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldKeepTheIdentitiesOfTheStatistics(long seed) {
        Random random = new Random(seed);
        Nic nic = nic();
        int frames = 2000;
        for (int i = 0; i < frames; i++) {
            byte[] frame = Frames.tcp(random.nextInt(60000), 80, i, 0x10, random.nextInt(1600));
            byte[] wire = Arrays.copyOf(frame, Math.max(60, frame.length) + EthernetFcs.LENGTH);
            EthernetFcs.append(wire, 0, wire.length - EthernetFcs.LENGTH);
            if (random.nextInt(4) == 0) {
                wire[random.nextInt(wire.length)] ^= 1;
            }
            byte[] cut = random.nextInt(10) == 0 ? Arrays.copyOf(wire, random.nextInt(wire.length)) : wire;
            nic.receive(new WireFrame(0, 1, true, false, 0, cut, random.nextInt(3) == 0), 1);
        }
        Map<LinkStat, Long> stats = NicLinkStats.of(nic.stats());
        assertThat(stats.get(LinkStat.RX_ERRORS))
                .isPositive()
                .isEqualTo(stats.getOrDefault(LinkStat.RX_LENGTH_ERRORS, 0L)
                        + stats.getOrDefault(LinkStat.RX_CRC_ERRORS, 0L)
                        + stats.getOrDefault(LinkStat.RX_FRAME_ERRORS, 0L));
        assertThat(stats.get(LinkStat.RX_MISSED_ERRORS))
                .as("apart from rx_errors and rx_dropped")
                .isPositive();
        assertThat(stats.get(LinkStat.RX_DROPPED)).isZero();
        assertThat(nic.queuePackets(0) + nic.queuePackets(1)).isEqualTo(stats.get(LinkStat.RX_PACKETS));
        assertThat(nic.queueBytes(0) + nic.queueBytes(1)).isEqualTo(stats.get(LinkStat.RX_BYTES));
        assertThat(nic.ledger().snapshot(nic.heldSegments()).imbalance()).isZero();
        assertThat(nic.ledger().snapshot(0).received()).isEqualTo(frames);
    }
}
