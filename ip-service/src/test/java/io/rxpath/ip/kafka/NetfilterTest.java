package io.rxpath.ip.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.rxpath.ip.core.IpSettings;
import io.rxpath.ip.core.console.NetfilterConsole;
import io.rxpath.ip.http.NetfilterController;
import io.rxpath.kit.RecordPublisher;
import io.rxpath.skb.Cidr;
import io.rxpath.skb.DropEvent;
import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.InternetChecksum;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.RecordKind;
import io.rxpath.skb.RecordListReader;
import io.rxpath.skb.RecordListWriter;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.TcpHeader;
import io.rxpath.skb.Topic;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.ResponseEntity;

/** The programs of netfilter on a running layer, and what it keeps of its connections. */
class NetfilterTest {
    private static final long NOW = 1_700_000_000_000_000_000L;
    private static final long US = 0x02_00_00_00_00_02L;
    private static final long PEER = 0x02_00_00_00_00_01L;
    private static final int HOST = 0x0a090002;
    private static final int CLIENT = 0x0a090001;

    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final IpLayer layer = layer();

    private IpLayer layer() {
        IpLayer made = new IpLayer(
                IpSettings.defaults(US, List.of(Cidr.parse("10.9.0.2/24"))),
                new RecordPublisher(producer, 1),
                () -> NOW,
                new SimpleMeterRegistry());
        made.restore(reader -> {});
        return made;
    }

    private static void receive(IpLayer layer, SkBuff skb) {
        RecordListWriter list = new RecordListWriter(RecordKind.SKB);
        list.add(skb);
        String topic = Topic.IP_RX.topicName();
        layer.onBatch(
                new ConsumerRecords<>(
                        Map.of(
                                new TopicPartition(topic, 0),
                                List.of(new ConsumerRecord<>(topic, 0, 0, new byte[0], list.take()))),
                        Map.of()),
                () -> {});
    }

    private static SkBuff segment(int dport, int flags) {
        byte[] frame = new byte[14 + 40];
        new EthernetHeader(frame, 0).dst(US).src(PEER).type(EthernetHeader.TYPE_IPV4);
        Ipv4Header ip = new Ipv4Header(frame, 14).version(4).ihl(5);
        ip.totalLength(40).ttl(64).protocol(IpProtocol.TCP).saddr(CLIENT).daddr(HOST);
        ip.checksum(ip.computeChecksum());
        TcpHeader th = new TcpHeader(frame, 34);
        th.source(40000).dest(dport).seq(1).ackSeq(0).window(1000);
        th.doffAndFlags(5, flags);
        th.checksum(InternetChecksum.finish(InternetChecksum.pseudoV4(CLIENT, HOST, IpProtocol.TCP, 20)
                + InternetChecksum.partial(frame, 34, 20, 0)));
        SkBuff skb = SkBuff.wrap(frame);
        skb.resetMacHeader();
        skb.pull(14);
        skb.resetNetworkHeader();
        skb.protocol = EthernetHeader.TYPE_IPV4;
        return skb;
    }

    private List<ProducerRecord<byte[], byte[]>> sent(Topic topic) {
        return producer.history().stream()
                .filter(sent -> sent.topic().equals(topic.topicName()))
                .toList();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            nft list ruleset              | true
            nft -a list table ip t        | true
            nft 'list ruleset; flush ruleset' | false
            nft add table ip t            | false
            nft reset counters            | false
            iptables -L -n -v             | true
            iptables -t nat -S            | true
            iptables -C INPUT -j DROP     | true
            iptables -L -Z                | false
            iptables -A INPUT -j DROP     | false
            ip6tables --list              | true
            iptables-save -c              | true
            iptables-restore -n           | false
            conntrack -L                  | true
            conntrack -S                  | true
            conntrack -D -p tcp           | false
            conntrack -F                  | false
            """)
    void knowsWhatOnlyAsks(String line, boolean asks) {
        assertThat(NetfilterConsole.asks(line)).isEqualTo(asks);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            ebtables -L                     | 'ebtables': expected
            nft add tabel ip t              | nft: line 1, column 5: 'tabel'
            iptables -A INPUT -j NOWHERE    | iptables: Chain 'NOWHERE' does not exist
            iptables-save -x                | iptables-save: '-x': expected -c or -t TABLE
            ip6tables-restore -x            | ip6tables-restore: '-x': expected -c or -n
            conntrack -X                    | conntrack: unknown option `-X'
            """)
    void refusesByTheProgramsOwnWords(String line, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> layer.netfilter(line))
                .withMessageContaining(message);
    }

    @Test
    void aRuleIsObeyedCountedAndNamedInTheDrop() {
        layer.netfilter("iptables -A INPUT -p tcp --dport 23 -m comment --comment 'no telnet' -j DROP");
        layer.netfilter(
                "nft\ntable ip t {\n chain c {\n type filter hook input priority 10; tcp dport 25 drop\n }\n}\n");

        receive(layer, segment(23, TcpHeader.SYN));
        receive(layer, segment(25, TcpHeader.SYN));
        receive(layer, segment(80, TcpHeader.SYN));

        assertThat(layer.netfilter("iptables-save -c"))
                .contains("[1:40] -A INPUT -p tcp -m tcp --dport 23 -m comment --comment \"no telnet\" -j DROP");
        List<DropEvent> drops = new ArrayList<>();
        sent(Topic.SKB_DROP).forEach(each -> drops.addAll(RecordListReader.dropEvents(each.value())));
        assertThat(drops).extracting(DropEvent::reason).containsOnly("NETFILTER_DROP");
        assertThat(drops).extracting(DropEvent::rule).containsExactly("ip filter INPUT rule 1", "ip t c handle 2");
        assertThat(sent(Topic.TCP_RX)).hasSize(1);
    }

    @Test
    void thePageAnswersWhatAsksAndNothingElse() {
        NetfilterController page = new NetfilterController(layer);
        layer.netfilter("nft add table ip6 t");

        ResponseEntity<String> asked = page.netfilter("nft list ruleset");
        assertThat(asked.getStatusCode().value()).isEqualTo(200);
        assertThat(asked.getBody()).isEqualTo("table ip6 t {\n}\n");
        assertThat(page.netfilter("nft flush ruleset").getStatusCode().value()).isEqualTo(409);
        ResponseEntity<String> refused = page.netfilter("nft list table ip t");
        assertThat(refused.getStatusCode().value()).isEqualTo(400);
        assertThat(refused.getBody()).startsWith("nft: ");
        assertThat(layer.netfilter("nft list ruleset")).as("untouched").isEqualTo("table ip6 t {\n}\n");
    }

    @Test
    void connectionsGoToTheirTopicAndComeBackInTheNextLife() {
        layer.netfilter("iptables -A INPUT -m conntrack --ctstate INVALID -j DROP");
        receive(layer, segment(80, TcpHeader.SYN));
        receive(layer, segment(80, TcpHeader.SYN));
        assertThat(layer.netfilter("conntrack -L")).contains("SYN_SENT src=10.9.0.1 dst=10.9.0.2 sport=40000 dport=80");

        Map<String, ProducerRecord<byte[], byte[]>> kept = new LinkedHashMap<>();
        sent(Topic.IP_CONNTRACK).forEach(each -> kept.put(HexFormat.of().formatHex(each.key()), each));
        assertThat(kept).as("one connection").hasSize(1);

        IpLayer next = layer();
        next.restore(reader -> kept.values().forEach(each -> reader.accept(each.key(), each.value())));

        assertThat(next.netfilter("conntrack -L")).isEqualTo(layer.netfilter("conntrack -L"));
        layer.netfilter("conntrack -F");
        List<ProducerRecord<byte[], byte[]>> all = sent(Topic.IP_CONNTRACK);
        assertThat(all.get(all.size() - 1).value()).as("forgotten").isNull();
    }
}
