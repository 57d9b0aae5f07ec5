package io.rxpath.tcp.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.FlowKey;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.LinuxMib;
import io.rxpath.skb.SockCommand;
import io.rxpath.skb.SockCookie;
import io.rxpath.skb.SockEvent;
import io.rxpath.skb.SockOption;
import io.rxpath.skb.TcpHeader;
import io.rxpath.tcp.core.exchange.MemoryStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which listener gets a connection, and when it hears of it. */
class ListenerTest {
    private static final SockOption REUSEPORT = SockOption.of(SockOption.SOL_SOCKET, SockOption.SO_REUSEPORT, 1);

    private static void listen(Wire w, int number, String address, SockOption... options) {
        IpAddress a = IpAddress.parse(address);
        FlowKey flow = new FlowKey(a.hi(), a.lo(), 0, 0, 80, 0);
        w.stack.command(
                new SockCommand(
                        SockCommand.Kind.LISTEN,
                        0,
                        SockCookie.process(number),
                        flow,
                        100,
                        SockOption.encode(List.of(options))),
                w.now);
    }

    /** The number of the listener that a new connection is told to, 0 for none. */
    private static long connect(Wire w) {
        w.send(TcpHeader.SYN, 0, 0, 0);
        w.send(TcpHeader.ACK, 1, 1, 0);
        return w.output.events.stream()
                .filter(e -> e.kind() == SockEvent.Kind.NEW)
                .mapToLong(SockEvent::value)
                .findFirst()
                .orElse(0);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(textBlock = """
            the only one,                             '0.0.0.0',                    1
            its own address before any,               '0.0.0.0 10.9.0.2',           2
            also if it came first,                    '10.9.0.2 0.0.0.0',           1
            its own family before both,               ':: 0.0.0.0',                 2
            both if there is no other,                '::',                         1
            another address,                          '10.9.0.3',                   0
            another address and any,                  '10.9.0.3 ::',                2
            """)
    void score(String name, String addresses, int expected) {
        Wire w = new Wire(TcpSettings.defaults());
        int number = 1;
        for (String address : addresses.split(" ", -1)) {
            listen(w, number++, address);
        }
        assertThat(connect(w)).isEqualTo(expected == 0 ? 0 : SockCookie.process(expected));
    }

    @Test
    void anIpv6OnlyListenerTakesNoIpv4() {
        Wire w = new Wire(TcpSettings.defaults());
        listen(w, 1, "::", SockOption.of(SockOption.SOL_IPV6, SockOption.IPV6_V6ONLY, 1));
        assertThat(connect(w)).isZero();
    }

    @Test
    void aGroupSharesItsConnectionsAndAFlowKeepsItsSocket() {
        Wire w = new Wire(TcpSettings.defaults());
        for (int i = 1; i <= 4; i++) {
            listen(w, i, "0.0.0.0", REUSEPORT);
        }
        Map<Long, Integer> shares = new HashMap<>();
        List<Long> first = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            w.sport = 10_000 + i;
            long of = connect(w);
            first.add(of);
            shares.merge(of, 1, Integer::sum);
            w.send(TcpHeader.RST, 1, 0, 0);
            w.command(SockCommand.Kind.CLOSE, 0);
        }
        assertThat(shares).hasSize(4);
        assertThat(shares.values()).allSatisfy(n -> assertThat(n).isBetween(60, 140));
        for (int i = 0; i < 400; i++) {
            w.sport = 10_000 + i;
            assertThat(connect(w)).isEqualTo(first.get(i));
            w.send(TcpHeader.RST, 1, 0, 0);
            w.command(SockCommand.Kind.CLOSE, 0);
        }
    }

    @Test
    void aRequestBelongsToItsListenerAlsoAfterARestart() {
        Wire w = new Wire(TcpSettings.defaults());
        listen(w, 1, "0.0.0.0", REUSEPORT);
        listen(w, 2, "0.0.0.0", REUSEPORT);
        int[] requests = new int[3];
        for (int i = 0; i < 20; i++) {
            w.sport = 10_000 + i;
            w.send(TcpHeader.SYN, 0, 0, 0);
        }
        MemoryStore store = new MemoryStore();
        w.stack.saveDirty(store);
        for (TcpStack stack : List.of(w.stack, new TcpStack(TcpSettings.defaults(), new RecordingOutput()))) {
            if (stack != w.stack) {
                store.loadInto(stack, 1, w.now);
            }
            long before = stack.sockets().stream()
                    .filter(s -> s.state().equals("SYN-RECV"))
                    .count();
            assertThat(before).isEqualTo(20);
            FlowKey any = new FlowKey(0, IpAddress.ANY_V4.lo(), 0, 0, 80, 0);
            stack.command(SockCommand.of(SockCommand.Kind.CLOSE, 0, SockCookie.process(1), any, 0), w.now);
            int left = (int) stack.sockets().stream()
                    .filter(s -> s.state().equals("SYN-RECV"))
                    .count();
            assertThat(left).as("those of the other").isBetween(1, 19);
            requests[stack == w.stack ? 1 : 2] = left;
        }
        assertThat(requests[2]).isEqualTo(requests[1]);
    }

    @ParameterizedTest(name = "TCP_DEFER_ACCEPT {0}: SYN-ACKs after {1}, then told {2}")
    @CsvSource({"1, 1", "2, 3", "4, 7", "7, 7", "10, 15"})
    void aDeferredConnectionIsToldWithItsData(int seconds, int quiet) {
        Wire w = new Wire(TcpSettings.defaults());
        listen(w, 1, "0.0.0.0", SockOption.of(SockOption.SOL_TCP, SockOption.TCP_DEFER_ACCEPT, seconds));
        w.send(TcpHeader.SYN, 0, 0, 0);
        assertThat(w.send(TcpHeader.ACK, 1, 1, 0)).isEmpty();
        assertThat(w.drops()).containsExactly("NOT_SPECIFIED");
        assertThat(w.stack.linux().get(LinuxMib.TCP_DEFER_ACCEPT_DROP)).isOne();
        assertThat(w.state()).isEqualTo("SYN-RECV");
        // Nothing is sent again until the last of its time, then the peer is asked for a sign of life.
        assertThat(w.sleep(Math.max(0, quiet * 1000L - 100))).isEmpty();
        assertThat(w.sleep(200)).containsExactly("S. 0:0 ack 1 win 64240");
        assertThat(w.send(TcpHeader.ACK, 1, 1, 0)).isEmpty();
        assertThat(w.state()).as("after its time it is told without data").isEqualTo("ESTAB");

        w.sport++;
        w.send(TcpHeader.SYN, 0, 0, 0);
        w.send(TcpHeader.ACK, 1, 1, 0);
        w.send(TcpHeader.ACK | TcpHeader.PSH, 1, 1, 10);
        assertThat(w.events()).contains("NEW", "DATA");
    }

    @Test
    void oldRequestsGiveWayWhenTheQueueFills() {
        Wire w = new Wire(TcpSettings.defaults());
        listen(w, 1, "0.0.0.0");
        for (int i = 0; i < 60; i++) {
            w.sport = 10_000 + i;
            w.send(TcpHeader.SYN, 0, 0, 0);
        }
        w.sleep(6_000);
        assertThat(w.stack.sockets().stream().filter(s -> s.state().equals("SYN-RECV")))
                .hasSize(60);
        w.sleep(1_100);
        assertThat(w.stack.sockets().stream().filter(s -> s.state().equals("SYN-RECV")))
                .as("two repetitions are enough for 60 of 100, until it is less than half")
                .hasSizeLessThanOrEqualTo(50);
    }

    @Test
    void synCntIsHowOftenASynAckIsRepeated() {
        Wire w = new Wire(TcpSettings.defaults());
        listen(w, 1, "0.0.0.0", SockOption.of(SockOption.SOL_TCP, SockOption.TCP_SYNCNT, 2));
        w.send(TcpHeader.SYN, 0, 0, 0);
        assertThat(w.sleep(60_000)).hasSize(2);
        assertThat(w.state()).isEmpty();
        assertThat(w.stack.linux().get(LinuxMib.TCP_TIMEOUTS)).isEqualTo(3);
    }
}
