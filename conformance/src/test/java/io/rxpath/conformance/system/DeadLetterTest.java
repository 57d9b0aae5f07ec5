package io.rxpath.conformance.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.kit.DeadLetters;
import io.rxpath.lab.peer.ScriptedConnection;
import io.rxpath.lab.peer.ScriptedPeer;
import io.rxpath.lab.peer.SegmentBuilder;
import io.rxpath.lab.peer.Station;
import io.rxpath.lab.report.AppsTable;
import io.rxpath.lab.run.LabService;
import io.rxpath.skb.FlowKey;
import io.rxpath.skb.RecordKind;
import io.rxpath.skb.RecordListWriter;
import io.rxpath.skb.RingIrq;
import io.rxpath.skb.RingMmio;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SockCommand;
import io.rxpath.skb.SockEvent;
import io.rxpath.skb.Topic;
import io.rxpath.skb.WireFrame;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Anyone can write anything to a topic. A record no service can read goes to the dead letters; the partition goes on. */
@ExtendWith(LivePipeline.Shared.class)
@Order(LivePipeline.LAST)
class DeadLetterTest {
    private static final Station PEER = Station.of("02:00:00:00:00:01", "10.9.0.1");
    private static final Station HOST = Station.of("02:00:00:00:00:02", "10.9.0.2");
    private static final Duration LETTERS = Duration.ofSeconds(20);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final int SINK = 9000;
    private static final int FLOWS = 8;
    private static final int BYTES = 1000;

    private static int nextPort = 30_000;

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "WIRE_RX, nic",
        "NIC_RX, softirq",
        "NIC_IRQ, softirq",
        "NIC_MMIO, nic",
        "IP_RX, ip",
        "TCP_RX, tcp",
        "SOCKET_RX, socket",
        "SOCKET_CTL, tcp",
        "IP_TX, ip",
        "NIC_TX, nic"
    })
    void garbageBecomesADeadLetter(Topic topic, String layer, LivePipeline live) throws Exception {
        Map<String, byte @Nullable []> expected = new LinkedHashMap<>();
        try (TopicTail letters = new TopicTail(live.bootstrap(), Topic.DEAD_LETTER, 1)) {
            try (KafkaProducer<byte[], byte[]> producer = producer(live)) {
                for (int partition = 0; partition < LivePipeline.PARTITIONS; partition++) {
                    for (byte[] garbage : garbage(topic)) {
                        expected.put(send(producer, topic, partition, garbage), garbage);
                    }
                }
            }
            long deadline = System.nanoTime() + LETTERS.toNanos();
            while (!expected.isEmpty() && System.nanoTime() < deadline) {
                for (ConsumerRecord<byte[], byte[]> letter : letters.poll(Duration.ofMillis(200))) {
                    String origin = header(letter, DeadLetters.ORIGIN);
                    assertThat(expected).as("dead letter of %s", origin).containsKey(origin);
                    assertThat(letter.value()).as("bytes of %s", origin).isEqualTo(expected.remove(origin));
                    assertThat(header(letter, DeadLetters.LAYER)).isEqualTo(layer);
                    assertThat(header(letter, DeadLetters.REASON)).as("reason").isNotBlank();
                }
            }
        }
        assertThat(expected.keySet()).as("records without a dead letter").isEmpty();
        checkGoesOn(live);
    }

    private static List<byte @Nullable []> garbage(Topic topic) {
        RecordListWriter frames = new RecordListWriter(RecordKind.WIRE_FRAME);
        frames.add(WireFrame.of(0, 0, new byte[60]));
        byte[] list = frames.take();
        byte[] wrongKind = list.clone();
        wrongKind[3] = 99;
        byte[] cut = list.clone();
        cut[3] = (byte) kind(topic).code();
        return Arrays.asList(
                new byte[0],
                "not a list".getBytes(StandardCharsets.US_ASCII),
                wrongKind,
                Arrays.copyOf(cut, cut.length - 1),
                new byte[100_000],
                null);
    }

    private static RecordKind kind(Topic topic) {
        return switch (topic) {
            case WIRE_RX -> RecordKind.WIRE_FRAME;
            case NIC_IRQ -> RecordKind.RING_IRQ;
            case NIC_MMIO -> RecordKind.RING_MMIO;
            case SOCKET_RX -> RecordKind.SOCK_EVENT;
            case SOCKET_CTL -> RecordKind.SOCK_COMMAND;
            default -> RecordKind.SKB;
        };
    }

    /** Readable, but no service that follows the protocol would have sent it: whatever it does, it stops nobody. */
    private record Nonsense(String name, Topic topic, byte[] list) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Nonsense> nonsense() {
        FlowKey flow = FlowKey.v4(HOST.ip(), SINK, PEER.ip(), 29_999);
        int now = (int) (System.currentTimeMillis() / 1000);
        SkBuff elsewhere = packet(60);
        elsewhere.queueMapping = 77;
        SkBuff noFlow = packet(20);
        noFlow.headers(SkBuff.UNSET, SkBuff.UNSET, noFlow.data());
        SkBuff noHeader = packet(0);
        noHeader.flow = flow;
        return List.of(
                irq("interrupt of a queue that does not exist", new RingIrq(77, now, 5)),
                irq("interrupt of a card long gone", new RingIrq(0, 1, 5)),
                irq("interrupt of a card that is to come", new RingIrq(0, now + 100_000, 5)),
                mmio("register write for a queue that does not exist", new RingMmio(77, now, 5, 6, true)),
                mmio("register write of another life", new RingMmio(0, 1, 9_999, 99_999, true)),
                skb("buffer in a queue that does not exist", Topic.NIC_RX, elsewhere),
                skb("packet of no bytes for IP", Topic.IP_RX, packet(0)),
                skb("packet without a network header for IP", Topic.IP_RX, packet(60)),
                skb("packet of no bytes for TCP", Topic.TCP_RX, packet(0)),
                skb("packet without headers for TCP", Topic.TCP_RX, packet(60)),
                skb("segment without a flow to send", Topic.IP_TX, noFlow),
                skb("segment without a header to send", Topic.IP_TX, noHeader),
                skb("frame of no bytes to send", Topic.NIC_TX, packet(0)),
                skb("frame of one byte to send", Topic.NIC_TX, packet(1)),
                event("end of an unknown connection", new SockEvent(SockEvent.Kind.FIN, 0, 999_999, flow, 7, null)),
                event(
                        "data of an unknown connection",
                        new SockEvent(SockEvent.Kind.DATA, 0, 999_998, flow, 0, packet(60))),
                event(
                        "a connection of a listener that does not exist",
                        new SockEvent(SockEvent.Kind.NEW, 0, 999_997, flow, 4, null)),
                command("close of an unknown connection", SockCommand.of(SockCommand.Kind.CLOSE, 0, 999_999, flow, 1)),
                command(
                        "bytes for an unknown connection",
                        new SockCommand(SockCommand.Kind.WRITE, 0, 999_999, flow, 0, new byte[100])));
    }

    private static SkBuff packet(int bytes) {
        return SkBuff.wrap(new byte[bytes]);
    }

    private static Nonsense irq(String name, RingIrq irq) {
        RecordListWriter list = new RecordListWriter(RecordKind.RING_IRQ);
        list.add(irq);
        return new Nonsense(name, Topic.NIC_IRQ, list.take());
    }

    private static Nonsense mmio(String name, RingMmio write) {
        RecordListWriter list = new RecordListWriter(RecordKind.RING_MMIO);
        list.add(write);
        return new Nonsense(name, Topic.NIC_MMIO, list.take());
    }

    private static Nonsense skb(String name, Topic topic, SkBuff skb) {
        RecordListWriter list = new RecordListWriter(RecordKind.SKB);
        list.add(skb);
        return new Nonsense(name, topic, list.take());
    }

    private static Nonsense event(String name, SockEvent event) {
        RecordListWriter list = new RecordListWriter(RecordKind.SOCK_EVENT);
        list.add(event);
        return new Nonsense(name, Topic.SOCKET_RX, list.take());
    }

    private static Nonsense command(String name, SockCommand command) {
        RecordListWriter list = new RecordListWriter(RecordKind.SOCK_COMMAND);
        list.add(command);
        return new Nonsense(name, Topic.SOCKET_CTL, list.take());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("nonsense")
    void nonsenseStopsNobody(Nonsense nonsense, LivePipeline live) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = producer(live)) {
            for (int partition = 0; partition < LivePipeline.PARTITIONS; partition++) {
                send(producer, nonsense.topic(), partition, nonsense.list());
            }
        }
        checkGoesOn(live);
    }

    private static KafkaProducer<byte[], byte[]> producer(LivePipeline live) {
        Map<String, Object> settings = Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, live.bootstrap());
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static String send(
            KafkaProducer<byte[], byte[]> producer, Topic topic, int partition, byte @Nullable [] value)
            throws InterruptedException, ExecutionException {
        RecordMetadata sent = producer.send(new ProducerRecord<>(topic.topicName(), partition, null, value))
                .get();
        return topic.topicName() + "-" + partition + "@" + sent.offset();
    }

    private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
        Header header = letter.headers().lastHeader(name);
        assertThat(header).as("header %s", name).isNotNull();
        return new String(header.value(), StandardCharsets.US_ASCII);
    }

    /** Flows enough to be on every partition are delivered, a ping is answered, every service is ready. */
    private static void checkGoesOn(LivePipeline live) {
        Map<Integer, ScriptedConnection> connections = new HashMap<>();
        try (LiveCable cable = live.cable()) {
            ScriptedPeer peer = new ScriptedPeer(cable, PEER, HOST);
            peer.station().arp(HOST.ip());
            peer.station().ping(HOST, 9, nextPort, 56);
            peer.pump();
            for (int i = 0; i < FLOWS; i++) {
                int port = nextPort++;
                connections.put(port, peer.connection(port, SINK));
            }
            peer.burst(() -> connections.values().forEach(c -> c.tcp("S").send()));
            connections.values().forEach(c -> c.expect("SA", ANSWER));
            peer.burst(() -> connections.values().forEach(c -> c.tcp("A").send()));
            peer.burst(() ->
                    connections.values().forEach(c -> c.tcp("PA").data(BYTES).send()));
            peer.burst(() -> connections.values().forEach(c -> c.tcp("R").send()));
            assertThat(peer.station().echoReplies()).hasSize(1);
        }
        byte[] expected = new byte[BYTES];
        for (int i = 0; i < BYTES; i++) {
            expected[i] = SegmentBuilder.streamByte(i);
        }
        Awaitility.await()
                .atMost(ANSWER)
                .untilAsserted(() -> assertThat(delivered(live, connections.keySet()))
                        .hasSize(FLOWS)
                        .containsOnly(Scratch.sha256(expected)));
        for (LabService service : LabService.all()) {
            assertThat(live.pipeline().pages().ready(service))
                    .as("%s-service is ready", service.label())
                    .isTrue();
        }
    }

    private static List<String> delivered(LivePipeline live, Set<Integer> ports) {
        List<String> digests = new ArrayList<>();
        for (JsonNode app : live.pipeline().pages().apps()) {
            if (ports.contains(AppsTable.flow(app.path("flow")).remotePort())) {
                digests.add(app.path("sha256").asString());
            }
        }
        return digests;
    }
}
