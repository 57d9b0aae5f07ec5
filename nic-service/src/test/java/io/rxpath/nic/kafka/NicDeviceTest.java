package io.rxpath.nic.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.rxpath.kit.RecordPublisher;
import io.rxpath.kit.SettingsInForce;
import io.rxpath.nic.config.NicConfig;
import io.rxpath.nic.core.Frames;
import io.rxpath.nic.core.Nic;
import io.rxpath.nic.core.NicSettings;
import io.rxpath.nic.core.Pause;
import io.rxpath.nic.metrics.RingMeters;
import io.rxpath.skb.RecordKind;
import io.rxpath.skb.RecordListReader;
import io.rxpath.skb.RecordListWriter;
import io.rxpath.skb.RingIrq;
import io.rxpath.skb.RingMmio;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.Topic;
import io.rxpath.skb.WireFrame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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

class NicDeviceTest {
    private static final long NOW = 1_700_000_000_500_000_000L;
    private static final int EPOCH = 1_700_000_000;
    private static final int RING = 64;

    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final NicDevice device = new NicDevice(
            NicSettings.defaults(Frames.US).withRing(RING),
            new RecordPublisher(producer, 4),
            null,
            () -> NOW,
            registry);
    private final Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> poll = new LinkedHashMap<>();
    private final List<String> acknowledged = new ArrayList<>();

    private NicDeviceTest in(Topic topic, byte[] value) {
        poll.computeIfAbsent(new TopicPartition(topic.topicName(), 0), t -> new ArrayList<>())
                .add(new ConsumerRecord<>(topic.topicName(), 0, 7, new byte[0], value));
        return this;
    }

    private void poll(String name) {
        device.onBatch(new ConsumerRecords<>(Map.copyOf(poll), Map.of()), () -> acknowledged.add(name));
        poll.clear();
    }

    private void arrive() {
        int rest = 0;
        while (producer.completeNext()) {
            rest++;
        }
        assertThat(rest).as("sends under way").isPositive();
    }

    private static byte[] frames(int n) {
        RecordListWriter list = new RecordListWriter(RecordKind.WIRE_FRAME);
        for (int i = 0; i < n; i++) {
            list.add(WireFrame.of(0, NOW - 2_000_000, Frames.tcp(40000, 80, i, 0x10, 10)));
        }
        return list.take();
    }

    private static byte[] cleaned(int index) {
        RecordListWriter list = new RecordListWriter(RecordKind.RING_MMIO);
        list.add(new RingMmio(0, EPOCH, index, index + RING - 1, true));
        return list.take();
    }

    private List<ProducerRecord<byte[], byte[]>> sent(Topic topic) {
        return producer.history().stream()
                .filter(r -> r.topic().equals(topic.topicName()))
                .toList();
    }

    private List<SkBuff> buffers() {
        List<SkBuff> buffers = new ArrayList<>();
        sent(Topic.NIC_RX).forEach(r -> buffers.addAll(RecordListReader.skbs(r.value(), 0)));
        return buffers;
    }

    @Test
    void shouldWriteFramesToMemoryThenInterruptAndAcknowledgeWhenBothHaveArrived() {
        in(Topic.WIRE_RX, frames(3)).poll("a");

        assertThat(buffers()).hasSize(3);
        assertThat(RecordListReader.ringIrqs(sent(Topic.NIC_IRQ).get(0).value()))
                .as("the card's life is the second it began in")
                .allSatisfy(irq -> assertThat(irq.epoch()).isEqualTo(EPOCH))
                .extracting(RingIrq::queue)
                .containsOnly(0);
        assertThat(sent(Topic.NIC_RX).get(0).partition()).isZero();
        assertThat(acknowledged).isEmpty();
        arrive();
        assertThat(acknowledged).containsExactly("a");
        assertThat(device.ledger().received()).isEqualTo(3);
        assertThat(device.ledger().imbalance()).isZero();
        assertThat(registry.get("rxpath.hop.latency").tag("hop", "nic").timer().count())
                .isEqualTo(3);
        assertThat(device.counters()).isNotEmpty();
    }

    @Test
    void shouldNotAcknowledgeFramesThatAreInTheFifoOnly() {
        in(Topic.WIRE_RX, frames(RING + 5)).poll("a");
        arrive();
        assertThat(device.ledger().held()).as("in the FIFO").isEqualTo(6);
        assertThat(acknowledged).isEmpty();

        in(Topic.NIC_MMIO, cleaned(RING - 1)).poll("b");
        assertThat(acknowledged).isEmpty();
        arrive();

        assertThat(acknowledged).containsExactly("a", "b");
        assertThat(buffers()).hasSize(RING + 5);
        assertThat(device.ledger().held()).isZero();
    }

    @Test
    void shouldHearDoorbellsBeforeTheFramesOfTheSamePoll() {
        in(Topic.WIRE_RX, frames(RING - 1)).poll("a");
        in(Topic.WIRE_RX, frames(1)).in(Topic.NIC_MMIO, cleaned(RING - 1)).poll("b");
        arrive();

        assertThat(buffers()).as("the last frame found a free descriptor").hasSize(RING);
        assertThat(acknowledged).containsExactly("a", "b");
        assertThat(device.ledger().held()).isZero();
    }

    @Test
    void shouldPutMalformedRecordsOfEveryTopicAside() {
        byte[] bad = {1, 2, 3};

        in(Topic.WIRE_RX, bad)
                .in(Topic.NIC_MMIO, frames(1))
                .in(Topic.NIC_TX, bad)
                .in(Topic.WIRE_RX, frames(2));
        poll("a");
        arrive();

        assertThat(sent(Topic.DEAD_LETTER))
                .extracting(r -> header(r, "rxpath-origin") + " " + header(r, "rxpath-reason"))
                .containsExactly(
                        "nic.mmio-0@7 byte 3: a list of RING_MMIO (4) expected, got kind 2",
                        "wire.rx-0@7 byte 3: the list header needs 8 bytes",
                        "nic.tx-0@7 byte 3: the list header needs 8 bytes");
        assertThat(buffers()).as("the good record is read").hasSize(2);
        assertThat(acknowledged).containsExactly("a");
    }

    private static String header(ProducerRecord<byte[], byte[]> letter, String name) {
        return new String(letter.headers().lastHeader(name).value(), StandardCharsets.US_ASCII);
    }

    @Test
    void shouldTransmitByThePortOfTheFrame() {
        RecordListWriter list = new RecordListWriter(RecordKind.SKB);
        SkBuff frame = SkBuff.wrap(Frames.tcp(80, 40000, 1, 0x10, 100));
        frame.port = 5;
        list.add(frame);

        in(Topic.NIC_TX, list.take()).poll("a");

        ProducerRecord<byte[], byte[]> out = sent(Topic.WIRE_TX).get(0);
        WireFrame wire = RecordListReader.wireFrames(out.value()).get(0);
        assertThat(out.partition()).as("port 5 of 4 partitions").isEqualTo(1);
        assertThat(wire.port()).isEqualTo(5);
        assertThat(wire.hasFcs()).isTrue();
        assertThat(wire.frame()).hasSize(14 + 40 + 100 + 4);
    }

    @Test
    void shouldLeaveFramesOnTheCableWhileTheirSenderIsAskedToPause() {
        NicSettings settings = NicSettings.defaults(Frames.US).withRing(RING).withFifoBytes(4096);
        device.settings(settings.withPause(Pause.OFF.withTx(true)));
        int many = 500;

        in(Topic.WIRE_RX, frames(many)).poll("a");
        arrive();

        assertThat(device.ledger().totalDropped()).isZero();
        assertThat(device.ledger().received()).as("the rest is on the cable").isLessThan(many);
        assertThat(acknowledged).isEmpty();
        int cleaned = 0;
        while (buffers().size() < many) {
            int seen = buffers().size();
            assertThat(seen).as("every doorbell brings more").isGreaterThan(cleaned);
            cleaned = seen;
            RecordListWriter doorbell = new RecordListWriter(RecordKind.RING_MMIO);
            doorbell.add(new RingMmio(0, EPOCH, cleaned, cleaned + RING - 1, true));
            in(Topic.NIC_MMIO, doorbell.take()).poll("b" + cleaned);
            arrive();
        }
        assertThat(device.ledger().totalDropped()).isZero();
        assertThat(device.ledger().held()).isZero();
        assertThat(acknowledged).startsWith("a");
    }

    @Test
    void shouldObeyTheConfigTopicAndGoBackToTheHostFile() {
        RingMeters meters = new RingMeters(registry, device);
        SettingsInForce<NicSettings> live = new SettingsInForce<>(
                NicSettings.defaults(Frames.US).withRing(RING), NicConfig::obeys, NicConfig::all, next -> {
                    device.settings(next);
                    meters.refresh();
                });
        live.accept("ethtool/eth0/channels/combined", "3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> live.accept("ethtool/eth0/ring/rx", "63"))
                .withMessage("ethtool/eth0/ring/rx = '63': ring 63: expected 64..4096");
        assertThat(registry.find("rxpath.ring.used").gauges()).hasSize(3);
        in(Topic.WIRE_RX, frames(RING + 5)).poll("a");
        assertThat(device.ledger().held()).isEqualTo(6);

        live.accept("ethtool/eth0/ring/rx", "128");
        arrive();

        assertThat(device.ledger().held()).isZero();
        assertThat(acknowledged).containsExactly("a");
        assertThat(buffers()).hasSize(RING + 5);
        live.accept("ethtool/eth0/channels/combined", null);
        assertThat(device.<NicSettings>ask(Nic::settings))
                .isEqualTo(NicSettings.defaults(Frames.US).withRing(128));
        assertThat(device.<Integer>ask(Nic::epoch)).isEqualTo(EPOCH + 3);
        assertThat(registry.find("rxpath.ring.used").gauges()).hasSize(1);
    }
}
