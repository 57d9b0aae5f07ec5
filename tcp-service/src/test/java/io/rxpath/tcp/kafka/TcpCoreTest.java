package io.rxpath.tcp.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.rxpath.kit.LayerMeters;
import io.rxpath.kit.streams.CollectedLists;
import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.FlowKey;
import io.rxpath.skb.Hop;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.IpSummed;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.Layer;
import io.rxpath.skb.MalformedRecordException;
import io.rxpath.skb.RecordKind;
import io.rxpath.skb.RecordListReader;
import io.rxpath.skb.RecordListWriter;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SockCommand;
import io.rxpath.skb.TcpHeader;
import io.rxpath.skb.Topic;
import io.rxpath.tcp.core.Listener;
import io.rxpath.tcp.core.TcpSettings;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TcpCoreTest {
    private static final long NOW = 1_700_000_000_000_000_000L;
    private static final FlowKey FLOW = FlowKey.v4(0x0a090002, 9000, 0x0a090001, 40000);

    private final CollectedLists lists = new CollectedLists(
            1,
            Map.of(
                    Topic.SOCKET_RX, RecordKind.SOCK_EVENT,
                    Topic.IP_TX, RecordKind.SKB,
                    Topic.SKB_DROP, RecordKind.DROP_EVENT));
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final TcpCore core = core();

    private TcpCore core() {
        return new TcpCore(
                TcpSettings.defaults().withListeners(List.of(Listener.on(9000))),
                lists,
                LayerMeters.hop(registry, Hop.IP, Hop.TCP));
    }

    @BeforeEach
    void start() {
        core.loaded(NOW);
    }

    /** A SYN to 10.9.0.2 as ip hands it up: data at the TCP header, checksum known to be good. */
    private static SkBuff syn(int port) {
        byte[] packet = new byte[40];
        Ipv4Header ip = new Ipv4Header(packet, 0).version(4).ihl(5);
        ip.totalLength(40).ttl(64).protocol(IpProtocol.TCP).saddr(0x0a090001).daddr(0x0a090002);
        ip.checksum(ip.computeChecksum());
        new TcpHeader(packet, 20)
                .source(40000)
                .dest(port)
                .seq(1000)
                .doff(5)
                .flags(0x02)
                .window(65535);
        SkBuff skb = SkBuff.wrap(packet);
        skb.resetNetworkHeader();
        skb.pull(20);
        skb.resetTransportHeader();
        skb.protocol = EthernetHeader.TYPE_IPV4;
        skb.ipSummed = IpSummed.UNNECESSARY;
        skb.hash = 77;
        skb.truesize = 768;
        skb.passed(Hop.IP, NOW - 3_000_000);
        return skb;
    }

    private static byte[] list(SkBuff... skbs) {
        RecordListWriter list = new RecordListWriter(RecordKind.SKB);
        for (SkBuff skb : skbs) {
            list.add(skb);
        }
        return list.take();
    }

    private static byte[] list(SockCommand command) {
        RecordListWriter list = new RecordListWriter(RecordKind.SOCK_COMMAND);
        list.add(command);
        return list.take();
    }

    @Test
    void shouldAnswerASegmentIntoTheTasksLists() {
        core.receive(Topic.TCP_RX, list(syn(9000)), NOW);

        assertThat(lists.topics()).containsExactly(Topic.IP_TX);
        List<SkBuff> answers = RecordListReader.skbs(lists.take(Topic.IP_TX), 0);
        assertThat(answers).singleElement().satisfies(answer -> {
            assertThat(answer.flow).isEqualTo(FLOW);
            assertThat(answer.hash).as("the flow's home").isEqualTo(77);
            TcpHeader tcp = new TcpHeader(answer.buf(), answer.data());
            assertThat(tcp.flags() & 0x3f).as("SYN ACK").isEqualTo(0x12);
            assertThat(tcp.ackSeq()).isEqualTo(1001);
        });
        assertThat(core.counters()).containsEntry("Tcp.InSegs", 1L).containsEntry("Tcp.OutSegs", 1L);
        assertThat(core.ledger().layer()).isEqualTo(Layer.TCP);
        assertThat(core.ledger().received()).isEqualTo(1);
        assertThat(core.ledger().imbalance()).isZero();
        assertThat(registry.get("rxpath.hop.latency").tag("hop", "tcp").timer().count())
                .isEqualTo(1);
    }

    @Test
    void shouldReportALostSegment() {
        core.receive(Topic.TCP_RX, list(syn(9001)), NOW);

        assertThat(lists.topics()).containsExactlyInAnyOrder(Topic.IP_TX, Topic.SKB_DROP);
        assertThat(RecordListReader.dropEvents(lists.take(Topic.SKB_DROP)))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.layer()).isEqualTo(Layer.TCP);
                    assertThat(event.reason()).isEqualTo("NO_SOCKET");
                });
        assertThat(core.ledger().dropped()).isEqualTo(Map.of("NO_SOCKET", 1L));
    }

    @Test
    void shouldTakeCommandsOfTheOtherTopic() {
        core.receive(Topic.SOCKET_CTL, list(SockCommand.of(SockCommand.Kind.CLOSE, 77, 4711, FLOW, 0)), NOW);

        assertThat(lists.topics()).as("an unknown socket: nothing to do").isEmpty();
        assertThat(core.ledger().received()).as("a command is no segment").isZero();
    }

    @Test
    void shouldReadAllOfAListOrNothing() {
        byte[] value = list(syn(9000), syn(9000));
        value[12 + 136 + 4] = 'X';

        assertThatThrownBy(() -> core.receive(Topic.TCP_RX, value, NOW))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessage("byte 152: skb magic 0x5342 expected, got 0x5842");
        assertThatThrownBy(() -> core.receive(Topic.SOCKET_CTL, list(syn(9000)), NOW))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessage("byte 3: a list of SOCK_COMMAND (6) expected, got kind 1");

        assertThat(lists.topics()).isEmpty();
        assertThat(core.ledger().received()).isZero();
        assertThat(core.counters()).doesNotContainKey("Tcp.InSegs");
    }

    @Test
    void shouldGoOnFromWhatItSaved() {
        core.receive(Topic.TCP_RX, list(syn(9000)), NOW);
        Map<String, byte[]> parts = new TreeMap<>();
        core.saveDirty(new CollectedLists.Parts(parts));
        assertThat(parts).isNotEmpty();
        TcpCore second = core();

        parts.forEach((key, value) -> second.load(CollectedLists.Parts.key(key), value));
        second.loaded(NOW);

        assertThat(second.counters()).isEqualTo(core.counters());
        assertThat(second.ledger()).isEqualTo(core.ledger());
        assertThat(second.nextTimeoutNanos()).as("the SYN-ACK timer").isEqualTo(core.nextTimeoutNanos());
        assertThat(second.sockets()).isEqualTo(core.sockets());
    }
}
