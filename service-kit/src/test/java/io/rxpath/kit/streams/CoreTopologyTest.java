package io.rxpath.kit.streams;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.rxpath.kit.RxpathProperties;
import io.rxpath.skb.Layer;
import io.rxpath.skb.RecordKind;
import io.rxpath.skb.RecordListReader;
import io.rxpath.skb.RecordListWriter;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SockCommand;
import io.rxpath.skb.SockEvent;
import io.rxpath.skb.Topic;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** A whole topology in Kafka Streams' own driver, with the settings the services run with. */
class CoreTopologyTest {
    private static final long START = 1_700_000_000_000_000_000L;
    private static final String CHANGELOG = "rxpath-tcp-tcp-state-changelog";

    @TempDir
    Path dir;

    private final List<CountingCore> cores = new ArrayList<>();
    private final CoreTasks<CountingCore> tasks = new CoreTasks<>(Layer.TCP, (lists, partition) -> {
        CountingCore core = new CountingCore(lists);
        cores.add(core);
        return core;
    });
    private long now = START;
    private boolean stopped;

    @SuppressWarnings("NullAway.Init")
    private TopologyTestDriver driver;

    @BeforeAll
    static void beQuiet() {
        ((Logger) LoggerFactory.getLogger("org.apache.kafka")).setLevel(Level.WARN);
    }

    @BeforeEach
    void start() {
        Properties settings = new Properties();
        settings.putAll(CoreStreams.settings(Layer.TCP, new RxpathProperties(null, 4, "0", 10), "localhost:1"));
        settings.put(StreamsConfig.STATE_DIR_CONFIG, dir.toString());
        driver = new TopologyTestDriver(
                CoreTopology.of(
                        tasks,
                        List.of(Topic.TCP_RX, Topic.SOCKET_CTL),
                        Map.of(Topic.SOCKET_RX, RecordKind.SOCK_EVENT, Topic.IP_TX, RecordKind.SKB),
                        () -> now),
                settings,
                Instant.ofEpochMilli(START / 1_000_000));
    }

    @AfterEach
    void stop() {
        if (!stopped) {
            driver.close();
        }
        stopped = true;
    }

    private void send(Topic topic, byte[] value) {
        driver.createInputTopic(topic.topicName(), new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(new TestRecord<>(null, value, Instant.ofEpochMilli(5000)));
    }

    private void send(SockCommand... commands) {
        RecordListWriter list = new RecordListWriter(RecordKind.SOCK_COMMAND);
        for (SockCommand command : commands) {
            list.add(command);
        }
        send(Topic.SOCKET_CTL, list.take());
    }

    private TestOutputTopic<byte[], byte[]> topic(String name) {
        return driver.createOutputTopic(name, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private List<TestRecord<byte[], byte[]>> sent(Topic topic) {
        return topic(topic.topicName()).readRecordsToList();
    }

    private List<SockEvent> events() {
        List<SockEvent> events = new ArrayList<>();
        sent(Topic.SOCKET_RX).forEach(r -> events.addAll(RecordListReader.sockEvents(r.value())));
        return events;
    }

    private void advance(Duration time) {
        now += time.toNanos();
        driver.advanceWallClockTime(time);
    }

    private CountingCore core() {
        return cores.get(cores.size() - 1);
    }

    @Test
    void shouldPackWhatOneRecordCausesIntoOneRecordPerTopic() {
        send(CountingCore.copied(1, 10), CountingCore.copied(2, 20), CountingCore.copied(1, 5));

        List<TestRecord<byte[], byte[]>> sent = sent(Topic.SOCKET_RX);

        assertThat(sent).hasSize(1);
        assertThat(RecordListReader.sockEvents(sent.get(0).value()))
                .containsExactly(CountingCore.sum(1, 10), CountingCore.sum(2, 20), CountingCore.sum(1, 15));
        assertThat(ByteBuffer.wrap(sent.get(0).key()).getInt())
                .as("the task's partition")
                .isZero();
        assertThat(sent.get(0).timestamp())
                .as("our time, whatever a record claims")
                .isGreaterThan(5000);
        assertThat(sent(Topic.IP_TX)).isEmpty();
    }

    @Test
    void shouldTellInputTopicsApart() {
        RecordListWriter list = new RecordListWriter(RecordKind.SKB);
        list.add(SkBuff.wrap(new byte[] {1, 2, 3}));
        send(Topic.TCP_RX, list.take());

        List<TestRecord<byte[], byte[]>> sent = sent(Topic.IP_TX);

        assertThat(sent).hasSize(1);
        assertThat(RecordListReader.skbs(sent.get(0).value(), 0).get(0).toByteArray())
                .containsExactly(1, 2, 3);
        assertThat(tasks.ledger().received()).isEqualTo(1);
        assertThat(tasks.ledger().imbalance()).isZero();
    }

    @Test
    void shouldSendALongListBeforeTheRecordIsDone() {
        SockCommand[] commands = new SockCommand[10_000];
        for (int i = 0; i < commands.length; i++) {
            commands[i] = CountingCore.copied(1, 1);
        }
        send(commands);

        List<TestRecord<byte[], byte[]>> sent = sent(Topic.SOCKET_RX);

        assertThat(sent).hasSizeGreaterThan(1);
        assertThat(sent).allSatisfy(r -> assertThat(r.value().length).isLessThan(257 * 1024));
        long next = 1;
        for (TestRecord<byte[], byte[]> one : sent) {
            for (SockEvent event : RecordListReader.sockEvents(one.value())) {
                assertThat(event.value()).as("in order").isEqualTo(next++);
            }
        }
        assertThat(next).isEqualTo(10_001);
    }

    @Test
    void shouldPutAMalformedRecordAsideAndChangeNothing() {
        send(CountingCore.copied(1, 10));
        sent(Topic.SOCKET_RX);
        topic(CHANGELOG).readRecordsToList();
        RecordListWriter list = new RecordListWriter(RecordKind.SOCK_COMMAND);
        list.add(CountingCore.copied(1, 99));
        list.add(CountingCore.copied(1, 99));
        byte[] value = list.take();
        value[12 + 58 + 4] = 77;

        send(Topic.SOCKET_CTL, value);

        List<TestRecord<byte[], byte[]>> letters = sent(Topic.DEAD_LETTER);
        assertThat(letters).hasSize(1);
        assertThat(letters.get(0).value()).as("as it was").isEqualTo(value);
        assertThat(headers(letters.get(0)))
                .containsExactlyInAnyOrder(
                        "rxpath-origin: socket.ctl-0@1",
                        "rxpath-reason: byte 74: unknown socket command 77",
                        "rxpath-layer: tcp");
        assertThat(events()).as("nothing of the good item before it").isEmpty();
        assertThat(tasks.counters()).isEqualTo(Map.of("cookie1", 10L));
        assertThat(topic(CHANGELOG).isEmpty()).as("no state written").isTrue();
        send(CountingCore.copied(1, 1));
        assertThat(events()).as("the next record is read").containsExactly(CountingCore.sum(1, 11));
    }

    @Test
    void shouldPutARecordWithoutValueAside() {
        driver.createInputTopic("socket.ctl", new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(new TestRecord<>(new byte[0], null, Instant.ofEpochMilli(5000)));

        List<TestRecord<byte[], byte[]>> letters = sent(Topic.DEAD_LETTER);

        assertThat(letters).hasSize(1);
        assertThat(letters.get(0).value()).isNull();
        assertThat(headers(letters.get(0))).contains("rxpath-reason: byte 0: the record has no value");
    }

    private static List<String> headers(TestRecord<byte[], byte[]> letter) {
        List<String> headers = new ArrayList<>();
        for (Header header : letter.headers()) {
            headers.add(header.key() + ": " + new String(header.value(), StandardCharsets.US_ASCII));
        }
        return headers;
    }

    private static SockCommand timerIn(Duration time) {
        return CountingCore.timer(START + time.toNanos());
    }

    private static SockEvent firedAfter(Duration time) {
        return CountingCore.fired(START + time.toNanos());
    }

    @Test
    void shouldFireATimerWhenItIsDueAndOnce() {
        send(timerIn(Duration.ofMillis(40)));

        advance(Duration.ofMillis(39));
        assertThat(events()).as("1 ms before").isEmpty();
        advance(Duration.ofMillis(1));
        assertThat(events()).containsExactly(firedAfter(Duration.ofMillis(40)));
        advance(Duration.ofSeconds(10));
        assertThat(events()).as("again").isEmpty();
        assertThat(core().calls.stream().filter(c -> c.startsWith("timeout")))
                .as("punctuations: each makes Streams commit")
                .hasSize(1);
    }

    @Test
    void shouldArmTheNextTimerWhenOneHasFired() {
        send(timerIn(Duration.ofMillis(200)), timerIn(Duration.ofMillis(40)), timerIn(Duration.ofMillis(40)));

        advance(Duration.ofMillis(40));
        assertThat(events()).containsExactly(firedAfter(Duration.ofMillis(40)));
        advance(Duration.ofMillis(159));
        assertThat(events()).isEmpty();
        advance(Duration.ofMillis(1));
        assertThat(events()).containsExactly(firedAfter(Duration.ofMillis(200)));
    }

    @Test
    void shouldArmEarlierWhenAnEarlierTimerComes() {
        send(timerIn(Duration.ofSeconds(2)));
        send(timerIn(Duration.ofMillis(3)));

        advance(Duration.ofMillis(3));

        assertThat(events()).containsExactly(firedAfter(Duration.ofMillis(3)));
        advance(Duration.ofMillis(1997));
        assertThat(events()).containsExactly(firedAfter(Duration.ofSeconds(2)));
    }

    @Test
    void shouldFireATimerOfThePastAtTheNextTick() {
        send(CountingCore.timer(START - 1));

        assertThat(events()).as("not within the record").isEmpty();
        advance(Duration.ofMillis(1));
        assertThat(events()).containsExactly(CountingCore.fired(START - 1));
    }

    @Test
    void shouldNotFireWithinAMillisecondTooEarly() {
        send(CountingCore.timer(START + 1_500_001));

        advance(Duration.ofMillis(1));
        assertThat(events()).isEmpty();
        advance(Duration.ofMillis(1));
        assertThat(events()).containsExactly(CountingCore.fired(START + 1_500_001));
    }

    @Test
    void shouldWriteStateOncePerCommitHoweverManyItemsTouchedIt() {
        send(
                CountingCore.copied(1, 1),
                CountingCore.copied(1, 2),
                CountingCore.copied(2, 7),
                CountingCore.copied(1, 4));

        List<TestRecord<byte[], byte[]>> changes = topic(CHANGELOG).readRecordsToList();

        assertThat(changes).hasSize(2);
        assertThat(changes.stream().map(c -> longs(c.key()) + "=" + longs(c.value())))
                .containsExactly("1=7", "2=7");
        assertThat(core().calls.stream().filter(c -> c.startsWith("save"))).containsExactly("save [1, 2]");
    }

    @Test
    void shouldWriteATombstoneForWhatIsForgotten() {
        send(CountingCore.copied(1, 1));
        topic(CHANGELOG).readRecordsToList();
        send(CountingCore.close(1));

        List<TestRecord<byte[], byte[]>> changes = topic(CHANGELOG).readRecordsToList();

        assertThat(changes).hasSize(1);
        assertThat(longs(changes.get(0).key())).isEqualTo(1);
        assertThat(changes.get(0).value()).isNull();
    }

    /** Another task that gets what this one has written to its changelog goes on where this one has stopped. */
    @Test
    void shouldGoOnFromTheChangelog() {
        send(CountingCore.copied(1, 10), CountingCore.copied(2, 20), CountingCore.copied(3, 30));
        send(CountingCore.copied(2, 2), CountingCore.close(3));
        List<TestRecord<byte[], byte[]>> changes = topic(CHANGELOG).readRecordsToList();
        TaskHarness second = new TaskHarness(2, START + 77);
        changes.forEach(c -> second.stored(c.key(), c.value()));

        second.init();

        assertThat(second.core().calls).containsExactly("load 1", "load 2", "loaded at " + (START + 77));
        second.process(Topic.SOCKET_CTL, CountingCore.copied(2, 5));
        assertThat(second.events()).containsExactly(CountingCore.sum(2, 27));
        assertThat(second.core().counters()).isEqualTo(Map.of("cookie1", 10L, "cookie2", 27L));
    }

    private static long longs(byte[] bytes) {
        return ByteBuffer.wrap(bytes).getLong();
    }

    @Test
    void shouldShowItsCoresWhileTheyRunAndNotAfter() {
        send(CountingCore.copied(1, 10));
        assertThat(tasks.layer()).isEqualTo(Layer.TCP);
        assertThat(tasks.counters()).isEqualTo(Map.of("cookie1", 10L));

        stop();

        assertThat(tasks.counters()).isEmpty();
        assertThat(tasks.ask(CountingCore::counters)).isEmpty();
        assertThat(tasks.ledger().received()).isZero();
    }

    @ParameterizedTest(name = "task {0} of {1} partitions writes to {2}")
    @CsvSource({"0, 4, 0", "3, 4, 3", "3, 1, 0"})
    void shouldWriteToThePartitionItReads(int task, int partitions, int expected) {
        byte[] key = ByteBuffer.allocate(4).putInt(task).array();

        assertThat(new CoreTopology.KeyedPartitioner().partitions("t", key, new byte[0], partitions))
                .contains(Set.of(expected));
    }
}
