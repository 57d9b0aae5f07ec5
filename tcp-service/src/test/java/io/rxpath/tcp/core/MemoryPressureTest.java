package io.rxpath.tcp.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.LinuxMib;
import io.rxpath.skb.SockCommand;
import io.rxpath.skb.SockEvent;
import io.rxpath.skb.TcpHeader;
import io.rxpath.skb.TcpOptionWriter;
import io.rxpath.tcp.core.exchange.MemoryStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A connection whose host runs out of memory for TCP. */
class MemoryPressureTest {
    private static final int MSS = 1460;

    /** What the last segment of {@link #fill} was answered with. */
    private List<String> answers = List.of();

    /** A connection whose window lets megabytes come in. */
    private static Wire wire(String... sysctls) {
        TcpSettings settings = TcpSettings.defaults()
                .withListeners(List.of(Listener.on(80)))
                .withSysctl("net.ipv4.tcp_rmem", "4096 8000000 16000000");
        for (String sysctl : sysctls) {
            settings = settings.withSysctl(sysctl.split("=", 2)[0], sysctl.split("=", 2)[1]);
        }
        Wire w = new Wire(settings);
        connect(w);
        return w;
    }

    private static void connect(Wire w) {
        w.options = syn();
        w.send(TcpHeader.SYN, 0, 0, 0);
        w.options = new byte[0];
        w.send(TcpHeader.ACK, 1, 1, 0);
        w.command(SockCommand.Kind.ACCEPT, 0);
    }

    private static byte[] syn() {
        byte[] options = new byte[TcpOptionWriter.length(MSS, true, 8, false, 0)];
        TcpOptionWriter.write(options, 0, MSS, true, 8, false, 0, 0, 0, new int[0], new int[0]);
        return options;
    }

    /** Segments in sequence from {@code seq} on until one is dropped, at most {@code n}; returns where the next would be. */
    private int fill(Wire w, int seq, int n) {
        int at = seq;
        for (int i = 0; i < n; i++) {
            answers = w.send(TcpHeader.ACK, at, 1, MSS);
            if (!w.drops().isEmpty()) {
                return at;
            }
            at += MSS;
        }
        return at;
    }

    /** What the last of the segments is that close() sends. */
    private static String close(Wire w) {
        List<String> sent = w.command(SockCommand.Kind.CLOSE, 0);
        return sent.get(sent.size() - 1);
    }

    private static long count(Wire w, LinuxMib mib) {
        return w.stack.linux().get(mib);
    }

    private static long pages(Wire w) {
        return Objects.requireNonNull(w.stack.sockstat().get("mem"));
    }

    @Test
    void aReceiverIsGrantedNothingAboveTheLastLimit() {
        Wire w = wire("net.ipv4.tcp_mem=256 300 600");
        int end = fill(w, 1, 2000);
        assertThat(w.drops()).containsExactly("PROTO_MEM");
        assertThat(pages(w)).as("three times what a CPU has in hand").isEqualTo(768);
        assertThat(w.stack.memoryPages()).isEqualTo(767);
        assertThat(count(w, LinuxMib.TCP_RCV_Q_DROP)).isOne();
        assertThat(count(w, LinuxMib.PRUNE_CALLED))
                .as("the queue is asked first")
                .isPositive();
        assertThat(count(w, LinuxMib.RCV_PRUNED))
                .as("its own buffer is not full")
                .isZero();
        assertThat(count(w, LinuxMib.TCP_MEMORY_PRESSURES)).isOne();
        assertThat(answers).as("the window is closed").containsExactly(". 1:1 ack " + end + " win 0");
        assertThat(w.send(TcpHeader.ACK, end, 1, MSS))
                .as("and opened for four segments by the next acknowledgment")
                .containsExactly(". 1:1 ack " + end + " win 23");
        assertThat(w.drops()).containsExactly("TCP_INVALID_END_SEQUENCE");

        w.now += 500 * Wire.MS;
        w.read(end - 1);
        assertThat(pages(w)).isZero();
        assertThat(count(w, LinuxMib.TCP_MEMORY_PRESSURES_CHRONO)).isEqualTo(500);
        assertThat(fill(w, end, 1)).isEqualTo(end + MSS);
    }

    @Test
    void underPressureTheWindowDoesNotGrow() {
        assertThat(ssthreshOfAnother("net.ipv4.tcp_mem=100000 100000 100000")).isGreaterThan(80_000);
        assertThat(ssthreshOfAnother("net.ipv4.tcp_mem=0 1 100000")).isEqualTo(4 * MSS);
    }

    /** rcv_ssthresh of a connection that has read 100 segments, while another holds so much. */
    private long ssthreshOfAnother(String tcpMem) {
        Wire w = wire(tcpMem);
        fill(w, 1, 2000);
        w.stack.settings(TcpSettings.defaults().withSysctl("net.ipv4.tcp_mem", tcpMem.split("=", 2)[1]));
        w.sport = 40001;
        connect(w);
        for (int i = 0; i < 100; i++) {
            w.send(TcpHeader.ACK, 1 + i * MSS, 1, MSS);
            w.command(SockCommand.Kind.COPIED, (i + 1L) * MSS);
        }
        return Objects.requireNonNull(info(w, w.stack).get("tcpi_rcv_ssthresh"));
    }

    private static Map<String, Long> info(Wire w, TcpStack stack) {
        SockEvent c = Objects.requireNonNull(w.connection);
        return stack.info(c.cookie(), c.flow(), w.now);
    }

    @Test
    void segmentsAheadAreGivenUpForOneThatIsNearer() {
        Wire w = wire("net.ipv4.tcp_mem=256 300 600");
        int end = fill(w, 1, 2000);
        Wire x = wire("net.ipv4.tcp_mem=256 300 600");
        int last = fill(x, 1 + MSS, 2000);
        assertThat(last - MSS).as("as many fit as in sequence").isBetween(end - 20 * MSS, end + 20 * MSS);
        assertThat(count(x, LinuxMib.TCP_OFO_DROP)).isOne();
        x.send(TcpHeader.ACK, 1, 1, MSS);
        assertThat(count(x, LinuxMib.OFO_PRUNED)).isOne();
        assertThat(x.drops()).contains("TCP_OFO_QUEUE_PRUNE");
    }

    @Test
    void oneSegmentIsAlwaysTaken() {
        Wire w = wire("net.ipv4.tcp_mem=256 300 600");
        int end = fill(w, 1, 2000);
        w.sport = 40001;
        connect(w);
        w.send(TcpHeader.ACK, 1, 1, MSS);
        assertThat(w.drops()).isEmpty();
        assertThat(end).isPositive();
    }

    @Test
    void anOrphanWithoutMemoryIsReset() {
        Wire w = wire("net.ipv4.tcp_mem=256 300 600", "net.ipv4.tcp_wmem=4096 16384 4000000");
        w.command(SockCommand.Kind.WRITE, 0, new byte[5000]);
        int end = fill(w, 1, 2000);
        w.read(0);
        assertThat(close(w)).startsWith("R.");
        assertThat(end).isPositive();
    }

    @Test
    void tooManyOrphansAreReset() {
        Wire w = wire("net.ipv4.tcp_max_orphans=1");
        List<String> last = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            w.sport = 40010 + i;
            w.connect(true);
            w.sleep(100);
            last.add(close(w));
        }
        assertThat(last)
                .satisfiesExactly(
                        a -> assertThat(a).startsWith("F."),
                        a -> assertThat(a).startsWith("F."),
                        a -> assertThat(a).startsWith("R."));
        assertThat(count(w, LinuxMib.TCP_ABORT_ON_MEMORY)).isOne();
        assertThat(w.stack.sockstat()).containsEntry("orphan", 2L);
    }

    @Test
    void whatIsHeldIsKnownAfterARestart() {
        Wire w = wire("net.ipv4.tcp_mem=256 300 100000");
        fill(w, 1, 800);
        fill(w, 900 * MSS, 300);
        w.command(SockCommand.Kind.WRITE, 0, new byte[30_000]);
        MemoryStore store = new MemoryStore();
        w.stack.saveDirty(store);
        TcpStack again = new TcpStack(
                TcpSettings.defaults()
                        .withListeners(List.of(Listener.on(80)))
                        .withSysctl("net.ipv4.tcp_mem", "256 300 100000"),
                new RecordingOutput());
        store.loadInto(again, 1, w.now);
        assertThat(again.sockstat()).isEqualTo(w.stack.sockstat());
        assertThat(again.underMemoryPressure()).isTrue();
        Map<String, Long> before = info(w, w.stack);
        Map<String, Long> after = info(w, again);
        assertThat(after.get("SK_MEMINFO_WMEM_QUEUED")).isEqualTo(before.get("SK_MEMINFO_WMEM_QUEUED"));
        assertThat(after.get("SK_MEMINFO_FWD_ALLOC")).isEqualTo(before.get("SK_MEMINFO_FWD_ALLOC"));
    }

    @Test
    void allIsGivenBackInTheEnd() {
        Wire w = wire("net.ipv4.tcp_mem=256 300 100000");
        fill(w, 1, 800);
        fill(w, 900 * MSS, 300);
        w.command(SockCommand.Kind.WRITE, 0, new byte[30_000]);
        w.send(TcpHeader.RST, 1 + 800 * MSS, 0, 0);
        assertThat(pages(w))
                .as("an open socket keeps what it can still be read")
                .isPositive();
        w.command(SockCommand.Kind.CLOSE, 0);
        assertThat(w.stack.memoryPages()).isZero();
        assertThat(w.stack.sockstat()).containsEntry("alloc", 1L).containsEntry("inuse", 1L);
    }
}
