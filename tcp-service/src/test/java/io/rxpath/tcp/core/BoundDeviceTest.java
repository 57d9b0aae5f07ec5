package io.rxpath.tcp.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.FlowKey;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SockCommand;
import io.rxpath.skb.SockCookie;
import io.rxpath.skb.SockOption;
import io.rxpath.skb.TcpHeader;
import io.rxpath.tcp.core.exchange.MemoryStore;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SO_BINDTODEVICE between two devices, and what else of a socket goes into its packets: TOS, TTL and mark. */
class BoundDeviceTest {
    private static final FlowKey ANY_80 = new FlowKey(0, IpAddress.ANY_V4.lo(), 0, 0, 80, 0);
    private static final int ETH0 = 2;
    private static final int ETH1 = 3;

    private final TcpSettings settings =
            TcpSettings.defaults().withDevices(Map.of("lo", 1, "eth0", ETH0, "eth1", ETH1));
    private final RecordingOutput out = new RecordingOutput();
    private TcpStack stack = new TcpStack(settings, out);
    private final long now = 1_700_000_000_000_000_000L;

    private static SockOption device(String name) {
        return new SockOption(
                SockOption.SOL_SOCKET, SockOption.SO_BINDTODEVICE, 0, name.getBytes(StandardCharsets.US_ASCII));
    }

    private long listen(int process, SockOption... options) {
        long cookie = SockCookie.process(process);
        stack.command(
                new SockCommand(SockCommand.Kind.LISTEN, 0, cookie, ANY_80, 5, SockOption.encode(List.of(options))),
                now);
        return cookie;
    }

    /** What is answered to a segment that comes in by a device; null for nothing. */
    private SkBuff send(int iif, int flags, int seq, int ack, int tos) {
        out.clear();
        SkBuff skb =
                Segments.v4(Wire.PEER, Wire.HOST, 40000, 80, seq, ack, flags, 65535, new byte[0], new byte[0], tos);
        skb.iif = iif;
        stack.receive(skb, now);
        return out.segments.isEmpty() ? skb : out.segments.get(0);
    }

    private static boolean reset(SkBuff skb) {
        return new TcpHeader(skb.buf(), skb.data()).rst();
    }

    private int handshake(int iif) {
        SkBuff synack = send(iif, TcpHeader.SYN, 100, 0, 0);
        assertThat(reset(synack)).isFalse();
        assertThat(synack.iif).as("the SYN-ACK leaves by the device").isEqualTo(iif);
        int isn = new TcpHeader(synack.buf(), synack.data()).seq();
        send(iif, TcpHeader.ACK, 101, isn + 1, 0);
        return isn;
    }

    @ParameterizedTest(name = "listeners {0} and {1}, in by {2}: {3}")
    @CsvSource({
        "eth0, eth1, 2, 1",
        "eth0, eth1, 3, 2",
        "'', eth1, 3, 2",
        "'', eth1, 2, 1",
        "eth1, '', 3, 1",
        "eth1, lo, 2, 0",
    })
    void theListenerOfTheDeviceGoesFirst(String one, String two, int iif, int who) {
        long[] cookies = {0, listen(1, device(one)), listen(2, device(two))};
        SkBuff answer = send(iif, TcpHeader.SYN, 100, 0, 0);
        assertThat(reset(answer)).isEqualTo(who == 0);
        if (who != 0) {
            send(iif, TcpHeader.ACK, 101, new TcpHeader(answer.buf(), answer.data()).seq() + 1, 0);
            assertThat(out.events.get(0).value()).isEqualTo(cookies[who]);
        }
    }

    @Test
    void aListenerOfTheSettingsMayHearOneDevice() {
        stack = new TcpStack(settings.withListeners(List.of(new Listener(null, 80, 5, 0, ETH1))), out);
        assertThat(reset(send(ETH0, TcpHeader.SYN, 100, 0, 0))).isTrue();
        assertThat(reset(send(ETH1, TcpHeader.SYN, 100, 0, 0))).isFalse();
    }

    @Test
    void aConnectionHearsItsDeviceOnlyAlsoAfterARestart() {
        listen(1, device("eth1"));
        int isn = handshake(ETH1);
        MemoryStore store = new MemoryStore();
        stack.saveDirty(store);
        stack = new TcpStack(settings, out);
        store.loadInto(stack, 1, now);
        SkBuff elsewhere = send(ETH0, TcpHeader.ACK | TcpHeader.PSH, 101, isn + 1, 0);
        assertThat(reset(elsewhere)).as("no socket hears eth0").isTrue();
        SkBuff here = send(ETH1, TcpHeader.ACK, 50, isn + 1, 0);
        assertThat(reset(here)).isFalse();
        assertThat(here.iif).isEqualTo(ETH1);
    }

    @Test
    void oneFourTupleMayBeTwiceByTwoDevices() {
        listen(1, device("eth0"));
        listen(2, device("eth1"));
        handshake(ETH0);
        handshake(ETH1);
        assertThat(stack.sockets().stream().filter(s -> s.state().equals("ESTAB")))
                .hasSize(2);
    }

    @Test
    void tosTtlAndMarkAreOfTheSocket() {
        listen(
                1,
                SockOption.of(SockOption.SOL_IP, SockOption.IP_TOS, 0x4b),
                SockOption.of(SockOption.SOL_IP, SockOption.IP_TTL, 7),
                SockOption.of(SockOption.SOL_SOCKET, SockOption.SO_MARK, 9));
        SkBuff synack = send(ETH0, TcpHeader.SYN, 100, 0, 0xb8);
        assertThat(List.of(synack.tos, synack.ttl, synack.mark)).containsExactly(0x48, 7, 9);
        int isn = new TcpHeader(synack.buf(), synack.data()).seq();
        send(ETH0, TcpHeader.ACK, 101, isn + 1, 0);
        SkBuff ack = send(ETH0, TcpHeader.ACK, 50, isn + 1, 0);
        assertThat(List.of(ack.tos, ack.ttl, ack.mark)).containsExactly(0x48, 7, 9);
    }

    @Test
    void theTosOfTheSynIsReflected() {
        stack.settings(settings.withSysctl("net.ipv4.tcp_reflect_tos", "1"));
        listen(1, SockOption.of(SockOption.SOL_IP, SockOption.IP_TOS, 0x10));
        SkBuff synack = send(ETH0, TcpHeader.SYN, 100, 0, 0xbb);
        assertThat(synack.tos).isEqualTo(0xb8);
        int isn = new TcpHeader(synack.buf(), synack.data()).seq();
        send(ETH0, TcpHeader.ACK, 101, isn + 1, 0x44);
        assertThat(send(ETH0, TcpHeader.ACK, 50, isn + 1, 0x44).tos).isEqualTo(0xb8);
    }
}
