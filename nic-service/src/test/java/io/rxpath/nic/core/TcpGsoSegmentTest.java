package io.rxpath.nic.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.rxpath.skb.Gso;
import io.rxpath.skb.IpSummed;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.TcpHeader;
import io.rxpath.skb.WireFrame;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TcpGsoSegmentTest {
    private static final int ALL =
            TcpHeader.ACK | TcpHeader.PSH | TcpHeader.FIN | TcpHeader.CWR | TcpHeader.ECE | TcpHeader.URG;

    private static List<byte[]> cut(byte[] frame, int gsoSize, int gsoType) {
        TcpGsoSegment gso = new TcpGsoSegment();
        List<byte[]> segments = new ArrayList<>();
        if (gso.start(frame, 0, frame.length, gsoSize, gsoType)) {
            while (segments.size() < gso.segments()) {
                segments.add(gso.next());
            }
            assertThatIllegalStateException().isThrownBy(gso::next);
        }
        return segments;
    }

    @ParameterizedTest(name = "{0} bytes by {1}")
    @CsvSource({
        "0, 1448, 1, 0",
        "1, 1448, 1, 1",
        "1448, 1448, 1, 1448",
        "1449, 1448, 2, 1",
        "4344, 1448, 3, 1448",
        "61000, 1398, 44, 886",
        "64240, 1460, 44, 1460",
        "7, 1, 7, 1",
    })
    void shouldCutIntoFullSegmentsAndARest(int payload, int gsoSize, int count, int last) {
        byte[] whole = Frames.tcp(40000, 80, 0xfffffc00, TcpHeader.ACK, payload);
        byte[] before = whole.clone();
        List<byte[]> segments = cut(whole, gsoSize, 0);

        assertThat(segments).hasSize(count);
        assertThat(segments.get(count - 1)).hasSize(54 + last);
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            byte[] segment = segments.get(i);
            HeaderParser p = Frames.parse(segment);
            assertThat(p.tcp()).isTrue();
            assertThat(p.l4ChecksumValid()).as("TCP checksum of %d", i).isTrue();
            Ipv4Header ip = new Ipv4Header(segment, 14);
            assertThat(ip.checksumValid()).as("IP checksum of %d", i).isTrue();
            assertThat(ip.totalLength()).isEqualTo(segment.length - 14);
            assertThat(ip.id()).isEqualTo(100 + i);
            assertThat(new TcpHeader(segment, 34).seq()).isEqualTo(0xfffffc00 + i * gsoSize);
            joined.write(segment, 54, segment.length - 54);
        }
        assertThat(joined.toByteArray()).isEqualTo(Arrays.copyOfRange(whole, 54, whole.length));
        assertThat(whole).isEqualTo(before);
    }

    @Test
    void shouldKeepFinAndPshForTheLastAndCwrForTheFirst() {
        List<byte[]> segments = cut(Frames.tcp(1, 2, 3, ALL, 300), 100, 0);

        assertThat(segments.stream().map(s -> new TcpHeader(s, 34).flags()))
                .containsExactly(
                        ALL & ~(TcpHeader.FIN | TcpHeader.PSH),
                        ALL & ~(TcpHeader.FIN | TcpHeader.PSH | TcpHeader.CWR),
                        ALL & ~TcpHeader.CWR);
    }

    @Test
    void shouldKeepAllFlagsOfASingleSegment() {
        List<byte[]> segments = cut(Frames.tcp(1, 2, 3, ALL, 100), 100, 0);

        assertThat(new TcpHeader(segments.get(0), 34).flags()).isEqualTo(ALL);
    }

    @Test
    void shouldWrapIpIdAndKeepAFixedOne() {
        byte[] frame = Frames.tcp(1, 2, 3, 16, 300);
        new Ipv4Header(frame, 14).id(0xffff);

        assertThat(cut(frame, 100, 0).stream().map(s -> new Ipv4Header(s, 14).id()))
                .containsExactly(0xffff, 0, 1);
        assertThat(cut(frame, 100, Gso.TCP_FIXEDID).stream().map(s -> new Ipv4Header(s, 14).id()))
                .containsExactly(0xffff, 0xffff, 0xffff);
    }

    @Test
    void shouldRepeatVlanTagAndCutIpv6() {
        List<byte[]> tagged = cut(Frames.tagged(Frames.tcp(1, 2, 3, 16, 300), 42), 200, 0);
        List<byte[]> six = cut(Frames.tcp6(1, 2, 3, 300), 200, 0);

        assertThat(tagged).hasSize(2).allSatisfy(s -> {
            assertThat(Frames.parse(s).tags).isEqualTo(1);
            assertThat(Frames.parse(s).l4ChecksumValid()).isTrue();
        });
        assertThat(six)
                .hasSize(2)
                .allSatisfy(s -> assertThat(Frames.parse(s).l4ChecksumValid()).isTrue());
        assertThat(six.get(1)).hasSize(74 + 100);
    }

    @Test
    void shouldLeavePaddingOut() {
        List<byte[]> segments = cut(Arrays.copyOf(Frames.tcp(1, 2, 3, 16, 2), 60), 100, 0);

        assertThat(segments).singleElement().satisfies(s -> assertThat(s).hasSize(56));
    }

    static Stream<Arguments> uncut() {
        byte[] fragment = Frames.tcp(1, 2, 3, 16, 300);
        new Ipv4Header(fragment, 14).moreFragments(true);
        byte[] badDoff = Frames.tcp(1, 2, 3, 16, 300);
        new TcpHeader(badDoff, 34).doff(4);
        return Stream.of(
                Arguments.of("UDP", Frames.udp(1, 2, 300), 100),
                Arguments.of("fragment", fragment, 100),
                Arguments.of("data offset below 5", badDoff, 100),
                Arguments.of("truncated", Arrays.copyOf(Frames.tcp(1, 2, 3, 16, 300), 300), 100),
                Arguments.of("no size", Frames.tcp(1, 2, 3, 16, 300), 0));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("uncut")
    void shouldRefuseWhatIsNoTcpSegment(String name, byte[] frame, int gsoSize) {
        assertThat(cut(frame, gsoSize, 0)).isEmpty();
    }

    @Test
    void shouldReceiveASuperFrameAsItsSegments() {
        RecordedNic card = new RecordedNic(NicSettings.defaults(Frames.US));
        byte[] whole = Frames.pseudoOnly(Frames.tcp(1, 2, 3, TcpHeader.ACK | TcpHeader.PSH, 61_000));

        card.receive(new WireFrame(3, 500, false, true, 1460, whole));

        assertThat(card.dma).hasSize(42).allSatisfy(s -> {
            assertThat(s.len()).isLessThanOrEqualTo(1514);
            assertThat(s.ipSummed).isEqualTo(IpSummed.UNNECESSARY);
            assertThat(s.port).isEqualTo(3);
            assertThat(s.segments()).isEqualTo(1);
        });
        assertThat(card.balanced().received()).isEqualTo(42);
    }

    @Test
    void shouldTreatASuperFrameItCannotCutAsAGiant() {
        RecordedNic card = new RecordedNic(NicSettings.defaults(Frames.US));
        card.receive(new WireFrame(0, 0, false, false, 1460, Frames.udp(1, 2, 5000)));

        assertThat(card.balanced().dropped()).containsOnlyKeys("rx_long_length_errors");
    }
}
