package io.rxpath.nic.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rxpath.nic.core.Frames;
import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.SkbDropReason;
import io.rxpath.skb.UdpHeader;
import io.rxpath.skb.WireFrame;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class VxlanCodecTest {
    private static final HexFormat HEX = HexFormat.of();

    private final VxlanCodec codec = new VxlanCodec(42, 1450, 3);

    @Test
    void shouldWriteTheHeaderOfRfc7348() {
        byte[] frame = Frames.ethernet(Frames.US, 0x806, 16);

        assertThat(HEX.formatHex(VxlanCodec.encapsulate(42, frame)))
                .isEqualTo("0800000000002a00" + "020000000002" + "020000000001" + "0806" + "0000");
        assertThat(HEX.formatHex(VxlanCodec.encapsulate(0xfedcba, new byte[0]))).isEqualTo("08000000fedcba00");
    }

    @Test
    void shouldReadBackWhatItWrote() {
        byte[] frame = Frames.tcp(1, 2, 3, 16, 100);
        byte[] datagram = VxlanCodec.encapsulate(42, frame);
        byte[] shifted = new byte[datagram.length + 5];
        System.arraycopy(datagram, 0, shifted, 5, datagram.length);

        WireFrame in = codec.decapsulate(shifted, 5, datagram.length, 77);

        assertThat(in).isNotNull();
        assertThat(in.frame()).isEqualTo(frame);
        assertThat(in.port()).isEqualTo(3);
        assertThat(in.nanos()).isEqualTo(77);
        assertThat(in.hasFcs()).isFalse();
        assertThat(in.partialChecksum()).isFalse();
        assertThat(in.gsoSize()).isZero();
        assertThat(codec.dropReason()).isEqualTo(SkbDropReason.NOT_DROPPED_YET);
    }

    /** Measured: a 6.18 kernel gave these reasons for these datagrams. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "seven bytes, 08000000000000, PKT_TOO_SMALL",
        "nothing, '', PKT_TOO_SMALL",
        "I flag missing, 0000000000002a00, VXLAN_INVALID_HDR",
        "another flag set, 0900000000002a00, VXLAN_INVALID_HDR",
        "reserved byte behind the flags, 0800000100002a00, VXLAN_INVALID_HDR",
        "reserved byte behind the VNI, 0800000000002a01, VXLAN_INVALID_HDR",
        "another VNI, 0800000000002b00, VXLAN_VNI_NOT_FOUND",
        "no inner frame, 0800000000002a00, NOMEM",
        "inner frame of 13 bytes, 0800000000002a0002000000000202000000000108, NOMEM",
        "group address as source, 0800000000002a000200000000020300000000010800, MAC_INVALID_SOURCE",
        "inner IPv4 without a header, 0800000000002a000200000002020200000002010800, PKT_TOO_SMALL",
        "zero source, 0800000000002a000200000000020000000000000800, MAC_INVALID_SOURCE",
    })
    void shouldSayWhyItDrops(String name, String hex, SkbDropReason reason) {
        byte[] datagram = HEX.parseHex(hex);

        assertThat(codec.decapsulate(datagram, 0, datagram.length, 0)).isNull();
        assertThat(codec.dropReason()).isEqualTo(reason);
    }

    static Stream<Arguments> inner() {
        byte[] corrupt = Frames.tcp(1, 2, 3, 16, 100);
        corrupt[100] ^= 1;
        byte[] udpNone = Frames.udp(1, 2, 30);
        new UdpHeader(udpNone, 34).checksum(0);
        byte[] options = Frames.tcp(1, 2, 3, 16, 3012);
        // Ten words of header: 20 bytes of what was payload become options.
        options[46] = (byte) 0xa0;
        return Stream.of(
                row("complete TCP", Frames.tcp(1, 2, 3, 16, 100), false, 0),
                row("TCP, pseudo header only", Frames.pseudoOnly(Frames.tcp(1, 2, 3, 16, 100)), true, 0),
                row("UDP, pseudo header only", Frames.pseudoOnly(Frames.udp(1, 2, 30)), true, 0),
                row("TCP over IPv6, pseudo header only", Frames.pseudoOnly(Frames.tcp6(1, 2, 3, 30)), true, 0),
                row("corrupt TCP", corrupt, false, 0),
                row("UDP without checksum", udpNone, false, 0),
                row("ARP", Frames.ethernet(Frames.US, EthernetHeader.TYPE_ARP, 42), false, 0),
                row("largest of one segment", Frames.tcp(1, 2, 3, 16, 1410), false, 0),
                row("one byte more", Frames.tcp(1, 2, 3, 16, 1411), false, 1410),
                row("61654 bytes", Frames.pseudoOnly(Frames.tcp(1, 2, 3, 16, 61600)), true, 1410),
                row("super-frame with 20 bytes of options", Frames.pseudoOnly(options), true, 1390),
                row("super-frame over IPv6", Frames.pseudoOnly(Frames.tcp6(1, 2, 3, 9000)), true, 1390),
                row("large UDP", Frames.udp(1, 2, 4000), false, 0));
    }

    private static Arguments row(String name, byte[] frame, boolean partial, int gsoSize) {
        return Arguments.of(name, frame, partial, gsoSize);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("inner")
    void shouldRecogniseWhatTheSenderLeftToItsCard(String name, byte[] frame, boolean partial, int gsoSize) {
        byte[] datagram = VxlanCodec.encapsulate(42, frame);

        WireFrame in = codec.decapsulate(datagram, 0, datagram.length, 0);

        assertThat(in).isNotNull();
        assertThat(in.partialChecksum()).isEqualTo(partial);
        assertThat(in.gsoSize()).isEqualTo(gsoSize);
        assertThat(in.frame()).isEqualTo(frame);
    }

    /** Sixteen bits can be right by chance: a checksum that is the pseudo header's sum and right is a checksum. */
    @Test
    void shouldNotTakeARightChecksumForAPartialOne() {
        byte[] frame = Frames.tcp(1, 2, 3, 16, 2);
        Arrays.fill(frame, 54, 56, (byte) 0);
        boolean coincided = false;
        for (int word = 0; word < 0x10000 && !coincided; word++) {
            frame[54] = (byte) (word >>> 8);
            frame[55] = (byte) word;
            Frames.pseudoOnly(frame);
            coincided = Frames.parse(frame).l4ChecksumValid();
        }
        assertThat(coincided).isTrue();
        byte[] datagram = VxlanCodec.encapsulate(42, frame);

        WireFrame in = codec.decapsulate(datagram, 0, datagram.length, 0);

        assertThat(in).isNotNull();
        assertThat(in.partialChecksum()).isFalse();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "vni, 16777216, 1450, 0, 'vni 16777216: expected 0..16777215'",
        "negative vni, -1, 1450, 0, 'vni -1'",
        "mtu, 1, 67, 0, 'innerMtu 67: expected 68..65535'",
        "port, 1, 1450, 65536, 'wire port 65536: expected 0..65535'",
    })
    void shouldNameABadSetting(String name, int vni, int mtu, int port, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new VxlanCodec(vni, mtu, port))
                .withMessageContaining(message);
    }
}
