package io.rxpath.conformance.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rxpath.lab.demo.WireLink;
import io.rxpath.lab.peer.FrameWriter;
import io.rxpath.lab.peer.ScriptedConnection;
import io.rxpath.lab.peer.ScriptedPeer;
import io.rxpath.lab.peer.Station;
import io.rxpath.lab.run.LabService;
import io.rxpath.skb.LedgerSnapshot;
import io.rxpath.skb.WireFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a trainer shows with a running host and the commands of the README: a ring that fills while the softirq is paused,
 * one that is large enough, GRO on and off, interrupts that give way to polling, a generator that is asked to wait.
 */
class RingAndInterruptTest {
    private static final String NAME = "RingAndInterruptTest";
    private static final Station PEER = Station.of("02:00:00:00:00:01", "10.9.0.1");
    private static final Station HOST = Station.of("02:00:00:00:00:02", "10.9.0.2");
    private static final int FRAMES = 1000;
    private static final int FIFO_BYTES = 32_768;
    private static final int SINK = 9000;
    private static final Duration SOON = Duration.ofSeconds(20);

    private static @Nullable RxPathRun run;
    private static int nextPort = 41_000;

    @BeforeAll
    static void up() {
        Requires.tools(NAME, "bash", "java");
        Requires.launcher(NAME);
        run = RxPathRun.up("ring");
    }

    @AfterAll
    static void down() {
        if (run != null) {
            run.close();
        }
    }

    private static RxPathRun host() {
        return Objects.requireNonNull(run);
    }

    private static void rxpath(String command) {
        host().rxpath(command.split(" ", -1)).ok();
    }

    @BeforeEach
    void oneQueueAndAllDefaults() {
        rxpath("resume softirq");
        rxpath("ethtool -L eth0 combined 1");
        rxpath("ethtool -A eth0 tx off");
        rxpath("ethtool -K eth0 gro on");
    }

    @ParameterizedTest(name = "ring {0}")
    @CsvSource({"256, 255", "4096, 1000"})
    void aBurstWhileTheSoftirqIsPaused(int ring, int inTheRing) {
        // A fresh ring: in one that has worked, up to 15 descriptors wait for the driver's next batch of 16.
        rxpath("ethtool -G eth0 rx 512");
        rxpath("ethtool -G eth0 rx " + ring);
        rxpath("pause softirq");
        long missed = stat("rx_missed_errors");
        long noBuffer = stat("rx_no_buffer_count");
        int fifo = Math.min(FRAMES - inTheRing, FIFO_BYTES / FrameWriter.MIN_FRAME);
        int lost = FRAMES - inTheRing - fifo;
        LedgerWatch watch = new LedgerWatch(host()::ledgers);
        send(pings(FRAMES));

        await().atMost(SOON).until(() -> watch.counted().get(0).received() == FRAMES);
        LedgerSnapshot card = watch.counted().get(0);
        assertThat(card.delivered()).as("in the ring").isEqualTo(inTheRing);
        assertThat(card.held()).as("in the FIFO").isEqualTo(fifo);
        assertThat(card.totalDropped()).as("missed").isEqualTo(lost);
        assertThat(card.imbalance()).isZero();
        assertThat(stat("rx_missed_errors") - missed).isEqualTo(lost);
        assertThat(stat("rx_no_buffer_count") - noBuffer).isEqualTo(fifo);
        await().atMost(SOON).until(() -> watch.counted().get(1).received() == inTheRing);
        assertThat(watch.counted().get(1).held()).as("visible, not polled").isEqualTo(inTheRing);

        rxpath("resume softirq");
        List<LedgerSnapshot> counted = watch.awaitRest(FRAMES);
        assertThat(counted.get(0).totalDropped()).isEqualTo(lost);
        assertThat(counted.get(1).delivered()).isEqualTo(FRAMES - lost);
        System.out.printf(
                Locale.ROOT, "ring %d: %d in the ring, %d in the FIFO, %d missed%n", ring, inTheRing, fifo, lost);
    }

    @Test
    void groMakesFewerPacketsForTcp() {
        rxpath("ethtool -G eth0 rx 1024");
        long off = segmentsTcpSaw("off");
        long on = segmentsTcpSaw("on");
        System.out.printf(Locale.ROOT, "TCP saw %d packets with GRO off, %d with GRO on%n", off, on);
        // 10 bursts of 40 segments, and a handshake of two.
        assertThat(off).isEqualTo(402);
        assertThat(on).isBetween(12L, 402L / 4);
    }

    private static long segmentsTcpSaw(String gro) {
        rxpath("ethtool -K eth0 gro " + gro);
        long before = host().counter(LabService.TCP, "Tcp.InSegs");
        int bytes = 0;
        try (LiveCable cable = cable()) {
            ScriptedPeer peer = new ScriptedPeer(cable, PEER, HOST);
            peer.station().arp(HOST.ip());
            peer.pump();
            ScriptedConnection c = peer.connection(nextPort++, SINK);
            c.tcp("S").send();
            c.expect("SA", SOON);
            c.tcp("A").send();
            for (int burst = 0; burst < 10; burst++) {
                peer.burst(() -> c.bulk(40, 1000));
                bytes += 40 * 1000;
                while (c.expectAny(SOON).ackNumber() != bytes + 1) {
                    // Until the last segment is acknowledged.
                }
            }
        }
        return host().counter(LabService.TCP, "Tcp.InSegs") - before;
    }

    @Test
    void anInterruptForEachFrameAtLowRatesAndFewUnderLoad() {
        rxpath("ethtool -G eth0 rx 4096");
        LedgerWatch low = new LedgerWatch(host()::ledgers);
        long before = interrupts();
        int slow = 200;
        try (WireLink link = link()) {
            for (int i = 0; i < slow; i++) {
                link.send(pings(1));
                link.flush();
                LockSupport.parkNanos(10_000_000);
            }
        }
        low.awaitRest(slow);
        double perFrame = (interrupts() - before) / (double) slow;

        LedgerWatch high = new LedgerWatch(host()::ledgers);
        before = interrupts();
        int many = 20_000;
        send(pings(many));
        high.awaitRest(many);
        double underLoad = (interrupts() - before) / (double) many;
        System.out.printf(
                Locale.ROOT, "interrupts per frame: %.2f at 100 frames/s, %.4f under load%n", perFrame, underLoad);
        assertThat(perFrame).isBetween(0.7, 1.0);
        assertThat(underLoad).isLessThan(1 / 20.0);
    }

    @Test
    void aGeneratorThatObeysPauseFramesLosesNothing() {
        rxpath("ethtool -G eth0 rx 256");
        rxpath("ethtool -A eth0 tx on");
        rxpath("pause softirq");
        long missed = stat("rx_missed_errors");
        long xoff = stat("tx_flow_control_xoff");
        LedgerWatch watch = new LedgerWatch(host()::ledgers);
        Program.Running blast = host().begin("blast", "--frames", "5000", "--rate", "5000", "--size", "60");
        await().atMost(SOON).until(() -> stat("tx_flow_control_xoff") > xoff);
        rxpath("resume softirq");
        blast.await(Duration.ofSeconds(60)).ok();
        List<LedgerSnapshot> counted = watch.awaitRest(5000);
        assertThat(counted.get(0).totalDropped()).isZero();
        assertThat(counted.get(1).delivered()).isEqualTo(5000);
        assertThat(stat("rx_missed_errors")).isEqualTo(missed);
    }

    private static long stat(String name) {
        return host().counter(LabService.NIC, "ethtool." + name);
    }

    private static long interrupts() {
        return host().json(LabService.SOFTIRQ, "/gro").path("interrupts").asLong();
    }

    private static LiveCable cable() {
        return new LiveCable(host().bootstrap(), LivePipeline.PARTITIONS, host()::ledgers);
    }

    private static WireLink link() {
        return new WireLink(host().bootstrap(), LivePipeline.PARTITIONS, 0);
    }

    private static void send(List<WireFrame> frames) {
        try (WireLink link = link()) {
            link.send(frames);
            link.flush();
        }
    }

    /** Echo replies nobody asked for: IP takes them, ICMP ends them, nothing answers. */
    private static List<WireFrame> pings(int count) {
        List<WireFrame> frames = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            frames.add(WireFrame.of(0, 0, FrameWriter.icmpEcho(PEER, HOST, false, 7, i & 0xffff, 18)));
        }
        return frames;
    }
}
