package io.rxpath.ip.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.rxpath.ip.core.IpSettings;
import io.rxpath.ip.core.Neighbour;
import io.rxpath.kit.RecordPublisher;
import io.rxpath.skb.ArpHeader;
import io.rxpath.skb.Cidr;
import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.FlowKey;
import io.rxpath.skb.Hop;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.PacketType;
import io.rxpath.skb.RecordKind;
import io.rxpath.skb.RecordListReader;
import io.rxpath.skb.RecordListWriter;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.Topic;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class IpLayerTest {
    private static final long NOW = 1_700_000_000_000_000_000L;
    private static final long US = 0x02_00_00_00_00_02L;
    private static final long PEER = 0x02_00_00_00_00_01L;

    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final IpLayer layer = new IpLayer(
            IpSettings.defaults(US, List.of(Cidr.parse("10.9.0.2/24"))),
            new RecordPublisher(producer, 4),
            () -> NOW,
            registry);
    private int acknowledged;

    private void poll(Topic topic, byte[]... values) {
        TopicPartition partition = new TopicPartition(topic.topicName(), 2);
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (byte[] value : values) {
            records.add(new ConsumerRecord<>(topic.topicName(), 2, 100 + records.size(), new byte[0], value));
        }
        layer.onBatch(new ConsumerRecords<>(Map.of(partition, records), Map.of()), () -> acknowledged++);
    }

    private static byte[] list(SkBuff... skbs) {
        RecordListWriter list = new RecordListWriter(RecordKind.SKB);
        for (SkBuff skb : skbs) {
            list.add(skb);
        }
        return list.take();
    }

    /** An IPv4 packet with an empty TCP segment to us, as softirq hands it up. */
    private static SkBuff segment(int hash) {
        byte[] frame = new byte[14 + 40];
        new EthernetHeader(frame, 0).dst(US).src(PEER).type(EthernetHeader.TYPE_IPV4);
        Ipv4Header ip = new Ipv4Header(frame, 14).version(4).ihl(5);
        ip.totalLength(40).ttl(64).protocol(IpProtocol.TCP).saddr(0x0a090001).daddr(0x0a090002);
        ip.checksum(ip.computeChecksum());
        return received(frame, EthernetHeader.TYPE_IPV4, hash);
    }

    private static SkBuff received(byte[] frame, int protocol, int hash) {
        SkBuff skb = SkBuff.wrap(frame);
        skb.resetMacHeader();
        skb.pull(14);
        skb.resetNetworkHeader();
        skb.protocol = protocol;
        skb.hash = hash;
        skb.port = 1;
        skb.passed(Hop.GRO, NOW - 1_000_000);
        return skb;
    }

    private List<String> sent() {
        return producer.history().stream()
                .map(r -> r.topic() + "-" + r.partition())
                .toList();
    }

    @Test
    void shouldHandSegmentsUpByTheirHashAndAcknowledgeWhenTheyHaveArrived() {
        poll(Topic.IP_RX, list(segment(5), segment(6)), list(segment(9)));

        assertThat(sent()).containsExactlyInAnyOrder("tcp.rx-1", "tcp.rx-2");
        ProducerRecord<byte[], byte[]> first = producer.history().stream()
                .filter(r -> r.partition() == 1)
                .findFirst()
                .orElseThrow();
        List<SkBuff> skbs = RecordListReader.skbs(first.value(), 0);
        assertThat(skbs).extracting(skb -> skb.hash).containsExactly(5, 9);
        assertThat(skbs.get(0).len()).as("data begins at the TCP header").isEqualTo(20);
        assertThat(skbs.get(0).hop(Hop.IP)).isPositive();
        assertThat(acknowledged).as("nothing has arrived").isZero();
        producer.completeNext();
        assertThat(acknowledged).isZero();
        producer.completeNext();
        assertThat(acknowledged).isEqualTo(1);
        assertThat(layer.ledger().received()).isEqualTo(3);
        assertThat(layer.ledger().imbalance()).isZero();
        assertThat(registry.get("rxpath.hop.latency").tag("hop", "ip").timer().count())
                .isEqualTo(3);
        assertThat(layer.counters()).containsEntry("Ip.InReceives", 3L).containsEntry("Ip.InDelivers", 3L);
    }

    @Test
    void shouldPutAMalformedRecordAsideAndReadTheNext() {
        byte[] bad = list(segment(1), segment(2));
        bad[12] = 'X';

        poll(Topic.IP_RX, bad, list(segment(3)));

        assertThat(sent()).containsExactlyInAnyOrder("dead.letter-0", "tcp.rx-3");
        ProducerRecord<byte[], byte[]> letter = producer.history().get(0);
        assertThat(letter.value()).isEqualTo(bad);
        assertThat(new String(letter.headers().lastHeader("rxpath-origin").value(), StandardCharsets.US_ASCII))
                .isEqualTo("ip.rx-2@100");
        assertThat(new String(letter.headers().lastHeader("rxpath-reason").value(), StandardCharsets.US_ASCII))
                .isEqualTo("byte 12: skb magic 0x5342 expected, got 0x5842");
        assertThat(layer.ledger().received())
                .as("nothing of the malformed list")
                .isEqualTo(1);
        while (producer.completeNext()) {
            assertThat(acknowledged).isBetween(0, 1);
        }
        assertThat(acknowledged).isEqualTo(1);
    }

    @Test
    void shouldAcknowledgeAPollThatCausesNothingAtOnce() {
        SkBuff other = segment(1);
        other.pktType = PacketType.OTHERHOST;

        poll(Topic.IP_RX, list(other));
        while (producer.completeNext()) {
            assertThat(sent()).doesNotContain("tcp.rx-1");
        }

        assertThat(acknowledged).isEqualTo(1);
        assertThat(layer.ledger().totalDropped()).isEqualTo(1);
    }

    private static byte[] arpRequest() {
        byte[] frame = new byte[14 + ArpHeader.LENGTH];
        new EthernetHeader(frame, 0).dst(0xffff_ffff_ffffL).src(PEER).type(EthernetHeader.TYPE_ARP);
        byte[] arp = {0, 1, 8, 0, 6, 4, 0, 1, 2, 0, 0, 0, 0, 1, 10, 9, 0, 1, 0, 0, 0, 0, 0, 0, 10, 9, 0, 2};
        System.arraycopy(arp, 0, frame, 14, arp.length);
        return list(received(frame, EthernetHeader.TYPE_ARP, 0));
    }

    @Test
    void shouldAnswerArpAndTellTheOtherInstancesOfTheNeighbour() {
        poll(Topic.IP_RX, arpRequest());

        assertThat(sent()).contains("nic.tx-0", "config-0");
        ProducerRecord<byte[], byte[]> setting = producer.history().stream()
                .filter(r -> r.topic().equals("config"))
                .findFirst()
                .orElseThrow();
        assertThat(new String(setting.key(), StandardCharsets.UTF_8)).isEqualTo("neigh/10.9.0.1");
        assertThat(new String(setting.value(), StandardCharsets.UTF_8)).isEqualTo("02:00:00:00:00:01 1");
        assertThat(layer.neighbours()).contains(new Neighbour(IpAddress.parse("10.9.0.1"), PEER, 1, false));
    }

    @Test
    void shouldSendSegmentsOfTcpToANeighbourItWasToldOf() {
        layer.learn(NeighbourSetting.parse("neigh/10.9.0.1", "02:00:00:00:00:01 1"));
        SkBuff segment = SkBuff.alloc(20);
        segment.put(20);
        segment.resetTransportHeader();
        segment.flow = FlowKey.v4(0x0a090002, 80, 0x0a090001, 40000);
        segment.hash = 6;

        poll(Topic.IP_TX, list(segment));

        List<SkBuff> frames = new ArrayList<>();
        producer.history().stream()
                .filter(r -> r.topic().equals("nic.tx"))
                .forEach(r -> frames.addAll(RecordListReader.skbs(r.value(), 0)));
        assertThat(frames).singleElement().satisfies(frame -> {
            assertThat(frame.len()).isEqualTo(54);
            assertThat(new EthernetHeader(frame.buf(), frame.data()).dst()).isEqualTo(PEER);
            assertThat(frame.port).isEqualTo(1);
        });
    }

    @Test
    void shouldSetSegmentsWithoutAFlowOrAHeaderAsideAsAWhole() {
        SkBuff good = SkBuff.wrap(new byte[20]);
        good.flow = FlowKey.v4(0x0a090002, 9000, 0x0a090001, 40_000);
        SkBuff short19 = SkBuff.wrap(new byte[19]);
        short19.flow = good.flow;
        poll(Topic.IP_TX, list(good, SkBuff.wrap(new byte[20])), list(good, short19));

        assertThat(sent()).as("the good ones are not half of a list").containsExactly("dead.letter-0", "dead.letter-0");
        poll(Topic.IP_RX, list(segment(5)));
        assertThat(layer.ledger().received()).isEqualTo(1);
    }
}
