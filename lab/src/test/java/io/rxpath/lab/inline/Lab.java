package io.rxpath.lab.inline;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.lab.peer.ScriptedPeer;
import io.rxpath.lab.peer.Station;
import io.rxpath.skb.LedgerSnapshot;
import io.rxpath.socket.core.App;
import io.rxpath.socket.core.AppConnection;
import io.rxpath.softirq.core.Truesize;
import io.rxpath.tcp.core.TcpSockInfo;
import java.util.ArrayList;
import java.util.List;

/** What the tests of this package share: one host, one peer, and the checks every test ends with. */
final class Lab {
    static final Station PEER = Station.of("02:00:00:00:00:01", "10.9.0.1");
    static final Station HOST = Station.of(InlineSettings.MAC, InlineSettings.ADDRESS);
    static final int SINK = 9000;
    static final int SLOW = 9001;
    static final int ECHO = 9002;
    static final int HTTP = 80;

    final InlineStack stack;
    final ScriptedPeer peer;

    Lab(InlineSettings settings) {
        stack = new InlineStack(settings);
        peer = new ScriptedPeer(stack, PEER, HOST);
    }

    /** All four applications, the peer a permanent neighbour, memory charged as the kernel's TAP was measured to. */
    static InlineSettings settings() {
        InlineSettings settings =
                InlineSettings.of(App.sink(SINK), App.slow(SLOW, 1000, 50_000_000L), App.echo(ECHO), App.http(HTTP));
        return settings.withSoftirq(settings.softirq().withTruesize(Truesize.TAP))
                .withNeighbour("10.9.0.1", "02:00:00:00:00:01");
    }

    static Lab create() {
        return new Lab(settings());
    }

    /** The connection of the peer's port as its application sees it. */
    AppConnection connection(int sport) {
        List<AppConnection> found = new ArrayList<>();
        for (AppConnection connection : stack.socket().connections()) {
            if (connection.flow().remotePort() == sport) {
                found.add(connection);
            }
        }
        assertThat(found).as("connections from port %d", sport).hasSize(1);
        return found.get(0);
    }

    /** TCP has forgotten every connection; only listeners are left. */
    void checkNoConnections() {
        for (TcpSockInfo sock : stack.tcp().sockets()) {
            assertThat(sock.state()).as("%s", sock.flow()).isEqualTo("LISTEN");
        }
    }

    LedgerSnapshot ledger(io.rxpath.skb.Layer layer) {
        return stack.ledger().layers().get(layer.ordinal());
    }

    /** Every test ends here: nothing lost track of. */
    void checkLedger() {
        LedgerReport report = stack.ledger();
        assertThat(report.violations())
                .as("%s%n%s", report.toTable(), peer.timeline())
                .isEmpty();
    }
}
