package io.rxpath.conformance.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rxpath.conformance.system.Scratch.Payload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;

/** A Linux kernel's ping, TCP and curl talk to the simulated host over VXLAN, through five services and a real broker. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LinuxClientTest {
    private static final String NAME = "LinuxClientTest";
    private static final Duration TRANSFER = Duration.ofSeconds(90);

    private static @Nullable AttachedClient attached;

    @BeforeAll
    static void up() {
        Requires.tools(NAME, "bash", "java");
        attached = AttachedClient.up(
                NAME,
                "linux-client",
                "--address",
                "10.9.0.2/24",
                "--listen",
                "9000:sink",
                "--listen",
                "9002:echo",
                "--listen",
                "80:http");
    }

    @AfterAll
    static void down() {
        if (attached != null) {
            attached.close();
        }
    }

    private static NetworkNamespace client() {
        return Objects.requireNonNull(attached).client();
    }

    private static RxPathRun host() {
        return Objects.requireNonNull(attached).host();
    }

    @Test
    @Order(1)
    void everyPingIsAnswered() {
        Requires.tools(NAME, "ping");
        Program.Ended ping = client().program("ping", "-c", "5", "-i", "0.2", "-W", "5", NetworkNamespace.HOST)
                .run()
                .ok();
        assertThat(ping.out()).contains("5 packets transmitted, 5 received, 0% packet loss");
        assertThat(ping.out()).contains("ttl=64").doesNotContain("DUP!", "wrong data");
    }

    @Test
    @Order(2)
    void aPingThatNeedsFragmentsIsAnswered() {
        Requires.tools(NAME, "ping");
        Program.Ended ping = client().program(
                        "ping", "-c", "2", "-i", "0.2", "-W", "5", "-s", "4000", NetworkNamespace.HOST)
                .run()
                .ok();
        assertThat(ping.out()).contains("2 packets transmitted, 2 received, 0% packet loss");
    }

    @Test
    @Order(3)
    void tenMegabytesReachTheSinkByteForByte() {
        Payload file = Scratch.payload("10MB", 20260101, 10_000_000);
        client().send(9000, file.path()).run(TRANSFER).ok();
        List<JsonNode> seen = new ArrayList<>();
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> {
                    seen.clear();
                    seen.addAll(host().apps(9000));
                    return seen.size() == 1 && seen.get(0).path("bytesReceived").asLong() >= file.length();
                });
        JsonNode sink = seen.get(0);
        assertThat(sink.path("bytesReceived").asLong()).isEqualTo(file.length());
        assertThat(sink.path("sha256").asString()).isEqualTo(file.sha256());
        assertThat(sink.path("local").asString()).isEqualTo("10.9.0.2:9000");
        assertThat(sink.path("remote").asString()).startsWith("10.9.0.1:");
    }

    @Test
    @Order(4)
    void curlGetsThePage() throws IOException {
        Requires.tools(NAME, "curl");
        Path page = Scratch.folder().resolve("page.html");
        Program.Ended curl = client().program(
                        "curl",
                        "-sS",
                        "-m",
                        "20",
                        "-o",
                        page.toString(),
                        "-w",
                        "%{http_code} %{size_download} %{content_type}",
                        "http://" + NetworkNamespace.HOST + "/")
                .run()
                .ok();
        String body = Files.readString(page);
        assertThat(curl.out()).startsWith("200 " + Files.size(page) + " text/html");
        assertThat(body).containsIgnoringCase("<html").containsIgnoringCase("</html>");
    }

    @Test
    @Order(5)
    void anEchoedMegabyteComesBackByteForByte() throws IOException {
        Requires.tools(NAME, "nc");
        Payload file = Scratch.payload("1MB", 20260102, 1_000_000);
        Path back = Scratch.folder().resolve("1MB.back");
        client().send(9002, file.path()).to(back).run(TRANSFER).ok();
        assertThat(Files.mismatch(file.path(), back)).isEqualTo(-1L);
    }

    @Test
    @Order(6)
    void aPortNobodyListensOnRefuses() {
        Requires.tools(NAME, "curl");
        Program.Ended curl = client().program("curl", "-sS", "-m", "20", "http://" + NetworkNamespace.HOST + ":81/")
                .run();
        assertThat(curl.exit())
                .as("curl's exit code for a refused connection:%n%s", curl)
                .isEqualTo(7);
        assertThat(curl.err()).doesNotContainIgnoringCase("timed out");
    }

    @Test
    @Order(7)
    void theClientsKernelFoundNoWrongChecksum() {
        assertThat(client().snmp("Icmp", "InEchoReps")).as("pings came at all").isGreaterThanOrEqualTo(5);
        assertThat(client().snmp("Tcp", "InSegs")).as("TCP came at all").isGreaterThan(100);
        assertThat(client().snmp("Tcp", "InCsumErrors")).isZero();
        assertThat(client().snmp("Icmp", "InCsumErrors")).isZero();
        assertThat(client().snmp("Ip", "InHdrErrors")).isZero();
    }

    @Test
    @Order(8)
    void everyLayerBalances() {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> {
                    JsonNode status = host().status();
                    assertThat(status.path("allUp").asBoolean()).isTrue();
                    long below = -1;
                    // Datagrams go from IP to the sockets past TCP.
                    long past = 0;
                    for (JsonNode service : status.path("services")) {
                        String name = service.path("service").asString();
                        assertThat(service.path("received").asLong())
                                .as("received by %s", service)
                                .isEqualTo(service.path("delivered").asLong()
                                        + service.path("dropped").asLong()
                                        + service.path("consumed").asLong()
                                        + service.path("held").asLong());
                        if (below >= 0) {
                            assertThat(service.path("received").asLong())
                                    .as("%s has received what the layer below has delivered", name)
                                    .isEqualTo(below + (name.equals("socket") ? past : 0));
                        }
                        below = service.path("delivered").asLong();
                        past += service.path("toSocket").asLong();
                    }
                });
    }

    @Test
    @Order(9)
    void downEndsEverything() {
        List<ProcessHandle> processes = host().processes();
        assertThat(processes).as("launcher and broker").hasSizeGreaterThanOrEqualTo(2);
        Program.Ended down = host().rxpath("down");
        assertThat(down.exit()).as("%s", down).isZero();
        assertThat(host().ended().exit()).as("how up ended:%n%s", host().said()).isZero();
        assertThat(processes).noneMatch(ProcessHandle::isAlive);
        assertThat(host().rxpath("status").exit())
                .as("status when nothing runs")
                .isEqualTo(1);
    }
}
