package io.rxpath.lab.inline;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.lab.peer.HeardSegment;
import io.rxpath.lab.peer.ScriptedConnection;
import io.rxpath.nic.core.NicSettings;
import io.rxpath.skb.DropEvent;
import io.rxpath.skb.Layer;
import io.rxpath.skb.LedgerSnapshot;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** More than the host can take: full rings, full FIFOs, readers that do not read. */
class OverloadTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            a burst that fits,                  64,      0,  63,  0
            one frame too many,                 64,      0,  64,  1
            the ring has one less than N,       128,     0, 128,  1
            many too many,                      64,      0, 200, 137
            the FIFO takes the rest,            64, 262144, 100,  0
            """)
    void shouldLoseWhatFindsNoDescriptor(String name, int ring, int fifo, int frames, int lost) {
        InlineSettings settings = Lab.settings();
        NicSettings nic = settings.nic().withRing(ring).withFifoBytes(fifo);
        Lab lab = new Lab(settings.withNic(nic));
        ScriptedConnection c = lab.peer.connection(40000, 4242);
        lab.peer.burst(() -> {
            for (int i = 0; i < frames; i++) {
                c.tcp("R").data(100).send();
            }
        });
        LedgerSnapshot card = lab.ledger(Layer.NIC);
        assertThat(card.received()).isEqualTo(frames);
        assertThat(card.totalDropped()).isEqualTo(lost);
        assertThat(lab.ledger(Layer.SOFTIRQ).received()).isEqualTo(frames - lost);
        assertThat(lab.stack.ledger().drained()).isTrue();
        lab.checkLedger();
    }

    @Test
    void shouldWorkAgainAfterTheRingWasFull() {
        InlineSettings settings = Lab.settings();
        Lab lab = new Lab(settings.withNic(settings.nic().withRing(64).withFifoBytes(0)));
        ScriptedConnection c = lab.peer.connection(40000, 4242);
        for (int round = 0; round < 5; round++) {
            lab.peer.burst(() -> {
                for (int i = 0; i < 100; i++) {
                    c.tcp("R").data(100).send();
                }
            });
        }
        lab.peer.station().ping(Lab.HOST, 1, 1, 56);
        lab.peer.pump();
        assertThat(lab.peer.station().echoReplies()).hasSize(1);
        // 63 descriptors at first; then 15 of those cleaned wait for the next batch of 16 (IXGBE_RX_BUFFER_WRITE).
        assertThat(lab.ledger(Layer.NIC).totalDropped()).isEqualTo(37 + 4 * 52);
        lab.checkLedger();
    }

    @Test
    void shouldReportEachLossOnce() {
        InlineSettings settings = Lab.settings();
        Lab lab = new Lab(settings.withNic(settings.nic().withRing(64).withFifoBytes(0)));
        ScriptedConnection c = lab.peer.connection(40000, 4242);
        lab.peer.burst(() -> {
            for (int i = 0; i < 100; i++) {
                c.tcp("R").data(100).send();
            }
        });
        Map<Layer, Long> events = new TreeMap<>();
        for (DropEvent drop : lab.stack.drops()) {
            events.merge(drop.layer(), (long) drop.segments(), Long::sum);
        }
        for (LedgerSnapshot layer : lab.stack.ledger().layers()) {
            assertThat(events.getOrDefault(layer.layer(), 0L)).as("%s", layer).isEqualTo(layer.totalDropped());
        }
    }

    @Test
    void shouldUseAllQueues() {
        InlineSettings settings = Lab.settings();
        Lab lab = new Lab(settings.withNic(settings.nic().withQueues(4)));
        for (int port = 40000; port < 40064; port++) {
            ScriptedConnection c = lab.peer.connection(port, Lab.SINK);
            c.connect();
            c.tcp("PA").data(100).send();
            c.expect("A").ack(101);
        }
        assertThat(lab.stack.socket().connections()).hasSize(64);
        lab.checkLedger();
    }

    @Test
    void shouldCloseAndReopenTheWindowOfASlowReader() {
        Lab lab = Lab.create();
        ScriptedConnection c = lab.peer.connection(40000, Lab.SLOW);
        HeardSegment heard = c.connect();
        long offered = heard.window();
        int sent = 0;
        long edge = offered;
        boolean closed = false;
        for (int turn = 0; turn < 400 && !closed; turn++) {
            int length = (int) Math.min(1460, edge - sent);
            if (length > 0) {
                c.tcp("PA").data(length).send();
                sent += length;
            }
            lab.peer.advance(Duration.ofMillis(1));
            for (HeardSegment ack = c.poll(); ack != null; ack = c.poll()) {
                edge = ack.ackNumber() - 1L + ack.window();
                closed = ack.ackNumber() == sent + 1 && ack.window() == 0;
            }
        }
        assertThat(closed).as("%s", lab.peer.timeline()).isTrue();
        assertThat(lab.connection(40000).queuedBytes()).isPositive();
        lab.checkLedger();
        HeardSegment update = c.expect("A", Duration.ofSeconds(30));
        assertThat(update.window()).isGreaterThan(1460);
        assertThat(update.ackNumber()).isEqualTo(sent + 1);
        lab.peer.advance(Duration.ofMinutes(1));
        assertThat(lab.connection(40000).bytesReceived()).isEqualTo(sent);
        assertThat(lab.connection(40000).queuedBytes()).isZero();
        lab.checkLedger();
    }

    @Test
    void shouldReadAtThePaceOfTheSlowReader() {
        Lab lab = Lab.create();
        ScriptedConnection c = lab.peer.connection(40000, Lab.SLOW);
        c.connect();
        c.bulk(10, 1000);
        lab.peer.advance(Duration.ofMillis(225));
        assertThat(lab.connection(40000).bytesReceived()).isBetween(4000L, 6000L);
        lab.checkLedger();
        lab.peer.advance(Duration.ofMillis(500));
        assertThat(lab.connection(40000).bytesReceived()).isEqualTo(10_000);
        lab.checkLedger();
    }
}
