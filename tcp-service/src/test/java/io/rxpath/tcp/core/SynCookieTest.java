package io.rxpath.tcp.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.LinuxMib;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.TcpHeader;
import io.rxpath.skb.TcpOptionWriter;
import io.rxpath.skb.TcpOptions;
import io.rxpath.tcp.core.exchange.MemoryStore;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Connections whose requests were kept nowhere. */
class SynCookieTest {
    private static final int[] NONE = new int[0];
    private static final byte[] NONE_BYTES = new byte[0];

    private static TcpSettings always() {
        return TcpSettings.defaults()
                .withSysctl("tcp_syncookies", "2")
                .withListeners(List.of(Listener.on(80), new Listener(null, 81, 0, 0)));
    }

    private static byte[] options(int mss, boolean sack, int wscale, boolean ts, int tsVal, int tsEcr) {
        byte[] o = new byte[TcpOptionWriter.length(mss, sack, wscale, ts, 0)];
        TcpOptionWriter.write(o, 0, mss, sack, wscale, ts, tsVal, tsEcr, 0, NONE, NONE);
        return o;
    }

    private static TcpOptions sent(Wire w) {
        SkBuff skb = w.output.segments.get(0);
        TcpOptions o = new TcpOptions();
        o.parse(skb.buf(), skb.data(), new TcpHeader(skb.buf(), skb.data()).syn());
        return o;
    }

    private static long count(Wire w, LinuxMib mib) {
        return w.stack.linux().get(mib);
    }

    @ParameterizedTest(name = "mss {0} sack {1} wscale {2} ts {3} ecn {4}")
    @CsvSource({
        "1460, true,  7, true,  true,  1460, true,  7, true",
        "1459, true, -1, true,  false, 1440, true, -1, false",
        "1399, false, 0, true,  true,  1300, false, 0, true",
        "1299, false, 14, true, false,  536, false, 14, false",
        "100,  true,  7, false, true,   536, false, -1, false",
        "9000, true, -1, false, false, 1460, false, -1, false",
    })
    void whatComesBackOfTheSyn(
            int mss,
            boolean sack,
            int wscale,
            boolean ts,
            boolean ecn,
            int keptMss,
            boolean keptSack,
            int keptScale,
            boolean keptEcn) {
        Wire w = new Wire(always());
        w.options = options(mss, sack, wscale, ts, 5000, 0);
        w.send(TcpHeader.SYN | (ecn ? TcpHeader.ECE | TcpHeader.CWR : 0), 0, 0, 0);
        TcpOptions answer = sent(w);
        assertThat(answer.sackPermitted).isEqualTo(keptSack);
        assertThat(answer.sawWindowScale).isEqualTo(keptScale >= 0);
        assertThat(w.stack.sockets().stream().filter(s -> s.state().equals("SYN-RECV")))
                .isEmpty();
        w.sleep(59_000);
        w.options = ts ? options(0, false, -1, true, 6000, answer.tsVal) : new byte[0];
        w.window = 20000;
        assertThat(w.send(TcpHeader.ACK, 1, 1, 0)).isEmpty();
        assertThat(w.state()).isEqualTo("ESTAB");
        TcpSockInfo info = w.info();
        assertThat(info.sndMss()).isEqualTo(keptMss - (ts ? 12 : 0));
        assertThat(info.options().contains("sack")).isEqualTo(keptSack);
        assertThat(info.options().contains("ecn")).isEqualTo(keptEcn);
        assertThat(info.sndWnd()).isEqualTo(20000 << Math.max(0, keptScale));
        assertThat(count(w, LinuxMib.SYNCOOKIES_SENT)).isOne();
        assertThat(count(w, LinuxMib.SYNCOOKIES_RECV)).isOne();
        assertThat(count(w, LinuxMib.TCP_REQ_Q_FULL_DO_COOKIES)).isOne();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            the cookie,                        0,       0, 0, ESTAB, 1, 0
            in the second minute,             60,       0, 0, ESTAB, 1, 0
            too old for any,                 121,       0, 0, '',    0, 0
            another acknowledgment,            0,      10, 0, '',    0, 1
            another sequence number,           0,       0, 1, '',    0, 1
            another minute,                    0, 16777216, 0, '',   0, 1
            """)
    void whichCookiesAreTaken(String name, int seconds, int ack, int seq, String state, int received, int failed) {
        Wire w = new Wire(always());
        w.send(TcpHeader.SYN, 0, 0, 0);
        w.sleep(seconds * 1000L);
        w.send(TcpHeader.ACK, 1 + seq, 1 + ack, 0);
        assertThat(w.state()).isEqualTo(state);
        assertThat(count(w, LinuxMib.SYNCOOKIES_RECV)).isEqualTo(received);
        assertThat(count(w, LinuxMib.SYNCOOKIES_FAILED)).isEqualTo(failed);
        assertThat(w.drops()).isEqualTo(state.isEmpty() ? List.of("TCP_FLAGS") : List.of());
    }

    @Test
    void aFullAcceptQueueTakesNoCookie() {
        Wire w = new Wire(always());
        w.dport = 81;
        w.send(TcpHeader.SYN, 0, 0, 0);
        w.sport++;
        w.send(TcpHeader.SYN, 0, 0, 0);
        assertThat(w.send(TcpHeader.ACK, 1, 1, 0)).isEmpty();
        assertThat(w.state()).isEqualTo("ESTAB");
        w.sport++;
        assertThat(w.send(TcpHeader.SYN, 0, 0, 0)).isEmpty();
        assertThat(w.drops()).containsExactly("TCP_LISTEN_OVERFLOW");
        assertThat(count(w, LinuxMib.LISTEN_OVERFLOWS)).isOne();
        assertThat(count(w, LinuxMib.LISTEN_DROPS)).isOne();
    }

    @Test
    void dataAndFinMayComeWithTheCookie() {
        Wire w = new Wire(always());
        w.send(TcpHeader.SYN, 0, 0, 0);
        w.send(TcpHeader.ACK | TcpHeader.PSH | TcpHeader.FIN, 1, 1, 100);
        assertThat(w.state()).isEqualTo("CLOSE-WAIT");
        assertThat(w.info().bytesReceived()).as("with the FIN").isEqualTo(101);
    }

    @Test
    void cookiesAreTakenAfterARestart() {
        Wire w = new Wire(always());
        w.send(TcpHeader.SYN, 0, 0, 0);
        MemoryStore store = new MemoryStore();
        w.stack.saveDirty(store);
        RecordingOutput output = new RecordingOutput();
        TcpStack again = new TcpStack(always(), output);
        store.loadInto(again, 1, w.now);
        again.receive(
                Segments.v4(
                        Wire.PEER,
                        Wire.HOST,
                        w.sport,
                        80,
                        w.isn + 1,
                        w.sndNxt(),
                        TcpHeader.ACK,
                        100,
                        NONE_BYTES,
                        NONE_BYTES,
                        0),
                w.now);
        assertThat(again.linux().get(LinuxMib.SYNCOOKIES_RECV)).isOne();
        assertThat(again.sockets()).extracting(TcpSockInfo::state).contains("ESTAB");
    }

    @Test
    void withoutCookiesAFullRequestQueueDrops() {
        Wire w = new Wire(TcpSettings.defaults()
                .withSysctl("tcp_syncookies", "0")
                .withListeners(List.of(new Listener(null, 80, 1, 0))));
        int answered = 0;
        for (int i = 0; i < 5; i++) {
            w.sport++;
            answered += w.send(TcpHeader.SYN, 0, 0, 0).size();
        }
        assertThat(answered).isEqualTo(2);
        assertThat(count(w, LinuxMib.TCP_REQ_Q_FULL_DROP)).isEqualTo(3);
        assertThat(count(w, LinuxMib.LISTEN_DROPS)).isEqualTo(3);
    }

    @Test
    void withCookiesTheRestIsAnsweredAndNotKept() {
        Wire w = new Wire(TcpSettings.defaults().withListeners(List.of(new Listener(null, 80, 1, 0))));
        int answered = 0;
        for (int i = 0; i < 5; i++) {
            w.sport++;
            answered += w.send(TcpHeader.SYN, 0, 0, 0).size();
        }
        assertThat(answered).isEqualTo(5);
        assertThat(count(w, LinuxMib.SYNCOOKIES_SENT)).isEqualTo(3);
        assertThat(w.stack.sockets().stream().filter(s -> s.state().equals("SYN-RECV")))
                .hasSize(2);
    }
}
