package io.rxpath.socket.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.rxpath.kit.LayerMeters;
import io.rxpath.kit.streams.CollectedLists;
import io.rxpath.skb.FlowKey;
import io.rxpath.skb.Hop;
import io.rxpath.skb.Layer;
import io.rxpath.skb.MalformedRecordException;
import io.rxpath.skb.RecordKind;
import io.rxpath.skb.RecordListReader;
import io.rxpath.skb.RecordListWriter;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SockCommand;
import io.rxpath.skb.SockEvent;
import io.rxpath.skb.Topic;
import io.rxpath.socket.core.App;
import io.rxpath.socket.core.SocketSettings;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SocketCoreTest {
    private static final long NOW = 1_700_000_000_000_000_000L;
    private static final FlowKey FLOW = FlowKey.v4(0x0a090002, 7, 0x0a090001, 40000);

    private final CollectedLists lists = new CollectedLists(
            1, Map.of(Topic.SOCKET_CTL, RecordKind.SOCK_COMMAND, Topic.SKB_DROP, RecordKind.DROP_EVENT));
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Timer wireToRecv = LayerMeters.wireToRecv(registry);
    private final SocketCore core = core();

    private SocketCore core() {
        return new SocketCore(
                new SocketSettings(List.of(App.echo(7))),
                lists,
                1,
                LayerMeters.hop(registry, Hop.TCP, Hop.QUEUED),
                wireToRecv);
    }

    @BeforeEach
    void start() {
        core.loaded(NOW);
    }

    private static SockEvent opened() {
        return new SockEvent(SockEvent.Kind.NEW, 77, 5, FLOW, 7, null);
    }

    private static SockEvent data(String text) {
        SkBuff skb = SkBuff.wrap(text.getBytes(StandardCharsets.US_ASCII));
        skb.passed(Hop.WIRE, NOW - 4_000_000);
        skb.passed(Hop.TCP, NOW - 1_000_000);
        return new SockEvent(SockEvent.Kind.DATA, 77, 5, FLOW, 0, skb);
    }

    private static byte[] list(SockEvent... events) {
        RecordListWriter list = new RecordListWriter(RecordKind.SOCK_EVENT);
        for (SockEvent event : events) {
            list.add(event);
        }
        return list.take();
    }

    @Test
    void shouldRunItsApplicationsOnWhatOneRecordBrought() {
        core.receive(Topic.SOCKET_RX, list(opened(), data("hello")), NOW);

        assertThat(lists.topics()).containsExactly(Topic.SOCKET_CTL);
        List<SockCommand> commands = RecordListReader.sockCommands(lists.take(Topic.SOCKET_CTL));
        assertThat(commands).extracting(SockCommand::kind).startsWith(SockCommand.Kind.ACCEPT);
        assertThat(commands)
                .filteredOn(c -> c.kind() == SockCommand.Kind.WRITE)
                .extracting(c -> new String(c.bytes(), StandardCharsets.US_ASCII))
                .containsExactly("hello");
        assertThat(commands)
                .filteredOn(c -> c.kind() == SockCommand.Kind.COPIED)
                .extracting(SockCommand::value)
                .contains(5L);
        assertThat(commands)
                .allSatisfy(c -> assertThat(c.hash()).as("the flow's home").isEqualTo(77));
        assertThat(core.ledger().layer()).isEqualTo(Layer.SOCKET);
        assertThat(core.ledger().received()).isEqualTo(1);
        assertThat(core.ledger().imbalance()).isZero();
        assertThat(core.connections())
                .singleElement()
                .satisfies(c -> assertThat(c.bytesReceived()).isEqualTo(5));
    }

    @Test
    void shouldMeasureFromTheWireAndFromTcp() {
        core.receive(Topic.SOCKET_RX, list(opened(), data("hello")), NOW);

        assertThat(wireToRecv.count()).isEqualTo(1);
        assertThat(wireToRecv.totalTime(TimeUnit.NANOSECONDS)).isEqualTo(4_000_000);
        Timer hop = registry.get("rxpath.hop.latency").tag("hop", "socket").timer();
        assertThat(hop.count()).isEqualTo(1);
        assertThat(hop.totalTime(TimeUnit.NANOSECONDS)).isEqualTo(1_000_000);
    }

    @Test
    void shouldReadAllOfAListOrNothing() {
        byte[] value = list(opened(), data("hello"));
        value[12 + 58 + 4] = 99;

        assertThatThrownBy(() -> core.receive(Topic.SOCKET_RX, value, NOW))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessage("byte 74: unknown socket event 99");

        assertThat(lists.topics()).isEmpty();
        assertThat(core.connections()).isEmpty();
        assertThat(core.ledger().received()).isZero();
    }

    @Test
    void shouldGoOnFromWhatItSaved() {
        core.receive(Topic.SOCKET_RX, list(opened(), data("hello")), NOW);
        Map<String, byte[]> parts = new TreeMap<>();
        core.saveDirty(new CollectedLists.Parts(parts));
        assertThat(parts).isNotEmpty();
        SocketCore second = core();

        parts.forEach((key, value) -> second.load(CollectedLists.Parts.key(key), value));
        second.loaded(NOW);

        assertThat(second.connections()).isEqualTo(core.connections());
        assertThat(second.ledger()).isEqualTo(core.ledger());
        assertThat(second.counters()).isEqualTo(core.counters());
    }
}
