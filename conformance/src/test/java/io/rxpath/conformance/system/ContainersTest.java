package io.rxpath.conformance.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rxpath.conformance.architecture.Checkout;
import io.rxpath.lab.peer.ScriptedConnection;
import io.rxpath.lab.peer.ScriptedPeer;
import io.rxpath.lab.peer.SegmentBuilder;
import io.rxpath.lab.peer.Station;
import io.rxpath.lab.report.AppsTable;
import io.rxpath.skb.LedgerSnapshot;
import io.rxpath.skb.WireFrame;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.MountableFile;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The images of deploy/Dockerfile: five containers beside a Kafka container carry frames, and lose the bad ones. */
@Tag("docker")
class ContainersTest {
    private static final String NAME = "ContainersTest";
    private static final String KAFKA = "apache/kafka:4.2.1";
    private static final String JRE = "eclipse-temurin:25-jre";
    private static final String INSIDE = "kafka:19092";
    private static final Duration BUILD = Duration.ofMinutes(4);
    private static final Duration START = Duration.ofMinutes(3);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final int PARTITIONS = 4;
    private static final int PAGES = 8080;
    private static final int SINK = 9000;
    private static final int SEGMENTS = 30;
    private static final int MSS = 1400;
    private static final Station PEER = Station.of("02:00:00:00:00:01", "10.9.0.1");
    private static final Station HOST = Station.of("02:00:00:00:00:02", "10.9.0.2");
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static final List<String> IMAGES = new ArrayList<>();
    private static final List<GenericContainer<?>> SERVICES = new ArrayList<>();
    private static @Nullable Network network;
    private static @Nullable KafkaContainer kafka;

    @BeforeAll
    static void start() {
        Requires.docker(NAME, KAFKA, JRE);
        Requires.serviceJars(NAME);
        for (String service : Requires.services()) {
            IMAGES.add(build(service));
        }
        network = Network.newNetwork();
        kafka = new KafkaContainer(KAFKA)
                .withNetwork(network)
                .withListener(INSIDE)
                .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
                .withEnv("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0")
                .withEnv("KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS", "4")
                .withEnv("KAFKA_TRANSACTION_STATE_LOG_NUM_PARTITIONS", "4")
                .withEnv("KAFKA_HEAP_OPTS", "-Xmx512m -Xms128m");
        kafka.start();
        for (int i = 0; i < IMAGES.size(); i++) {
            SERVICES.add(service(Requires.services().get(i), IMAGES.get(i), network));
        }
        // All at once: each waits for its own readiness.
        SERVICES.parallelStream().forEach(GenericContainer::start);
    }

    private static String build(String service) {
        String image =
                "rxpath-conformance/" + service + ":" + ProcessHandle.current().pid();
        Program.of(
                        "docker",
                        "build",
                        "-q",
                        "-f",
                        "deploy/Dockerfile",
                        "--build-arg",
                        "SERVICE=" + service,
                        "-t",
                        image,
                        Checkout.root().toString())
                .run(BUILD)
                .ok();
        return image;
    }

    private static GenericContainer<?> service(String name, String image, Network network) {
        return new GenericContainer<>(image)
                .withNetwork(network)
                .withNetworkAliases(name)
                .withEnv("SPRING_KAFKA_BOOTSTRAP_SERVERS", INSIDE)
                .withEnv("RXPATH_HOST_FILE", "/rxpath/host.yaml")
                .withEnv("RXPATH_PARTITIONS", Integer.toString(PARTITIONS))
                .withCopyFileToContainer(
                        MountableFile.forHostPath(Checkout.root().resolve("deploy/host.yaml"), 0644),
                        "/rxpath/host.yaml")
                .withExposedPorts(PAGES)
                .waitingFor(Wait.forHttp("/actuator/health/readiness")
                        .forPort(PAGES)
                        .withStartupTimeout(START));
    }

    @AfterAll
    static void stop() {
        SERVICES.parallelStream().forEach(GenericContainer::stop);
        if (kafka != null) {
            kafka.stop();
        }
        if (network != null) {
            network.close();
        }
        for (String image : IMAGES) {
            Program.of("docker", "image", "rm", image).run();
        }
    }

    @Test
    void framesBecomeBytesAndTheBadOnesAreCountedWhereTheyAreLost() {
        String bootstrap = Objects.requireNonNull(kafka).getBootstrapServers();
        try (LiveCable cable = new LiveCable(bootstrap, PARTITIONS, ContainersTest::ledgers)) {
            ScriptedPeer peer = new ScriptedPeer(cable, PEER, HOST);
            peer.station().arp(HOST.ip());
            peer.station().ping(HOST, 1, 1, 56);
            peer.pump();
            List<ScriptedConnection> connections = new ArrayList<>();
            for (int port = 41_000; port < 41_006; port++) {
                connections.add(peer.connection(port, SINK));
            }
            peer.burst(() -> connections.forEach(c -> c.tcp("S").send()));
            connections.forEach(c -> c.expect("SA", ANSWER));
            peer.burst(() -> connections.forEach(c -> c.tcp("A").send()));
            peer.burst(() -> connections.forEach(c -> c.bulk(SEGMENTS, MSS)));
            peer.burst(() -> connections.forEach(
                    c -> c.tcp("A").data(10).badChecksum().seq(50_000).send()));
            peer.burst(() -> connections.forEach(c -> c.tcp("A").data(10).seq(1).send()));
            Map<String, WireFrame> strays = new StrayFrames(PEER, HOST).all();
            for (String stray : List.of("wrong FCS", "wrong IP header checksum", "SYN to a closed port")) {
                cable.injectWire(List.of(Objects.requireNonNull(strays.get(stray))));
            }
            assertThat(peer.station().echoReplies()).as("ping").hasSize(1);
            checkBytes();
            checkLosses(cable.awaitRest());
        }
    }

    private static void checkBytes() {
        byte[] expected = new byte[SEGMENTS * MSS];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = SegmentBuilder.streamByte(i);
        }
        Map<Integer, String> delivered = new TreeMap<>();
        await().atMost(ANSWER).until(() -> {
            delivered.clear();
            for (JsonNode app : JSON.readTree(page("socket-service", "/apps"))) {
                delivered.put(
                        AppsTable.flow(app.path("flow")).remotePort(),
                        app.path("bytesReceived").asLong() + " "
                                + app.path("sha256").asString());
            }
            return delivered.size() == 6;
        });
        assertThat(delivered.values()).containsOnly(expected.length + " " + Scratch.sha256(expected));
    }

    private static void checkLosses(List<LedgerSnapshot> ledgers) {
        assertThat(ledgers)
                .allSatisfy(ledger -> assertThat(ledger.imbalance())
                        .as("%s balances", ledger.layer())
                        .isZero());
        assertThat(ledgers.get(0).dropped()).as("the card").containsOnlyKeys("rx_crc_errors");
        assertThat(ledgers.get(2).dropped()).as("IP").isEqualTo(Map.of("IP_CSUM", 1L));
        // Repeated bytes that were acknowledged are before rcv_wup: tcp_sequence() refuses them, not tcp_data_queue().
        assertThat(ledgers.get(3).dropped())
                .as("TCP")
                .isEqualTo(Map.of("TCP_CSUM", 6L, "TCP_OLD_SEQUENCE", 6L, "NO_SOCKET", 1L));
        assertThat(ledgers.get(4).consumed()).as("segments read").isEqualTo(Map.of("recv", 6L * SEGMENTS));
    }

    private static List<LedgerSnapshot> ledgers() {
        List<LedgerSnapshot> ledgers = new ArrayList<>();
        for (String service : Requires.services()) {
            ledgers.add(JSON.readValue(page(service, "/ledger"), LedgerSnapshot.class));
        }
        return ledgers;
    }

    private static String page(String service, String path) {
        GenericContainer<?> container = SERVICES.get(Requires.services().indexOf(service));
        URI address = URI.create("http://" + container.getHost() + ":" + container.getMappedPort(PAGES) + path);
        try {
            return HTTP.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(service + " does not answer; it said\n" + container.getLogs(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
