package io.rxpath.tcp.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.FlowKey;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SockCommand;
import io.rxpath.skb.SockCookie;
import io.rxpath.skb.SockEvent;
import io.rxpath.skb.TcpHeader;
import io.rxpath.skb.TcpMib;
import io.rxpath.skb.TcpOptionWriter;
import io.rxpath.tcp.core.exchange.MemoryStore;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** connect(): SYN_SENT and what the peer may answer. The answers and times are those of a 6.18 kernel. */
class TcpConnectTest {
    private static final long COOKIE = SockCookie.process(7);
    private static final FlowKey FLOW = new FlowKey(
            0, IpAddress.parse("10.9.0.2").lo(), 0, IpAddress.parse("10.9.0.1").lo(), 50000, 80);

    private static Wire connecting() {
        Wire w = new Wire(TcpSettings.defaults());
        w.sport = 80;
        w.dport = 50000;
        w.connection = new SockEvent(SockEvent.Kind.CONNECTED, 1, COOKIE, FLOW, 0, null);
        assertThat(w.command(SockCommand.Kind.CONNECT, 0))
                .singleElement()
                .asString()
                .startsWith("S 0:0");
        assertThat(w.state()).isEqualTo("SYN-SENT");
        return w;
    }

    private static int flags(String names) {
        int flags = 0;
        for (int i = 0; i < names.length(); i++) {
            char c = names.charAt(i);
            flags |= switch (c) {
                case 'S' -> TcpHeader.SYN;
                case 'A' -> TcpHeader.ACK;
                case 'R' -> TcpHeader.RST;
                case 'F' -> TcpHeader.FIN;
                default -> throw new IllegalArgumentException("flag " + c);
            };
        }
        return flags;
    }

    @Test
    void theSynHasEveryOption() {
        Wire w = connecting();
        SkBuff syn = w.output.segments.get(0);
        TcpHeader th = new TcpHeader(syn.buf(), syn.data());
        assertThat(th.window()).isEqualTo(64240);
        assertThat(th.ackSeq()).isZero();
        assertThat(th.headerLength()).isEqualTo(40);
        assertThat(w.stack.tcp().get(TcpMib.ACTIVE_OPENS)).isEqualTo(1);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(nullValues = "-", textBlock = """
            SYN-ACK,                    SA, 0,     1, '. 1:1 ack 1 win 64240', -,                        CONNECTED, ESTAB
            SYN-ACK of nothing,         SA, 0,     0, 'R 0:0',                 TCP_INVALID_ACK_SEQUENCE, -,         SYN-SENT
            SYN-ACK of the future,      SA, 0,    50, 'R 50:50',               TCP_INVALID_ACK_SEQUENCE, -,         SYN-SENT
            RST with our number,        RA, 0,     1, -,                       -,                        ERROR,     ''
            RST with a wrong number,    RA, 0,    99, -,                       TCP_INVALID_ACK_SEQUENCE, -,         SYN-SENT
            RST without ACK,            R,  0,     0, -,                       TCP_RESET,                -,         SYN-SENT
            ACK alone,                  A,  0,     1, -,                       TCP_FLAGS,                -,         SYN-SENT
            FIN alone,                  F,  0,     0, -,                       TCP_FLAGS,                -,         SYN-SENT
            SYN alone,                  S,  0,     0, 'S. 0:0 ack 1 win 64240', -,                       -,         SYN-RECV
            """)
    void answer(String name, String flags, int seq, int ack, String answer, String reason, String event, String state) {
        Wire w = connecting();
        List<String> answers = w.send(flags(flags), seq, ack, 0);
        assertThat(answers).isEqualTo(answer == null ? List.of() : List.of(answer));
        assertThat(w.drops()).isEqualTo(reason == null ? List.of() : List.of(reason));
        List<String> events = new ArrayList<>(w.events());
        events.remove("WRITE_SPACE");
        assertThat(events).isEqualTo(event == null ? List.of() : List.of(event));
        assertThat(w.state()).isEqualTo(state);
    }

    @Test
    void aRefusedConnectionSaysSo() {
        Wire w = connecting();
        w.send(flags("RA"), 0, 1, 0);
        assertThat(w.output.events).singleElement().extracting(SockEvent::value).isEqualTo(111L);
        assertThat(w.stack.tcp().get(TcpMib.ATTEMPT_FAILS)).isEqualTo(1);
    }

    @Test
    void synsGoOutAfterOneTwoThreeFourFiveAndThenDoubledSeconds() {
        Wire w = connecting();
        List<Long> times = new ArrayList<>();
        long start = w.now;
        while (times.size() < 20 && w.stack.nextTimeoutNanos() != Long.MAX_VALUE) {
            long before = w.stack.nextTimeoutNanos();
            if (!w.sleep((before - w.now) / Wire.MS).isEmpty()) {
                times.add((w.now - start) / 1_000_000_000L);
            }
        }
        assertThat(times).containsExactly(1L, 2L, 3L, 4L, 5L, 7L, 11L, 19L, 35L, 67L);
        assertThat(w.output.events).singleElement().extracting(SockEvent::value).isEqualTo(110L);
        assertThat(w.state()).isEmpty();
    }

    @Test
    void crossedSynsMakeAConnection() {
        Wire w = connecting();
        w.options = new byte[4];
        TcpOptionWriter.writeMss(w.options, 0, 1460);
        w.send(TcpHeader.SYN, 0, 0, 0);
        w.options = new byte[0];
        // The peer's SYN comes a second time with it; the window is scaled although the peer has no scale.
        assertThat(w.send(flags("SA"), 0, 1, 0)).containsExactly(". 1:1 ack 1 win 63");
        assertThat(w.events()).contains("CONNECTED");
        assertThat(w.state()).isEqualTo("ESTAB");
        assertThat(w.command(SockCommand.Kind.WRITE, 0, new byte[100]))
                .singleElement()
                .asString()
                .startsWith("P. 1:101");
    }

    @Test
    void dataFlowsAndBothCanClose() {
        Wire w = connecting();
        w.send(flags("SA"), 0, 1, 0);
        assertThat(w.command(SockCommand.Kind.WRITE, 0, new byte[600]))
                .containsExactly(". 1:537 ack 1 win 64240", "P. 537:601 ack 1 win 64240");
        assertThat(w.send(flags("A"), 1, 601, 0)).isEmpty();
        assertThat(w.info().bytesAcked()).isEqualTo(601);
        w.command(SockCommand.Kind.CLOSE, 0);
        w.send(flags("A"), 1, 602, 0);
        w.send(flags("FA"), 1, 602, 0);
        assertThat(w.state()).isEqualTo("TIME-WAIT");
    }

    @Test
    void closeBeforeTheAnswerIsSilent() {
        Wire w = connecting();
        assertThat(w.command(SockCommand.Kind.CLOSE, 0)).isEmpty();
        assertThat(w.stack.tcp().get(TcpMib.ATTEMPT_FAILS)).isZero();
        assertThat(w.send(flags("SA"), 0, 1, 0)).containsExactly("R 1:1");
    }

    @Test
    void aRestartKeepsTheSyn() {
        Wire w = connecting();
        MemoryStore store = new MemoryStore();
        w.stack.saveDirty(store);
        Wire next = new Wire(TcpSettings.defaults());
        next.sport = 80;
        next.dport = 50000;
        next.now = w.now;
        store.loadInto(next.stack, 1, next.now);
        List<String> again = next.sleep(1000);
        assertThat(again).singleElement().asString().startsWith("S 0:0");
        next.send(flags("SA"), 0, 1, 0);
        assertThat(next.state()).isEqualTo("ESTAB");
    }

    /** A message of the peer about a segment of ours with this sequence number, as IP hands it up. */
    private static void icmp(Wire w, int type, int code, int info, int seq) {
        SkBuff quoted = Segments.v4(
                Wire.HOST, Wire.PEER, 50000, 80, w.sndNxt() - 1 + seq, 0, 0, 0, new byte[0], new byte[0], 0);
        byte[] message = new byte[28 + 28];
        new Ipv4Header(message, 0)
                .version(4)
                .ihl(5)
                .totalLength(message.length)
                .protocol(1)
                .saddr(Wire.PEER)
                .daddr(Wire.HOST);
        message[20] = (byte) type;
        message[21] = (byte) code;
        message[26] = (byte) (info >> 8);
        message[27] = (byte) info;
        System.arraycopy(quoted.buf(), quoted.networkHeader(), message, 28, 28);
        SkBuff skb = SkBuff.alloc(message.length);
        System.arraycopy(message, 0, skb.buf(), skb.put(message.length), message.length);
        skb.resetNetworkHeader();
        skb.protocol = 0x0800;
        skb.pull(20);
        w.output.clear();
        w.stack.receive(skb, w.now);
    }

    @ParameterizedTest(name = "type {0} code {1}")
    @CsvSource({"3, 0, 101", "3, 1, 113", "3, 3, 111", "3, 13, 113", "11, 0, 113", "12, 0, 71"})
    void anErrorEndsTheAttempt(int type, int code, long errno) {
        Wire w = connecting();
        icmp(w, type, code, 0, 5);
        assertThat(w.state()).as("a message about something never sent").isEqualTo("SYN-SENT");
        icmp(w, type, code, 0, 0);
        assertThat(w.output.events).singleElement().extracting(SockEvent::value).isEqualTo(errno);
        assertThat(w.state()).isEmpty();
    }

    @Test
    void aShorterPathTakesShorterSegments() {
        Wire w = connecting();
        w.options = new byte[4];
        TcpOptionWriter.writeMss(w.options, 0, 1460);
        w.send(flags("SA"), 0, 1, 0);
        w.options = new byte[0];
        assertThat(w.command(SockCommand.Kind.WRITE, 0, new byte[1460])).hasSize(1);
        icmp(w, 3, 4, 1000, 1);
        assertThat(w.output.segments).hasSize(2);
        assertThat(w.output.segments.get(0).len()).isEqualTo(20 + 960);
        icmp(w, 3, 1, 0, 1);
        assertThat(w.state()).as("a connection outlives an error").isEqualTo("ESTAB");
    }
}
