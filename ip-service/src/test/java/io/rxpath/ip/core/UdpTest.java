package io.rxpath.ip.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rxpath.skb.Gso;
import io.rxpath.skb.IpSummed;
import io.rxpath.skb.SkBuff;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** UDP sockets, beyond what the recordings show. Packets.udp sends to port 5001. */
class UdpTest {
    private static final int PORT = 5001;

    private static Host bound(UdpBind bind) {
        return new Host(Host.SETTINGS.withUdp(List.of(bind)));
    }

    @Test
    void aDatagramCountsWhenItIsRead() {
        Host host = bound(UdpBind.on(PORT));
        assertThat(host.receive(Packets.udp(10))).isEqualTo("held");
        assertThat(host.receive(Packets.udp(0))).isEqualTo("held");
        assertThat(host.counters()).doesNotContainKey("Udp.InDatagrams");
        assertThat(host.stack.udpRecv(PORT, host.now)).hasSize(10);
        assertThat(host.stack.udpRecv(PORT, host.now)).isEmpty();
        assertThat(host.stack.udpRecv(PORT, host.now)).isNull();
        assertThat(host.counters()).containsEntry("Udp.InDatagrams", 2L).doesNotContainKey("Udp.NoPorts");
        assertThat(host.balanced().totalConsumed()).isEqualTo(2);
        assertThat(host.out.frames).isEmpty();
    }

    @Test
    void aBadChecksumIsFoundByTheReader() {
        Host host = bound(UdpBind.on(PORT));
        assertThat(host.receive(Packets.with(Packets.udp(10), f -> f[45] ^= 1))).isEqualTo("held");
        host.receive(Packets.udp(7));
        assertThat(host.stack.udpRecv(PORT, host.now)).hasSize(7);
        assertThat(host.counters())
                .containsEntry("Udp.InCsumErrors", 1L)
                .containsEntry("Udp.InErrors", 1L)
                .containsEntry("Udp.InDatagrams", 1L);
        assertThat(host.out.drops).singleElement().satisfies(drop -> {
            assertThat(drop.reason()).isEqualTo("UDP_CSUM");
            assertThat(drop.place()).isEqualTo("udp_recvmsg");
        });
    }

    /** Packets.udp carries no truesize: 576 bytes of overhead and the datagram are charged. */
    @Test
    void theReceiveBufferOverflowsByMemoryAndNotByPayload() {
        Host host = bound(new UdpBind(PORT, 2304));
        int size = 576 + 8 + 100;
        for (int i = 0; i < 2304 / size; i++) {
            assertThat(host.receive(Packets.udp(100))).isEqualTo("held");
        }
        assertThat(host.receive(Packets.udp(100))).isEqualTo("dropped SOCKET_RCVBUFF");
        assertThat(host.counters()).containsEntry("Udp.RcvbufErrors", 1L).containsEntry("Udp.InErrors", 1L);
        assertThat(host.stack.udpRecv(PORT, host.now)).hasSize(100);
        assertThat(host.receive(Packets.udp(100))).isEqualTo("held");
    }

    @Test
    void aDatagramLargerThanTheBufferFitsIntoAnEmptyOne() {
        Host host = bound(new UdpBind(PORT, 2304));
        assertThat(host.receive(Packets.udp(1400))).isEqualTo("held");
        assertThat(host.receive(Packets.udp(1400))).isEqualTo("dropped SOCKET_RCVBUFF");
    }

    @ParameterizedTest(name = "SO_RCVBUF {0}")
    @CsvSource({"1, 2304", "1152, 2304", "4608, 9216", "212992, 425984", "9999999, 425984"})
    void setsockoptDoublesWithinItsLimits(int asked, int rcvbuf) {
        assertThat(UdpBind.withRcvbuf(PORT, asked).rcvbuf()).isEqualTo(rcvbuf);
    }

    @Test
    void otherPortsStayClosedAndCannotBeRead() {
        Host host = bound(UdpBind.on(9));
        assertThat(host.receive(Packets.udp(10))).isEqualTo("dropped NO_SOCKET");
        assertThatThrownBy(() -> host.stack.udpRecv(PORT, host.now))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no UDP socket is bound to port 5001");
    }

    @Test
    void framesOfIeee8022GoToTheModuleThatIsThere() {
        byte[] frame = Packets.with(Packets.udp(10), f -> {
            f[12] = 0;
            f[13] = 100;
        });
        Host without = new Host();
        assertThat(without.receive(frame.clone())).isEqualTo("dropped UNHANDLED_PROTO");
        assertThat(without.stack.link().nonZero()).isEqualTo(Map.of("link.rx_dropped", 1L));
        Host with = new Host(Host.SETTINGS.withLlc(true));
        assertThat(with.receive(frame)).isEqualTo("dropped NOT_SPECIFIED");
        assertThat(with.stack.link().nonZero()).isEmpty();
    }

    @Test
    void badBindsAreRefused() {
        assertThatThrownBy(() -> UdpBind.on(0)).hasMessage("udp port is 0, expected 1 to 65535");
        assertThatThrownBy(() -> new UdpBind(7, 1)).hasMessage("rcvbuf of udp port 7 is 1, expected 2304 or more");
        assertThatThrownBy(() -> Host.SETTINGS.withUdp(List.of(UdpBind.on(7), UdpBind.on(7))))
                .hasMessage("udp port 7 is bound twice, expected once");
    }

    /** 250 bytes of data as GRO passes three datagrams up: 100, 100 and 50 bytes. The checksum field is not that of the data. */
    private static SkBuff merged() {
        SkBuff skb = Host.ethTypeTrans(Packets.with(Packets.udp(250), f -> f[41] ^= 1));
        skb.gsoSize = 100;
        skb.gsoSegs = 3;
        skb.gsoType = Gso.UDP_L4;
        skb.ipSummed = IpSummed.PARTIAL;
        skb.truesize = 3 * 832;
        return skb;
    }

    @Test
    void datagramsThatGroMergedAreReadOneByOne() {
        Host host = bound(UdpBind.on(PORT));
        SkBuff skb = merged();
        byte[] data = UdpRcv.payload(SkBuff.wrap(Arrays.copyOfRange(skb.toByteArray(), 20, skb.len())));
        assertThat(host.receive(skb)).isEqualTo("held 3");
        assertThat(host.stack.udpRecv(PORT, host.now)).isEqualTo(Arrays.copyOfRange(data, 0, 100));
        assertThat(host.stack.udpRecv(PORT, host.now)).isEqualTo(Arrays.copyOfRange(data, 100, 200));
        assertThat(host.stack.udpRecv(PORT, host.now)).isEqualTo(Arrays.copyOfRange(data, 200, 250));
        assertThat(host.stack.udpRecv(PORT, host.now)).isNull();
        assertThat(host.counters()).containsEntry("Udp.InDatagrams", 3L).doesNotContainKey("Udp.InCsumErrors");
        assertThat(host.balanced().totalConsumed()).isEqualTo(3);
    }

    @Test
    void eachOfThemMustFitIntoTheReceiveBuffer() {
        Host host = bound(new UdpBind(PORT, 2304));
        assertThat(host.receive(merged())).isEqualTo("dropped SOCKET_RCVBUFF, held 2");
        assertThat(host.counters()).containsEntry("Udp.RcvbufErrors", 1L);
    }

    @Test
    void mergedDatagramsWithoutASocketAreOnePacket() {
        Host host = bound(UdpBind.on(9));
        assertThat(host.receive(merged())).isEqualTo("dropped NO_SOCKET 3");
        assertThat(host.counters()).containsEntry("Udp.NoPorts", 1L);
        assertThat(host.out.frames).hasSize(1);
    }
}
