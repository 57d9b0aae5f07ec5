package io.rxpath.nic.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.Ipv6Header;
import io.rxpath.skb.Toeplitz;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RssTest {
    private static final Toeplitz TOEPLITZ = new Toeplitz(Toeplitz.microsoftKey());

    /** Microsoft's verification suite: source, destination, hash of addresses, hash with ports. */
    @ParameterizedTest(name = "{1}:{2} > {3}:{4}")
    @CsvSource({
        "v4, 66.9.149.187, 2794, 161.142.100.80, 1766, 323e8fc2, 51ccc178",
        "v4, 199.92.111.2, 14230, 65.69.140.83, 4739, d718262a, c626b0ea",
        "v4, 24.19.198.95, 12898, 12.22.207.184, 38024, d2d0a5de, 5c2b394a",
    })
    void shouldHashAsPublished(
            String name, String src, int sport, String dst, int dport, String addresses, String flow) {
        byte[] tcp = Frames.tcp(sport, dport, 1, 16, 0);
        new Ipv4Header(tcp, 14)
                .saddr(IpAddress.parse(src).v4())
                .daddr(IpAddress.parse(dst).v4());

        assertThat(hash(tcp)).isEqualTo(flow);
        new Ipv4Header(tcp, 14).moreFragments(true);
        assertThat(hash(tcp)).isEqualTo(addresses);
        assertThat(hash(Frames.tagged(tcp, 7))).isEqualTo(addresses);
    }

    /** The suite's first IPv6 vector. */
    @Test
    void shouldHashIpv6AsPublished() {
        byte[] tcp = Frames.tcp6(2794, 1766, 1, 0);
        IpAddress src = IpAddress.parse("3ffe:2501:200:1fff::7");
        IpAddress dst = IpAddress.parse("3ffe:2501:200:3::1");
        Ipv6Header ip = new Ipv6Header(tcp, 14);
        ip.saddrHi(src.hi()).saddrLo(src.lo()).daddrHi(dst.hi()).daddrLo(dst.lo());

        assertThat(hash(tcp)).isEqualTo("40207d3d");
        ip.nextHeader(44);
        assertThat(hash(tcp)).isEqualTo("2cc18cd5");
    }

    private static String hash(byte[] frame) {
        RecordedNic card = new RecordedNic(NicSettings.defaults(Frames.US));
        card.receive(frame.clone());
        return String.format("%08x", card.dma.get(0).hash);
    }

    static Stream<Arguments> l4() {
        byte[] lastFragment = Frames.udp(1, 2, 100);
        new Ipv4Header(lastFragment, 14).fragOff16(8);
        return Stream.of(
                Arguments.of("TCP", Frames.tcp(1, 2, 3, 16, 5), true),
                Arguments.of("UDP", Frames.udp(1, 2, 5), true),
                Arguments.of("TCP over IPv6", Frames.tcp6(1, 2, 3, 5), true),
                Arguments.of("last fragment", lastFragment, false),
                Arguments.of("ICMP", Frames.ipv4(IpProtocol.ICMP, 40), false));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("l4")
    void shouldSayWhetherPortsAreInTheHash(String name, byte[] frame, boolean l4) {
        RecordedNic card = new RecordedNic(NicSettings.defaults(Frames.US));

        card.receive(frame);

        assertThat(card.dma.get(0).l4Hash).isEqualTo(l4);
        assertThat(card.dma.get(0).hash).isNotZero();
    }

    @Test
    void shouldSendWhatIsNotIpToQueueZero() {
        NicSettings settings = NicSettings.defaults(Frames.US).withQueues(4);
        int[] table = settings.rssIndirection();
        table[0] = 3;
        RecordedNic card = new RecordedNic(settings.withRssIndirection(table));

        card.receive(Frames.ethernet(Frames.US, EthernetHeader.TYPE_ARP, 60));

        assertThat(card.dma.get(0).hash).isZero();
        assertThat(card.dma.get(0).queueMapping).isZero();
    }

    @Test
    void shouldUseLowSevenBitsOfTheHash() {
        RecordedNic card =
                new RecordedNic(NicSettings.defaults(Frames.US).withQueues(8).withRing(4096));
        int[] perQueue = new int[8];

        for (int port = 1000; port < 5000; port++) {
            card.receive(Frames.tcp(port, 80, 1, 16, 0));
            int hash = TOEPLITZ.hashV4(Frames.IP_PEER, Frames.IP_US, port, 80);
            int queue = card.dma.get(card.dma.size() - 1).queueMapping;
            assertThat(queue).isEqualTo((hash & 127) % 8);
            perQueue[queue]++;
        }
        // 500 expected in each: the Microsoft key spreads consecutive ports nearly evenly.
        for (int n : perQueue) {
            assertThat(n).isBetween(400, 600);
        }
        assertThat(card.nic.queuePackets(3)).isEqualTo(perQueue[3]);
        assertThat(card.nic.queueBytes(3)).isEqualTo(54L * perQueue[3]);
    }

    @Test
    void shouldNotHashSymmetrically() {
        assertThat(TOEPLITZ.hashV4(1, 2, 3, 4)).isNotEqualTo(TOEPLITZ.hashV4(2, 1, 4, 3));
    }
}
