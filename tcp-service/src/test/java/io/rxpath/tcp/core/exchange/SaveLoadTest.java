package io.rxpath.tcp.core.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.tcp.core.Listener;
import io.rxpath.tcp.core.TcpSettings;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SaveLoadTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            a clean line,                   21,   0, true,  true,  false
            two percent lost,               22,  20, true,  true,  false
            ten percent lost,               23, 100, true,  true,  false
            loss without SACK,              24,  50, false, true,  false
            loss without any option,        25,  50, false, false, false
            reordering,                     26,   0, true,  true,  true
            reordering and loss,            27,  50, true,  false, true
            another seed with loss,         28,  50, true,  true,  true
            """)
    void goesOnAsIfNothingHadHappened(
            String name, long seed, int lossPerMille, boolean sack, boolean ts, boolean reorder) {
        TcpSettings settings = TcpSettings.defaults().withListeners(List.of(Listener.on(80)));
        TwinHost host = new TwinHost(settings, seed);
        byte[] up = Exchange.bytes(60_000, 1);
        ModelPeer peer = new ModelPeer(40000, (int) (seed * 0x1fff_ffffL), up, sack, ts, 1 << 20);
        Exchange x = new Exchange(host, peer, seed, 40, lossPerMille, reorder, 80_000);
        x.run(300_000);
        assertThat(x.appReceived.toByteArray()).isEqualTo(up);
        assertThat(peer.received.toByteArray()).isEqualTo(x.download);
        assertThat(host.restarts).isGreaterThanOrEqualTo(5);
        if (lossPerMille > 20) {
            assertThat(host.heldAtRestart)
                    .as("restarts with out-of-order segments")
                    .isPositive();
        }
        while (x.step(x.now + 300_000_000_000L)) {
            // until TIME_WAIT is over
        }
        assertThat(host.storedParts())
                .as("only the stack itself is left in the store")
                .isEqualTo(1);
    }
}
