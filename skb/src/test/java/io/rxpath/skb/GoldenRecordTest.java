package io.rxpath.skb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bytes that were written down by hand from the documented layout. What is in these files may be in somebody's topics:
 * they are read for ever, and version 1 is written like that for ever. A change that breaks this test needs a new
 * version, not a new file.
 */
class GoldenRecordTest {
    private static final FlowKey FLOW = FlowKey.v4(0x0a090002, 9000, 0x0a090001, 40000);
    private static final long COOKIE = 0x0003_0000_0000_0001L;
    private static final int HASH = 0x89abcdef;
    private static final long UDP_COOKIE = SockCookie.udp(7);

    private static Arguments row(String file, RecordKind kind, boolean allOurs, Object... items) {
        return Arguments.of(file, kind, allOurs, List.of(items));
    }

    static List<Arguments> files() {
        return List.of(
                row("skb-v1", RecordKind.SKB, true, superPacket(), segment()),
                row("skb-protocol-v1", RecordKind.SKB, true, udp()),
                row("skb-options-v1", RecordKind.SKB, true, reset()),
                row("skb-longer-header", RecordKind.SKB, false, superPacket(), segment()),
                row("skb-shorter-header", RecordKind.SKB, false, superPacket()),
                row(
                        "wire-frame-v1",
                        RecordKind.WIRE_FRAME,
                        true,
                        new WireFrame(0xffff, Samples.T, true, false, 0, hex("020000000002020000000001080045000014")),
                        new WireFrame(1, 0, false, true, 1460, hex("aabb")),
                        new WireFrame(0, -1, false, false, 0, new byte[0])),
                row(
                        "wire-frame-longer-header",
                        RecordKind.WIRE_FRAME,
                        false,
                        new WireFrame(3, Samples.T, true, false, 9, hex("aabb"))),
                row(
                        "ring-irq-v1",
                        RecordKind.RING_IRQ,
                        false,
                        new RingIrq(3, 0x6553f100, 0xfffffff0),
                        new RingIrq(0xffff, 0, 1)),
                row(
                        "ring-mmio-v1",
                        RecordKind.RING_MMIO,
                        false,
                        new RingMmio(3, 0x6553f100, 0xfffffff0, 0xef, true),
                        new RingMmio(0, 1, 2, 3, false)),
                row(
                        "sock-event-v1",
                        RecordKind.SOCK_EVENT,
                        false,
                        event(SockEvent.Kind.NEW, 9000),
                        new SockEvent(SockEvent.Kind.DATA, HASH, COOKIE, FLOW, 0x1_0000_0000L, payload()),
                        event(SockEvent.Kind.FIN, 0x1_0000_0005L),
                        event(SockEvent.Kind.ERROR, 104),
                        event(SockEvent.Kind.WRITE_SPACE, 16384),
                        event(SockEvent.Kind.CLOSED, 0),
                        event(SockEvent.Kind.FIN, 7)),
                row(
                        "sock-event-datagram-v1",
                        RecordKind.SOCK_EVENT,
                        true,
                        new SockEvent(SockEvent.Kind.DATAGRAM, HASH, UDP_COOKIE, FLOW, 2, datagram()),
                        new SockEvent(
                                SockEvent.Kind.ICMP_ERROR,
                                HASH,
                                UDP_COOKIE,
                                FLOW,
                                new IcmpErrorValue(111, 3, 3, 1500, true).encode(),
                                null),
                        new SockEvent(
                                SockEvent.Kind.PING,
                                HASH,
                                SockCookie.ping(0x1234, false),
                                FLOW,
                                new PingValue(5, 56, 1000, 64).encode(),
                                null)),
                row(
                        "sock-command-v1",
                        RecordKind.SOCK_COMMAND,
                        false,
                        command(SockCommand.Kind.ACCEPT, 0),
                        command(SockCommand.Kind.COPIED, 65536),
                        new SockCommand(SockCommand.Kind.WRITE, HASH, COOKIE, FLOW, 0x1_0000_0000L, ascii("hello")),
                        command(SockCommand.Kind.SHUTDOWN, 0),
                        command(SockCommand.Kind.CLOSE, 1),
                        command(SockCommand.Kind.ABORT, 0),
                        new SockCommand(SockCommand.Kind.WRITE, HASH, COOKIE, FLOW, 7, ascii("!"))),
                row(
                        "drop-event-v1",
                        RecordKind.DROP_EVENT,
                        false,
                        new DropEvent(Layer.NIC, HASH, 1, Samples.T, "rx_fifo_errors", "RxFifo", new byte[0]),
                        new DropEvent(Layer.TCP, HASH, 44, Samples.T, "TCP_CSUM", "tcp_v4_rcv", hex("45000014")),
                        new DropEvent(
                                Layer.IP,
                                HASH,
                                1,
                                Samples.T,
                                "NETFILTER_DROP",
                                "nft_do_chain",
                                hex("4500001400"),
                                "ip filter input handle 4"),
                        new DropEvent(Layer.SOCKET, HASH, 2, Samples.T, "A", "b", hex("01"))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void shouldBeReadForEver(String file, RecordKind kind, boolean allOurs, List<?> items) throws IOException {
        assertThat(Samples.describe(Samples.read(kind, golden(file)))).isEqualTo(Samples.describe(items));
    }

    static List<Arguments> filesOfThisVersion() {
        return files().stream()
                .filter(row -> row.get()[0].toString().endsWith("-v1"))
                .toList();
    }

    /** Where the last item of a file is of a later writer, the items before it are compared. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("filesOfThisVersion")
    void shouldBeWrittenLikeThat(String file, RecordKind kind, boolean allOurs, List<?> items) throws IOException {
        byte[] golden = golden(file);
        List<?> ours = allOurs ? items : items.subList(0, items.size() - 1);

        byte[] value = Samples.write(kind, ours);

        assertThat(allOurs).as("all of the file compared").isEqualTo(value.length == golden.length);
        golden[7] = (byte) ours.size();
        assertThat(hex(value, 0, value.length)).isEqualTo(hex(golden, 0, value.length));
    }

    private static SkBuff superPacket() {
        byte[] buf = new byte[12];
        for (int i = 0; i < buf.length; i++) {
            buf[i] = (byte) (0x10 + i);
        }
        SkBuff skb = SkBuff.wrap(buf, 8, 12);
        skb.headers(0, 2, SkBuff.UNSET);
        skb.protocol = 0x0800;
        skb.pktType = PacketType.OTHERHOST;
        skb.ipSummed = IpSummed.COMPLETE;
        skb.csum = 0xbeef;
        skb.hash = HASH;
        skb.l4Hash = true;
        skb.queueMapping = 7;
        skb.gsoSize = 1448;
        skb.gsoSegs = 44;
        skb.gsoType = Gso.TCPV4 | Gso.TCP_ECN;
        skb.vlanTci = 0x6064;
        skb.truesize = 0x12340;
        skb.mark = 0xcafe0001;
        skb.port = 1;
        skb.descriptor = 0x6553f100_fffffffeL;
        skb.passed(Hop.WIRE, Samples.T);
        skb.passed(Hop.POLL, Samples.T + 2_500_000);
        skb.passed(Hop.GRO, Samples.T + 2_501_000);
        skb.passed(Hop.TCP, Samples.T + 0xffff_fffeL * 1000);
        return skb;
    }

    private static SkBuff segment() {
        SkBuff skb = SkBuff.wrap(ascii("TCP"));
        skb.resetTransportHeader();
        skb.pktType = PacketType.OUTGOING;
        skb.ipSummed = IpSummed.PARTIAL;
        skb.hash = 1;
        skb.truesize = 768;
        skb.flow = FLOW;
        skb.tos = 0xb8;
        skb.ttl = 64;
        return skb;
    }

    private static SkBuff udp() {
        SkBuff skb = SkBuff.wrap(ascii("UDP!"));
        skb.resetTransportHeader();
        skb.protocol = 0x0800;
        skb.hash = HASH;
        skb.truesize = 768;
        skb.flow = FLOW;
        skb.ipProtocol = IpProtocol.UDP;
        skb.passed(Hop.WIRE, Samples.T);
        return skb;
    }

    private static SkBuff reset() {
        SkBuff skb = SkBuff.wrap(ascii("RST!"));
        skb.resetTransportHeader();
        skb.protocol = 0x0800;
        skb.hash = HASH;
        skb.truesize = 768;
        skb.flow = FLOW;
        skb.tos = 0x28;
        skb.replyOptions = hex("0707080a09000200");
        skb.passed(Hop.WIRE, Samples.T);
        return skb;
    }

    private static SkBuff datagram() {
        SkBuff skb = SkBuff.wrap(hex("4500101112131415"), 2, 8);
        skb.headers(SkBuff.UNSET, 0, 2);
        skb.protocol = 0x0800;
        skb.ipSummed = IpSummed.UNNECESSARY;
        skb.hash = HASH;
        skb.truesize = 832;
        skb.passed(Hop.WIRE, Samples.T);
        return skb;
    }

    private static SkBuff payload() {
        SkBuff skb = SkBuff.wrap(ascii("hello"));
        skb.protocol = 0x0800;
        skb.ipSummed = IpSummed.UNNECESSARY;
        skb.hash = HASH;
        skb.truesize = 832;
        skb.passed(Hop.WIRE, Samples.T);
        return skb;
    }

    private static SockEvent event(SockEvent.Kind kind, long value) {
        return new SockEvent(kind, HASH, COOKIE, FLOW, value, null);
    }

    private static SockCommand command(SockCommand.Kind kind, long value) {
        return SockCommand.of(kind, HASH, COOKIE, FLOW, value);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }

    private static String hex(byte[] bytes, int from, int to) {
        return HexFormat.ofDelimiter(" ").formatHex(bytes, from, to);
    }

    static byte[] golden(String file) throws IOException {
        try (InputStream in = GoldenRecordTest.class.getResourceAsStream("/golden/" + file + ".hex")) {
            assertThat(in).as(file).isNotNull();
            String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            return hex(text.lines().map(line -> line.replaceAll("#.*|\\s", "")).collect(Collectors.joining()));
        }
    }
}
