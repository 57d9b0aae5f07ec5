package io.rxpath.tcp.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.LinuxMib;
import io.rxpath.skb.SockCommand;
import io.rxpath.skb.TcpHeader;
import io.rxpath.skb.TcpMib;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What time does, in virtual time. */
class TimingTest {
    /** When segments whose description begins so are sent, in ms from now on. */
    private static List<Long> times(Wire w, String begin, long forMs) {
        List<Long> times = new ArrayList<>();
        long start = w.now;
        long end = start + forMs * Wire.MS;
        while (w.stack.nextTimeoutNanos() <= end) {
            long until = w.stack.nextTimeoutNanos();
            for (String answer : w.sleep((until - w.now + Wire.MS - 1) / Wire.MS)) {
                if (answer.startsWith(begin)) {
                    times.add((w.now - start) / Wire.MS);
                }
            }
        }
        return times;
    }

    @Test
    void synAckIsRepeatedAfter1_2_4_8And16Seconds() {
        Wire w = Wire.listening();
        w.send(TcpHeader.SYN, 0, 0, 0);
        assertThat(times(w, "S.", 100_000)).containsExactly(1000L, 3000L, 7000L, 15000L, 31000L);
        assertThat(w.state()).isEmpty();
        assertThat(w.stack.linux().get(LinuxMib.TCP_SYN_RETRANS)).isEqualTo(5);
    }

    @ParameterizedTest(name = "{0} small segments are acknowledged at once before the 40 ms begin")
    @ValueSource(ints = {16})
    void quickAcksEnd(int quick) {
        Wire w = Wire.listening().connect(true);
        int seq = 1;
        for (int i = 0; i < quick; i++, seq += 10) {
            assertThat(w.send(TcpHeader.ACK | TcpHeader.PSH, seq, 1, 10))
                    .as("segment %d", i)
                    .hasSize(1);
            w.sleep(80);
        }
        assertThat(w.send(TcpHeader.ACK | TcpHeader.PSH, seq, 1, 10)).isEmpty();
        assertThat(w.sleep(39)).isEmpty();
        assertThat(w.sleep(1)).containsExactly(". 1:1 ack " + (seq + 10) + " win " + (64240 - (seq + 9)));
        assertThat(w.stack.linux().get(LinuxMib.DELAYED_ACKS)).isEqualTo(1);
    }

    @Test
    void lostDataIsRepeatedWithDoublingTimeouts() {
        Wire w = Wire.listening().connect(true);
        w.command(SockCommand.Kind.WRITE, 0, new byte[100]);
        assertThat(times(w, "P. 1:101", 7000)).containsExactly(204L, 408L, 816L, 1632L, 3264L, 6528L);
        assertThat(w.info().cwnd()).isEqualTo(1);
    }

    @Test
    void aConnectionNobodyAnswersIsGivenUpAfter15Minutes() {
        Wire w = Wire.listening().connect(true);
        w.command(SockCommand.Kind.WRITE, 0, new byte[100]);
        w.sleep(900_000);
        assertThat(w.state()).isEqualTo("ESTAB");
        w.sleep(200_000);
        assertThat(w.state()).isEmpty();
        assertThat(w.events()).containsExactly("ERROR");
        assertThat(w.stack.linux().get(LinuxMib.TCP_ABORT_ON_TIMEOUT)).isEqualTo(1);
    }

    @Test
    void aClosedOneSooner() {
        Wire w = Wire.listening().connect(true);
        w.command(SockCommand.Kind.CLOSE, 0);
        w.sleep(100_000);
        assertThat(w.state()).isEqualTo("FIN-WAIT-1");
        w.sleep(10_000);
        assertThat(w.state()).isEmpty();
        assertThat(w.events()).containsExactly("CLOSED");
    }

    @Test
    void finIsRepeated() {
        Wire w = Wire.listening().connect(true);
        assertThat(w.command(SockCommand.Kind.SHUTDOWN, 0)).containsExactly("F. 1:1 ack 1 win 64240");
        assertThat(times(w, "F. 1:1", 700)).containsExactly(204L, 408L);
    }

    @Test
    void aZeroWindowIsProbedUntilItOpens() {
        Wire w = Wire.listening().connect(true);
        w.window = 0;
        w.send(TcpHeader.ACK, 1, 1, 0);
        assertThat(w.command(SockCommand.Kind.WRITE, 0, new byte[100])).isEmpty();
        assertThat(times(w, ". 0:0", 1500)).containsExactly(204L, 612L, 1428L);
        w.window = 50;
        assertThat(w.send(TcpHeader.ACK, 1, 1, 0)).isEmpty();
        w.window = 1000;
        assertThat(w.send(TcpHeader.ACK, 1, 1, 0)).containsExactly("P. 1:101 ack 1 win 64240");
    }

    @Test
    void threeDuplicatesRepeatTheFirst() {
        Wire w = Wire.listening().connect(false);
        assertThat(w.command(SockCommand.Kind.WRITE, 0, new byte[1460 * 6])).hasSize(6);
        assertThat(w.send(TcpHeader.ACK, 1, 1, 0)).isEmpty();
        assertThat(w.send(TcpHeader.ACK, 1, 1, 0)).isEmpty();
        assertThat(w.send(TcpHeader.ACK, 1, 1, 0)).containsExactly(". 1:1461 ack 1 win 64240");
        assertThat(w.stack.linux().get(LinuxMib.TCP_RENO_RECOVERY)).isEqualTo(1);
        assertThat(w.send(TcpHeader.ACK, 1, 8761, 0)).isEmpty();
        assertThat(w.info().unacked()).isZero();
        assertThat(w.stack.tcp().get(TcpMib.RETRANS_SEGS)).isEqualTo(1);
    }

    @Test
    void nagleHoldsTheSecondSmallSegment() {
        Wire w = Wire.listening().connect(true);
        assertThat(w.command(SockCommand.Kind.WRITE, 0, new byte[10])).containsExactly("P. 1:11 ack 1 win 64240");
        assertThat(w.command(SockCommand.Kind.WRITE, 10, new byte[10])).isEmpty();
        assertThat(w.send(TcpHeader.ACK, 1, 11, 0)).containsExactly("P. 11:21 ack 1 win 64240");
    }

    @Test
    void aRepeatedWriteIsRecognised() {
        Wire w = Wire.listening().connect(true);
        w.command(SockCommand.Kind.WRITE, 0, new byte[10]);
        assertThat(w.command(SockCommand.Kind.WRITE, 0, new byte[10])).isEmpty();
        w.send(TcpHeader.ACK, 1, 11, 0);
        assertThat(w.command(SockCommand.Kind.WRITE, 5, new byte[10])).containsExactly("P. 11:16 ack 1 win 64240");
        assertThat(w.command(SockCommand.Kind.WRITE, 100, new byte[10]))
                .as("a hole")
                .isEmpty();
    }

    @Test
    void tenSegmentsGoOutAtFirst() {
        Wire w = Wire.listening().connect(true);
        assertThat(w.command(SockCommand.Kind.WRITE, 0, new byte[50_000])).hasSize(10);
        assertThat(w.send(TcpHeader.ACK, 1, 1 + 2 * 1460, 0))
                .as("slow start: two for each")
                .hasSize(4);
    }

    @ParameterizedTest(name = "backlog {0}: {1} SYNs are answered, {2} connections fit")
    @CsvSource({"0, 1, 1", "1, 2, 2", "4, 5, 5"})
    void listenerLimits(int backlog, int syns, int connections) {
        TcpSettings settings = TcpSettings.defaults()
                .withSysctl("tcp_syncookies", "0")
                .withListeners(List.of(new Listener(null, 80, backlog, 0)));
        Wire w = new Wire(settings);
        int answered = 0;
        for (int i = 0; i < 10; i++) {
            w.sport = 50000 + i;
            answered += w.send(TcpHeader.SYN, 0, 0, 0).size();
        }
        assertThat(answered).isEqualTo(syns);
        assertThat(w.stack.linux().get(LinuxMib.TCP_REQ_Q_FULL_DROP)).isEqualTo(10 - syns);

        w = new Wire(settings);
        int established = 0;
        for (int i = 0; i < 10; i++) {
            w.sport = 50000 + i;
            w.send(TcpHeader.SYN, 0, 0, 0);
            w.send(TcpHeader.ACK, 1, 1, 0);
            established += w.events().contains("NEW") ? 1 : 0;
        }
        assertThat(established).isEqualTo(connections);
        assertThat(w.stack.linux().get(LinuxMib.LISTEN_OVERFLOWS)).isEqualTo(10 - connections);
        w.sport = 50000;
        w.command(SockCommand.Kind.ACCEPT, 0);
        w.sport = 60000;
        w.send(TcpHeader.SYN, 0, 0, 0);
        w.send(TcpHeader.ACK, 1, 1, 0);
        assertThat(w.events()).as("accept() makes room").contains("NEW");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            a specific address goes before any,  10.9.0.2, 111, 80,   222
            a port without listener,             10.9.0.3, 111, 81,   0
            any address,                         10.9.0.3, 111, 80,   111
            """)
    void listenerLookup(String name, String specific, int anyBacklog, int port, int backlog) {
        List<Listener> listeners = List.of(
                new Listener(null, 80, anyBacklog, 0),
                new Listener(io.rxpath.skb.IpAddress.parse(specific), 80, 222, 0));
        var tables = new io.rxpath.tcp.core.demux.InetHashtables(
                TcpSettings.defaults().withListeners(listeners));
        var found =
                tables.lookupListener(0, io.rxpath.skb.IpAddress.v4(Wire.HOST).lo(), port, 0, 1, 1, 0);
        assertThat(found == null ? 0 : found.maxAckBacklog).isEqualTo(backlog);
    }
}
