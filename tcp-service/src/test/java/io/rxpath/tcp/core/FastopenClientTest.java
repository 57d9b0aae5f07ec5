package io.rxpath.tcp.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.FlowKey;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SockCommand;
import io.rxpath.skb.SockCookie;
import io.rxpath.skb.SockEvent;
import io.rxpath.skb.TcpHeader;
import io.rxpath.skb.TcpOptions;
import io.rxpath.tcp.core.exchange.MemoryStore;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Fast Open and urgent data of connections of our own after a restart; the rest is in the scripts fastopen-* and send-urgent*. */
class FastopenClientTest {
    private static final String COOKIE = "1122334455667788";
    private static final long ASK = SockCommand.ASK | SockCommand.NOWAIT;

    private static SockEvent socket(int port) {
        long host = IpAddress.parse("10.9.0.2").lo();
        FlowKey flow = new FlowKey(0, host, 0, IpAddress.parse("10.9.0.1").lo(), port, 80);
        return new SockEvent(SockEvent.Kind.CONNECTED, 1, SockCookie.process(port), flow, 0, null);
    }

    private static Wire wire() {
        Wire w = new Wire(TcpSettings.defaults());
        w.sport = 80;
        return w;
    }

    private static void open(Wire w, int port) {
        w.dport = port;
        w.connection = socket(port);
        assertThat(w.command(SockCommand.Kind.CONNECT, SockCommand.FIRST_WRITE)).isEmpty();
    }

    private static TcpStack restarted(Wire w, RecordingOutput output) {
        MemoryStore store = new MemoryStore();
        w.stack.saveDirty(store);
        TcpStack again = new TcpStack(TcpSettings.defaults(), output);
        store.loadInto(again, 1, w.now);
        assertThat(again.sockets()).isEqualTo(w.stack.sockets());
        return again;
    }

    private static void write(TcpStack stack, Wire w, int port, long word, int bytes) {
        SockEvent s = socket(port);
        stack.command(
                new SockCommand(SockCommand.Kind.WRITE, s.hash(), s.cookie(), s.flow(), word, new byte[bytes]), w.now);
    }

    @Test
    void aCookieAndAConnectionThatWaitsForItsFirstWriteAreStored() {
        Wire w = wire();
        open(w, 50_000);
        assertThat(w.command(SockCommand.Kind.WRITE, ASK, new byte[100]))
                .singleElement()
                .asString()
                .startsWith("S 0:0");
        w.options = HexFormat.of().parseHex("220a" + COOKIE + "0101");
        assertThat(w.send(TcpHeader.SYN | TcpHeader.ACK, 0, 1, 0)).hasSize(1);
        open(w, 50_001);

        RecordingOutput output = new RecordingOutput();
        write(restarted(w, output), w, 50_001, ASK, 100);

        SkBuff syn = output.segments.get(0);
        TcpHeader th = new TcpHeader(syn.buf(), syn.data());
        assertThat(th.flags()).isEqualTo(TcpHeader.SYN);
        assertThat(syn.len() - th.headerLength()).isEqualTo(100);
        TcpOptions o = new TcpOptions();
        o.parse(syn.buf(), syn.data(), true);
        assertThat(Arrays.copyOf(o.fastOpenCookie, o.fastOpenLength))
                .isEqualTo(HexFormat.of().parseHex(COOKIE));
        assertThat(output.events).singleElement().satisfies(e -> {
            assertThat(e.kind()).isEqualTo(SockEvent.Kind.WROTE);
            assertThat(e.value() & SockCommand.OFFSET).isEqualTo(100);
        });
    }

    @Test
    void urgentDataIsUrgentStillWhenItIsSentAgain() {
        Wire w = wire();
        w.dport = 50_000;
        w.connection = socket(50_000);
        w.command(SockCommand.Kind.CONNECT, 0);
        w.send(TcpHeader.SYN | TcpHeader.ACK, 0, 1, 0);
        assertThat(w.command(SockCommand.Kind.WRITE, ASK | SockCommand.OOB, new byte[10]))
                .hasSize(1);

        RecordingOutput output = new RecordingOutput();
        TcpStack again = restarted(w, output);
        again.onTimeout(again.nextTimeoutNanos());

        SkBuff skb = output.segments.get(0);
        TcpHeader th = new TcpHeader(skb.buf(), skb.data());
        assertThat(th.flags()).isEqualTo(TcpHeader.ACK | TcpHeader.PSH | TcpHeader.URG);
        assertThat(th.urgPtr()).isEqualTo(10);
    }
}
