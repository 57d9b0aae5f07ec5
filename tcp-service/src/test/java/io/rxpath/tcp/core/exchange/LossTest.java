package io.rxpath.tcp.core.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.TcpMib;
import io.rxpath.tcp.core.Listener;
import io.rxpath.tcp.core.TcpSettings;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LossTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            a clean line of 20 ms,                    1,  20,   0, true,  true,  false, 300000, 300000,  6
            a clean line of 80 ms,                    2,  80,   0, true,  true,  false, 300000, 300000, 10
            a line without delay,                     3,   0,   0, true,  true,  false, 200000, 200000,  2
            half a percent lost both ways,            4,  20,   5, true,  true,  false, 300000, 300000, 60
            two percent lost both ways,               5,  20,  20, true,  true,  false, 200000, 300000, 90
            five percent lost both ways,              6,  40,  50, true,  true,  false, 100000, 200000, 200
            ten percent lost both ways,               7,  40, 100, true,  true,  false,  50000, 100000, 300
            five percent lost without timestamps,     8,  40,  50, true,  false, false, 100000, 200000, 200
            five percent lost without SACK,           9,  40,  50, false, true,  false, 100000, 200000, 300
            five percent lost and no option at all,  10,  40,  50, false, false, false, 100000, 200000, 300
            reordering without loss,                 11,  40,   0, true,  true,  true,  200000, 300000, 90
            reordering and two percent lost,         12,  40,  20, true,  true,  true,  100000, 200000, 150
            reordering and loss without SACK,        13,  40,  20, false, false, true,  100000, 200000, 250
            nothing but a download,                  14,  30,  10, true,  true,  false,      0, 500000, 60
            nothing but an upload,                   15,  30,  10, true,  true,  false, 500000,      0, 120
            not a single byte,                       16,  30,  50, true,  true,  false,      0,      0, 60
            another five percent,                    17,  60,  50, true,  true,  false, 100000, 200000, 300
            a third of everything lost,              18,  20, 300, true,  true,  false,   5000,  10000, 900
            """)
    void everyByteArrivesOnceAndInOrder(
            String name,
            long seed,
            long rttMillis,
            int lossPerMille,
            boolean sack,
            boolean ts,
            boolean reorder,
            int upload,
            int download,
            int seconds) {
        Host host = new Host(TcpSettings.defaults().withListeners(List.of(Listener.on(80))));
        byte[] up = Exchange.bytes(upload, 1);
        ModelPeer peer = new ModelPeer(40000, (int) (seed * 0x3fff_ffffL), up, sack, ts, 1 << 20);
        Exchange x = new Exchange(host, peer, seed, rttMillis, lossPerMille, reorder, download);
        x.run(seconds * 1000L);
        assertThat(x.error).isNull();
        assertThat(peer.reset).as("reset").isFalse();
        assertThat(x.appReceived.toByteArray()).isEqualTo(up);
        assertThat(peer.received.toByteArray()).isEqualTo(x.download);
        assertThat(peer.done())
                .as("closed both ways after %d ms", (x.now - Exchange.EPOCH) / 1_000_000)
                .isTrue();
        if (lossPerMille > 5 && download > 0) {
            assertThat(host.stack.tcp().get(TcpMib.RETRANS_SEGS))
                    .as("retransmissions")
                    .isPositive();
        }
        if (lossPerMille == 0 && !reorder) {
            assertThat(host.stack.tcp().get(TcpMib.RETRANS_SEGS))
                    .as("needless retransmissions")
                    .isZero();
        }
    }
}
