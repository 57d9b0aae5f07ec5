package io.rxpath.lab.inline;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.lab.peer.FrameWriter;
import io.rxpath.lab.peer.TimedFrame;
import io.rxpath.nic.core.Coalesce;
import io.rxpath.nic.core.NicSettings;
import io.rxpath.nic.core.Pause;
import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.EthtoolStat;
import io.rxpath.skb.Layer;
import io.rxpath.softirq.core.SoftirqSettings;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Interrupts give way to polling, and losses to pauses, as the load grows; in virtual time, with a CPU of known speed. */
class InterruptAndPauseTest {
    /** A CPU that takes 10 us for a packet and 10 us for a poll: 98,000 packets/s in full polls. */
    private static final int PACKET_NANOS = 10_000;

    private static Lab lab(UnaryOperator<NicSettings> nic) {
        InlineSettings settings = Lab.settings();
        SoftirqSettings softirq = settings.softirq().withCpuCost(PACKET_NANOS, PACKET_NANOS);
        return new Lab(settings.withSoftirq(softirq).withNic(nic.apply(settings.nic())));
    }

    /** An echo reply nobody asked for: it ends in ICMP. */
    private static byte[] frame(int i) {
        return FrameWriter.icmpEcho(Lab.PEER, Lab.HOST, false, 7, i & 0xffff, 18);
    }

    private static void send(Lab lab, int frames, long gapNanos) {
        for (int i = 0; i < frames; i++) {
            lab.stack.inject(frame(i));
            lab.stack.advance(Duration.ofNanos(gapNanos));
        }
        lab.stack.advance(Duration.ofSeconds(1));
        assertThat(lab.stack.ledger().drained()).isTrue();
        lab.checkLedger();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            100 frames/s,                      10000000,  500, 1.0,    1.0,  false
            10 000 frames/s,                     100000, 2000, 1.0,    1.0,  false
            80 000 frames/s (82 % of the CPU),    12500, 4000, 0.0,    1.0,  false
            200 000 frames/s (twice the CPU),      5000, 9000, 0.0,    0.05, true
            """)
    void shouldPollMoreAndInterruptLessAsLoadGrows(
            String name, long gapNanos, int frames, double least, double most, boolean lossy) {
        Lab lab = lab(nic -> nic.withRing(256));
        send(lab, frames, gapNanos);
        double perFrame = lab.stack.softirq().interrupts() / (double) frames;
        assertThat(perFrame).as("interrupts per frame").isBetween(least, most);
        assertThat(lab.ledger(Layer.NIC).totalDropped() > 0).as("frames missed").isEqualTo(lossy);
    }

    @Test
    void shouldWaitForFramesOrTimeWhenCoalescing() {
        Lab lab = lab(nic -> nic.withCoalesce(new Coalesce(1000, 0, false)));
        send(lab, 2000, 100_000);
        // Ten frames come in the millisecond that an interrupt waits.
        assertThat(lab.stack.softirq().interrupts() / 2000.0).isBetween(0.08, 0.12);
    }

    /** PAUSE frames: until when the generator keeps still. */
    private static long paused(Lab lab, long until) {
        long held = until;
        for (TimedFrame heard : lab.stack.take()) {
            if (new EthernetHeader(heard.frame(), 0).type() == EthernetHeader.TYPE_PAUSE) {
                int quanta = (heard.frame()[16] & 0xff) << 8 | heard.frame()[17] & 0xff;
                held = quanta == 0 ? 0 : heard.nanos() + quanta * 512L;
            }
        }
        return held;
    }

    @ParameterizedTest(name = "pause frames {0}")
    @CsvSource({"true, 0", "false, 1"})
    void shouldLoseNothingOfAGeneratorThatObeysPauseFrames(boolean pause, int lossy) {
        Lab lab = lab(nic -> nic.withRing(64).withFifoBytes(8192).withPause(new Pause(false, pause)));
        int frames = 5000;
        long until = 0;
        for (int i = 0; i < frames; i++) {
            until = paused(lab, until);
            while (lab.stack.now() < until) {
                lab.stack.advance(Duration.ofNanos(5000));
                until = paused(lab, until);
            }
            lab.stack.inject(frame(i));
            lab.stack.advance(Duration.ofNanos(5000));
        }
        lab.stack.advance(Duration.ofSeconds(1));
        long missed = lab.stack.nic().stats().get(EthtoolStat.RX_MISSED_ERRORS);
        assertThat(Long.signum(missed)).as("%d frames missed", missed).isEqualTo(lossy);
        assertThat(lab.ledger(Layer.SOFTIRQ).delivered()).isEqualTo(frames - missed);
        assertThat(lab.stack.nic().stats().get(EthtoolStat.TX_FLOW_CONTROL_XOFF) > 0)
                .isEqualTo(pause);
        lab.checkLedger();
    }
}
