package io.rxpath.tcp.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.FlowKey;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SockCommand;
import io.rxpath.skb.SockCookie;
import io.rxpath.skb.SockOption;
import io.rxpath.skb.TcpHeader;
import io.rxpath.skb.TcpOptions;
import io.rxpath.tcp.core.exchange.MemoryStore;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Listeners that come and go, and what options do to their connections. */
class SockOptionTest {
    private static final long LISTENER = SockCookie.process(1);
    private static final FlowKey ANY_80 = new FlowKey(0, IpAddress.ANY_V4.lo(), 0, 0, 80, 0);

    private static Wire listen(SockOption... options) {
        Wire w = new Wire(TcpSettings.defaults());
        w.stack.command(
                new SockCommand(SockCommand.Kind.LISTEN, 0, LISTENER, ANY_80, 5, SockOption.encode(List.of(options))),
                w.now);
        return w;
    }

    private static List<String> set(Wire w, int level, int name, int value) {
        return w.command(
                SockCommand.Kind.SETSOCKOPT, SockOption.of(level, name, value).word());
    }

    @Test
    void aListenerComesAndGoesWithWhatItHas() {
        Wire w = new Wire(TcpSettings.defaults());
        assertThat(w.send(TcpHeader.SYN, 0, 0, 0)).containsExactly("R. 0:0 ack 1 win 0");
        w = listen().connect(false);
        assertThat(w.connection).isNotNull();
        assertThat(w.connection.value()).isEqualTo(LISTENER);
        w.sport++;
        w.send(TcpHeader.SYN, 0, 0, 0);
        w.send(TcpHeader.ACK, 1, 1, 0);
        w.output.clear();
        w.stack.command(SockCommand.of(SockCommand.Kind.CLOSE, 0, LISTENER, ANY_80, 0), w.now);
        assertThat(w.output.segments).as("the connection nobody accepted").hasSize(1);
        assertThat(new TcpHeader(
                                w.output.segments.get(0).buf(),
                                w.output.segments.get(0).data())
                        .rst())
                .isTrue();
        w.sport++;
        assertThat(w.send(TcpHeader.SYN, 0, 0, 0).get(0)).startsWith("R.");
        w.sport = 40000;
        assertThat(w.state()).as("the accepted one lives").isEqualTo("ESTAB");
    }

    @ParameterizedTest(name = "level {0} option {1} = {2}: mss {3} window {4}")
    @CsvSource({
        "6, 2, 1100, 1100, 64900",
        "1, 8, 10000, 1460, 8760",
        "1, 8, 100, 1460, 1152",
        "1, 33, 8000000, 1460, 65535",
        "6, 10, 20000, 1460, 18980",
    })
    void whatASynAckOffers(int level, int name, int value, int mss, int window) {
        Wire w = listen(SockOption.of(level, name, value));
        w.send(TcpHeader.SYN, 0, 0, 0);
        SkBuff synack = w.output.segments.get(0);
        TcpHeader th = new TcpHeader(synack.buf(), synack.data());
        TcpOptions options = new TcpOptions();
        options.parse(synack.buf(), synack.data(), true);
        assertThat(options.mss).isEqualTo(mss);
        assertThat(th.window()).isEqualTo(window);
    }

    @Test
    void quickackIsForNowAndDelayedAfterwards() {
        Wire w = listen().connect(true);
        assertThat(set(w, SockOption.SOL_TCP, SockOption.TCP_QUICKACK, 0)).isEmpty();
        assertThat(w.send(TcpHeader.ACK, 1, 1, 100)).as("ping-pong").isEmpty();
        assertThat(set(w, SockOption.SOL_TCP, SockOption.TCP_QUICKACK, 1)).isEmpty();
        assertThat(w.send(TcpHeader.ACK, 101, 1, 100)).hasSize(1);
    }

    @Test
    void aLowWaterMarkRaisesTheBufferUnlessItIsFixed() {
        Wire w = listen().connect(true);
        assertThat(w.info().rcvbuf()).isEqualTo(131072);
        set(w, SockOption.SOL_SOCKET, SockOption.SO_RCVLOWAT, 500_000);
        assertThat(w.info().rcvbuf()).isEqualTo(1_000_000);
        set(w, SockOption.SOL_SOCKET, SockOption.SO_RCVBUF, 6000);
        set(w, SockOption.SOL_SOCKET, SockOption.SO_RCVLOWAT, 500_000);
        assertThat(w.info().rcvbuf()).isEqualTo(12_000);
    }

    @Test
    void listenersAndOptionsSurviveARestart() {
        Wire w = listen(SockOption.of(SockOption.SOL_TCP, SockOption.TCP_MAXSEG, 1000));
        w.connect(true);
        set(w, SockOption.SOL_SOCKET, SockOption.SO_RCVBUF, 6000);
        MemoryStore store = new MemoryStore();
        w.stack.saveDirty(store);
        RecordingOutput output = new RecordingOutput();
        TcpStack again = new TcpStack(TcpSettings.defaults(), output);
        store.loadInto(again, 1, w.now);
        assertThat(again.sockets()).isEqualTo(w.stack.sockets());
        again.command(SockCommand.of(SockCommand.Kind.CLOSE, 0, LISTENER, ANY_80, 0), w.now);
        again.saveDirty(store);
        assertThat(again.sockets()).hasSize(1);
    }
}
