package io.rxpath.ip.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.IpAddress;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.SkBuff;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** ICMP received and sent, beyond what the recordings show. */
class IcmpTest {
    private static final String QUOTE = "4500002400004000400600000a0900020a090001" + "0050c35000000001";

    static Stream<Arguments> messages() {
        return Stream.of(
                Arguments.of(
                        "echo", "08000000" + "12340001" + "abcd", "consumed icmp_echo", Map.of("Icmp.InEchos", 1L)),
                Arguments.of("nothing", "", "dropped ICMP_CSUM", Map.of("Icmp.InErrors", 1L, "Icmp.InCsumErrors", 1L)),
                Arguments.of("seven bytes", "08000000123400", "dropped NOT_SPECIFIED", Map.of("Icmp.InErrors", 1L)),
                Arguments.of(
                        "echo reply: nobody asked",
                        "0000000012340001",
                        "consumed udp_queue_rcv",
                        Map.of("Icmp.InEchoReps", 1L)),
                Arguments.of("router advertisement", "0900000001020708", "consumed icmp", Map.of()),
                Arguments.of(
                        "address mask request", "1100000000000000", "consumed icmp", Map.of("Icmp.InAddrMasks", 1L)),
                Arguments.of(
                        "timestamp reply", "0e00000000000000", "consumed icmp", Map.of("Icmp.InTimestampReps", 1L)),
                Arguments.of("type 19", "1300000000000000", "dropped UNHANDLED_PROTO", Map.of("Icmp.InErrors", 1L)),
                Arguments.of("extended echo is not answered", "2a00000000000000", "consumed icmp_echo", Map.of()),
                Arguments.of("extended echo reply", "2b00000000000000", "dropped NO_SOCKET", Map.of()),
                Arguments.of(
                        "timestamp with 3 bytes",
                        "0d000000" + "00000000" + "010203",
                        "dropped PKT_TOO_SMALL",
                        Map.of("Icmp.InTimestamps", 1L, "Icmp.InErrors", 1L)),
                Arguments.of("unreachable", "0301000000000000" + QUOTE, "delivered", Map.of("Icmp.InDestUnreachs", 1L)),
                Arguments.of(
                        "unreachable, unknown code",
                        "0310000000000000" + QUOTE,
                        "consumed icmp",
                        Map.of("Icmp.InDestUnreachs", 1L)),
                Arguments.of(
                        "unreachable, half a header quoted",
                        "0301000000000000" + QUOTE.substring(0, 20),
                        "dropped NOT_SPECIFIED",
                        Map.of("Icmp.InDestUnreachs", 1L, "Icmp.InErrors", 1L)),
                Arguments.of(
                        "unreachable, quoted IHL 4",
                        "0301000000000000" + "44" + QUOTE.substring(2),
                        "dropped IP_INHDR",
                        Map.of("Icmp.InDestUnreachs", 1L, "Icmp.InErrors", 1L)),
                Arguments.of(
                        "unreachable, too little behind the quoted header",
                        "0301000000000000" + QUOTE.substring(0, 46),
                        "consumed icmp",
                        Map.of("Icmp.InDestUnreachs", 1L, "Icmp.InErrors", 1L)),
                Arguments.of("time exceeded", "0b00000000000000" + QUOTE, "delivered", Map.of("Icmp.InTimeExcds", 1L)),
                Arguments.of(
                        "parameter problem", "0c00000014000000" + QUOTE, "delivered", Map.of("Icmp.InParmProbs", 1L)),
                Arguments.of("source quench", "0400000000000000" + QUOTE, "delivered", Map.of("Icmp.InSrcQuenchs", 1L)),
                Arguments.of("redirect", "050100000a090003" + QUOTE, "delivered", Map.of("Icmp.InRedirects", 1L)),
                Arguments.of(
                        "short redirect",
                        "050100000a090003",
                        "dropped PKT_TOO_SMALL",
                        Map.of("Icmp.InRedirects", 1L, "Icmp.InErrors", 1L)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("messages")
    void receives(String name, String message, String result, Map<String, Long> counters) {
        Host host = new Host();
        assertThat(host.receive(Packets.icmp(message))).isEqualTo(result);
        Map<String, Long> in = host.stack.icmp().nonZero();
        in.keySet().removeIf(k -> k.startsWith("Icmp.Out"));
        in.remove("Icmp.InMsgs", 1L);
        assertThat(in).containsExactlyInAnyOrderEntriesOf(counters);
        assertThat(host.counters()).containsEntry("Ip.InDelivers", 1L);
    }

    @Test
    void answersAnEchoWithItsBytesTosAndFlow() {
        Host host = new Host();
        host.receive(Packets.icmp("08000000" + "12340001" + "0102030405", iph -> iph.tos(0xb9)));
        Ipv4Header iph = host.out.iph(0);
        assertThat(HexFormat.of().formatHex(host.out.payload(0)))
                .startsWith("0000")
                .endsWith("12340001" + "0102030405");
        assertThat(iph.tos()).isEqualTo(0xb9);
        assertThat(iph.ttl()).isEqualTo(64);
        assertThat(iph.fragOff16()).isZero();
        assertThat(iph.saddr()).isEqualTo(Host.ADDRESS);
        assertThat(iph.daddr()).isEqualTo(Host.PEER);
        SkBuff frame = host.out.frames.get(0);
        assertThat(frame.hash).isEqualTo(0x1234);
        assertThat(frame.port).isEqualTo(Host.PORT);
        assertThat(host.out.dstMac(0)).isEqualTo(Host.PEER_MAC);
    }

    @Test
    void countsTheIdentificationUp() {
        Host host = new Host();
        for (int i = 0; i < 3; i++) {
            host.receive(Packets.icmp("0800000012340001"));
        }
        int first = host.out.iph(0).id();
        assertThat(host.out.iph(1).id()).isEqualTo(first + 1 & 0xffff);
        assertThat(host.out.iph(2).id()).isEqualTo(first + 2 & 0xffff);
    }

    @Test
    void fragmentsAnEchoReplyThatIsTooBig() {
        Host host = new Host();
        byte[] echo = Packets.bytes(4008);
        Arrays.fill(echo, 0, 8, (byte) 0);
        echo[0] = 8;
        String message = HexFormat.of().formatHex(echo);
        byte[] whole = Packets.icmp(message);
        byte[] icmp = Arrays.copyOfRange(whole, 34, whole.length);
        assertThat(host.receive(Packets.fragment(9, 0, Arrays.copyOfRange(icmp, 0, 1480), true)))
                .isEqualTo("held");
        assertThat(host.receive(Packets.fragment(9, 1480, Arrays.copyOfRange(icmp, 1480, 2960), true)))
                .isEqualTo("held");
        assertThat(host.receive(Packets.fragment(9, 2960, Arrays.copyOfRange(icmp, 2960, 4008), false)))
                .isEqualTo("consumed icmp_echo, consumed reassembly 2, held -2");
        assertThat(host.out.frames).hasSize(3);
        byte[] reply = new byte[4008];
        for (int i = 0; i < 3; i++) {
            Ipv4Header iph = host.out.iph(i);
            assertThat(iph.fragmentOffset()).isEqualTo(1480 * i);
            assertThat(iph.moreFragments()).isEqualTo(i < 2);
            assertThat(iph.dontFragment()).isFalse();
            assertThat(iph.id()).isEqualTo(host.out.iph(0).id());
            byte[] part = host.out.payload(i);
            System.arraycopy(part, 0, reply, iph.fragmentOffset(), part.length);
        }
        assertThat(Arrays.copyOfRange(reply, 4, 4008)).isEqualTo(Arrays.copyOfRange(icmp, 4, 4008));
        assertThat(host.counters())
                .containsEntry("Ip.FragOKs", 1L)
                .containsEntry("Ip.FragCreates", 3L)
                .containsEntry("Ip.OutRequests", 1L)
                .containsEntry("Ip.OutTransmits", 3L)
                .containsEntry("IpExt.OutOctets", 4008L + 60);
    }

    @Test
    void answersABroadcastEchoFromItsOwnAddressIfToldTo() {
        IpSettings s = Host.SETTINGS;
        Host host = new Host(s.withIcmp(s.icmp().withEchoIgnoreBroadcasts(false)));
        byte[] echo = Packets.icmp("0800000012340001", iph -> iph.daddr(Host.ip("10.9.0.255")));
        assertThat(host.receive(echo)).isEqualTo("consumed icmp_echo");
        assertThat(host.out.iph(0).saddr()).isEqualTo(Host.ADDRESS);
    }

    @Test
    void staysSilentWhenThereIsNoWayBack() {
        Host host = new Host();
        byte[] echo = Packets.icmp("0800000012340001", iph -> iph.saddr(Host.ip("198.51.100.1")));
        assertThat(host.receive(echo)).isEqualTo("consumed icmp_echo");
        assertThat(host.out.frames).isEmpty();
        assertThat(host.counters()).doesNotContainKey("Icmp.OutMsgs");
    }

    static Stream<Arguments> errors() {
        byte[] icmpError = Packets.icmp("0301000000000000" + QUOTE);
        return Stream.of(
                Arguments.of("closed UDP port", Packets.udp(10), "0303"),
                Arguments.of("unknown protocol", Packets.ip(253, Packets.bytes(20)), "0302"),
                Arguments.of("UDP in a broadcast frame", Packets.to(Packets.udp(10), "ff:ff:ff:ff:ff:ff"), ""),
                Arguments.of("UDP to the subnet broadcast", Packets.udp(10, i -> i.daddr(Host.ip("10.9.0.255"))), ""),
                Arguments.of(
                        "unknown protocol to a group",
                        Packets.ip(253, Packets.bytes(20), "", i -> i.daddr(Host.ip("224.0.0.1"))),
                        ""),
                Arguments.of("UDP from behind no route", Packets.udp(10, i -> i.saddr(Host.ip("198.51.100.1"))), ""),
                Arguments.of("UDP with a bad checksum", Packets.with(Packets.udp(10), f -> f[45] ^= 1), ""),
                Arguments.of("UDP without a checksum", Packets.with(Packets.udp(10), f -> f[40] = f[41] = 0), "0303"),
                Arguments.of("UDP length beyond the packet", Packets.with(Packets.udp(10), f -> f[39] = 99), ""),
                Arguments.of("UDP length below its header", Packets.with(Packets.udp(10), f -> f[39] = 7), ""),
                Arguments.of(
                        "bad option in an ICMP error",
                        Packets.ip(IpProtocol.ICMP, Arrays.copyOfRange(icmpError, 34, 70), "99050000", i -> {}),
                        ""),
                Arguments.of(
                        "bad option in an echo",
                        Packets.ip(IpProtocol.ICMP, new byte[] {8, 0, 0, 0}, "99050000", i -> {}),
                        "0c00"),
                Arguments.of(
                        "bad option in an unknown ICMP type",
                        Packets.ip(IpProtocol.ICMP, new byte[] {99, 0, 0, 0}, "99050000", i -> {}),
                        ""),
                Arguments.of(
                        "bad option in an empty ICMP message",
                        Packets.ip(IpProtocol.ICMP, new byte[0], "99050000", i -> {}),
                        ""),
                Arguments.of(
                        "bad option in a later fragment",
                        Packets.ip(17, Packets.bytes(8), "99050000", i -> i.fragmentOffset(8)),
                        ""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("errors")
    void sendsErrorsWhereTheRulesAllow(String name, byte[] frame, String typeAndCode) {
        Host host = new Host();
        assertThat(host.receive(frame)).matches("(dropped|consumed) .*");
        assertThat(host.out.frames).hasSize(typeAndCode.isEmpty() ? 0 : 1);
        if (!typeAndCode.isEmpty()) {
            assertThat(HexFormat.of().formatHex(host.out.payload(0))).startsWith(typeAndCode);
        }
    }

    @Test
    void quotesAsMuchAsFitsInto576Bytes() {
        Host host = new Host();
        byte[] frame = Packets.udp(1000, iph -> iph.tos(0x1f));
        host.receive(frame.clone());
        assertThat(host.out.iph(0).totalLength()).isEqualTo(576);
        assertThat(host.out.iph(0).tos()).isEqualTo(0xc0 | 0x1e);
        byte[] quoted = Arrays.copyOfRange(host.out.payload(0), 8, 556);
        assertThat(quoted).isEqualTo(Arrays.copyOfRange(frame, 14, 14 + 548));
    }

    @Test
    void limitsAPeerToSixInABurstAndOneASecondAfterwards() {
        Host host = new Host();
        for (int i = 0; i < 10; i++) {
            host.receive(Packets.udp(10));
        }
        assertThat(host.out.frames).hasSize(6);
        assertThat(host.counters()).containsEntry("Icmp.OutRateLimitHost", 4L).containsEntry("Icmp.OutMsgs", 6L);
        host.advance(Host.SECOND - 1);
        host.receive(Packets.udp(10));
        assertThat(host.out.frames).hasSize(6);
        host.advance(1);
        host.receive(Packets.udp(10));
        assertThat(host.out.frames).hasSize(7);
        host.advance(60 * Host.SECOND);
        for (int i = 0; i < 10; i++) {
            host.receive(Packets.udp(10));
        }
        assertThat(host.out.frames).hasSize(13);
    }

    @Test
    void limitsEachPeerByItself() {
        Host host = new Host(Host.NO_NEIGHBOURS);
        for (int peer = 1; peer <= 3; peer++) {
            int address = Host.ip("10.9.0.10" + peer);
            host.stack.learn(new Neighbour(IpAddress.v4(address), Host.PEER_MAC, 0, true), host.now);
            for (int i = 0; i < 8; i++) {
                host.receive(Packets.udp(10, iph -> iph.saddr(address)));
            }
        }
        assertThat(host.out.frames).hasSize(18);
    }

    @Test
    void limitsTheHostToItsBurst() {
        IpSettings s = Host.SETTINGS;
        Host host = new Host(s.withIcmp(s.icmp().withRates(0, 1000, 50)));
        for (int i = 0; i < 60; i++) {
            host.receive(Packets.udp(10));
        }
        assertThat(host.out.frames).hasSize(50);
        assertThat(host.counters()).containsEntry("Icmp.OutRateLimitGlobal", 10L);
        host.advance(19 * Host.MILLI);
        host.receive(Packets.udp(10));
        assertThat(host.out.frames).as("less than 1/50 s later").hasSize(50);
        host.advance(Host.MILLI);
        for (int i = 0; i < 60; i++) {
            host.receive(Packets.udp(10));
        }
        assertThat(host.out.frames).as("20 ms at 1000 a second").hasSize(70);
    }

    @Test
    void doesNotLimitEchoReplies() {
        Host host = new Host();
        for (int i = 0; i < 200; i++) {
            host.receive(Packets.icmp("0800000012340001"));
        }
        assertThat(host.out.frames).hasSize(200);
    }

    @Test
    void givesTheMillisecondsSinceMidnight() {
        Host host = new Host();
        host.now = 3 * 86_400 * Host.SECOND + 7 * Host.SECOND + 5 * Host.MILLI + 999_999;
        host.receive(Packets.icmp("0d000000" + "00010002" + "aabbccdd" + "0000000000000000"));
        assertThat(HexFormat.of().formatHex(host.out.payload(0)))
                .endsWith("00010002" + "aabbccdd" + "00001b5d00001b5d");
    }
}
