package io.rxpath.conformance.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rxpath.lab.inline.InlineStack;
import io.rxpath.lab.peer.Cable;
import io.rxpath.lab.peer.ParsedFrame;
import io.rxpath.lab.peer.ScriptedPeer;
import io.rxpath.lab.peer.SegmentBuilder;
import io.rxpath.lab.peer.Station;
import io.rxpath.lab.peer.TimedFrame;
import io.rxpath.lab.report.AppsTable;
import io.rxpath.skb.DropEvent;
import io.rxpath.skb.LedgerSnapshot;
import io.rxpath.skb.WireFrame;
import io.rxpath.socket.core.AppConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/**
 * The in-line stack and the Kafka pipeline are the same host: the same frames give the same bytes to the same streams, the
 * same losses at the same places, and the same ledgers.
 */
@ExtendWith(LivePipeline.Shared.class)
@Order(LivePipeline.LAST)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InlineAgainstKafkaTest {
    private static final long SEED = 618;
    private static final int FLOWS = 8;
    private static final int ROUNDS = 24;
    private static final Station PEER = Station.of("02:00:00:00:00:01", "10.9.0.1");
    private static final Station HOST = Station.of("02:00:00:00:00:02", "10.9.0.2");

    /** A connection as its application saw it. */
    private record Stream(String state, long bytes, String sha256, long bytesSent) {}

    private final Map<Integer, Integer> sent = new HashMap<>();
    private final List<LedgerSnapshot> liveLedgers = new ArrayList<>();
    private final Map<String, Long> liveDrops = new TreeMap<>();
    private final Map<Integer, Stream> liveStreams = new TreeMap<>();
    private final List<LedgerSnapshot> inlineLedgers = new ArrayList<>();
    private final Map<String, Long> inlineDrops = new TreeMap<>();
    private final Map<Integer, Stream> inlineStreams = new TreeMap<>();

    @BeforeAll
    void bothHostsGetTheSameFrames(LivePipeline live) {
        Map<Integer, Integer> isn = new HashMap<>();
        List<LiveCable.Burst> recording;
        try (DropReader drops = new DropReader(live.bootstrap(), LivePipeline.PARTITIONS);
                LiveCable cable = live.cable()) {
            ScriptedPeer peer = new ScriptedPeer(new IsnWatch(cable, isn), PEER, HOST);
            peer.station().arp(HOST.ip());
            peer.pump();
            MixedTraffic traffic = new MixedTraffic(peer, SEED, FLOWS);
            traffic.run(ROUNDS);
            for (WireFrame stray : new StrayFrames(PEER, HOST).all().values()) {
                cable.injectWire(List.of(stray));
            }
            peer.pump();
            sent.putAll(traffic.sent());
            liveLedgers.addAll(cable.awaitRest());
            long lost =
                    liveLedgers.stream().mapToLong(LedgerSnapshot::totalDropped).sum();
            count(drops.read(lost, Duration.ofSeconds(20)), liveDrops);
            recording = cable.recording();
            System.out.println("both hosts got " + liveLedgers.get(0).received() + " frames; lost: " + liveDrops);
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            liveStreams.clear();
            for (JsonNode app : live.pipeline().pages().apps()) {
                int port = AppsTable.flow(app.path("flow")).remotePort();
                if (sent.containsKey(port)) {
                    liveStreams.put(
                            port,
                            new Stream(
                                    app.path("state").asString(),
                                    app.path("bytesReceived").asLong(),
                                    app.path("sha256").asString(),
                                    app.path("bytesSent").asLong()));
                }
            }
            return liveStreams.values().stream().noneMatch(stream -> stream.state.equals("open"));
        });
        replay(live, isn, recording);
    }

    private void replay(LivePipeline live, Map<Integer, Integer> isn, List<LiveCable.Burst> recording) {
        InlineStack stack = new InlineReplay(live.pipeline().settings().host(), isn).run(recording);
        stack.advance(Duration.ofSeconds(1));
        inlineLedgers.addAll(stack.ledger().layers());
        count(stack.drops(), inlineDrops);
        for (AppConnection app : stack.socket().connections()) {
            if (sent.containsKey(app.flow().remotePort())) {
                inlineStreams.put(
                        app.flow().remotePort(),
                        new Stream(app.state(), app.bytesReceived(), app.sha256(), app.bytesSent()));
            }
        }
    }

    private static void count(Collection<DropEvent> events, Map<String, Long> into) {
        for (DropEvent event : events) {
            into.merge(
                    event.layer().label() + " " + event.reason() + " in " + event.place(),
                    (long) event.segments(),
                    Long::sum);
        }
    }

    @Test
    void everyStreamIsWhatWasSent() {
        assertThat(liveStreams.keySet()).isEqualTo(sent.keySet());
        sent.forEach((port, length) -> {
            byte[] expected = new byte[length];
            for (int i = 0; i < length; i++) {
                expected[i] = SegmentBuilder.streamByte(i);
            }
            Stream stream = Objects.requireNonNull(liveStreams.get(port));
            assertThat(stream.bytes()).as("bytes from port %d", port).isEqualTo(length.longValue());
            assertThat(stream.sha256()).as("SHA-256 from port %d", port).isEqualTo(Scratch.sha256(expected));
        });
    }

    @Test
    void bothDeliverTheSameStreams() {
        assertThat(inlineStreams).isEqualTo(liveStreams);
    }

    @Test
    void bothLoseTheSameSegmentsAtTheSamePlaces() {
        assertThat(inlineDrops).isEqualTo(liveDrops);
        assertThat(inlineDrops).as("the traffic is bad enough").hasSizeGreaterThan(15);
    }

    @Test
    void bothLedgersAreEqualLayerByLayer() {
        for (int i = 0; i < liveLedgers.size(); i++) {
            LedgerSnapshot ledger = liveLedgers.get(i);
            assertThat(inlineLedgers.get(i))
                    .as("%s, in-line against Kafka", ledger.layer().label())
                    .isEqualTo(ledger);
            assertThat(ledger.imbalance()).isZero();
        }
    }

    @Test
    void theDropTopicHoldsEveryLossOfTheLedgers() {
        Map<String, Long> byLayer = new TreeMap<>();
        liveDrops.forEach((what, count) -> byLayer.merge(what.substring(0, what.indexOf(" ")), count, Long::sum));
        Map<String, Long> expected = new TreeMap<>();
        liveLedgers.forEach(ledger -> {
            if (ledger.totalDropped() > 0) {
                expected.put(ledger.layer().label(), ledger.totalDropped());
            }
        });
        assertThat(byLayer).isEqualTo(expected);
    }

    /** A cable that notes the host's initial sequence numbers as they pass. */
    private record IsnWatch(LiveCable cable, Map<Integer, Integer> isn) implements Cable {
        @Override
        public long now() {
            return cable.now();
        }

        @Override
        public void inject(byte[] frame) {
            cable.inject(frame);
        }

        @Override
        public void injectBurst(List<byte[]> frames) {
            cable.injectBurst(frames);
        }

        @Override
        public List<TimedFrame> take() {
            List<TimedFrame> taken = cable.take();
            for (TimedFrame heard : taken) {
                ParsedFrame parsed = ParsedFrame.of(heard.frame());
                if (parsed.kind() == ParsedFrame.Kind.TCP && parsed.tcp().syn()) {
                    isn.put(parsed.tcp().dest(), parsed.tcp().seq());
                }
            }
            return taken;
        }

        @Override
        public boolean advanceToNextEvent(long limit) {
            return cable.advanceToNextEvent(limit);
        }
    }
}
