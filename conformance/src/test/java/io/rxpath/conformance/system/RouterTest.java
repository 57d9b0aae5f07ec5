package io.rxpath.conformance.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rxpath.conformance.system.Scratch.Payload;
import io.rxpath.lab.run.LabService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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

/**
 * The simulated host as a router and a firewall between two real Linux machines, each on a wire port of its own: client
 * 10.9.0.1 on eth0, server 10.9.1.1 on eth1. Rules are set by the commands a person types, while packets pass.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RouterTest {
    private static final String NAME = "RouterTest";
    private static final String SERVER = "10.9.1.1";
    private static final String HOST = NetworkNamespace.HOST;
    private static final String HOST_FILE = """
            mac: 02:00:00:00:00:02
            addresses: [10.9.0.2/24]
            mtu: 1450
            interfaces:
              - {name: eth1, mac: "02:00:00:00:01:02", addresses: [10.9.1.2/24], mtu: 1450, vni: 43}
            sysctl: {net.ipv4.ip_forward: 1, net.ipv4.icmp_ratelimit: 0}
            listen:
              - {port: 9000, app: sink}
              - {port: 9002, app: echo}
            """;

    private static @Nullable NetworkNamespace client;
    private static @Nullable NetworkNamespace server;
    private static @Nullable RxPathRun run;

    @BeforeAll
    static void up() throws IOException {
        Requires.tools(NAME, "bash", "java", "ping", "nc");
        Requires.launcher(NAME);
        client = NetworkNamespace.create(NAME);
        server = NetworkNamespace.create(NAME, 43, SERVER, client.address());
        client.program("ip", "route", "add", "10.9.1.0/24", "via", HOST).run().ok();
        server.program("ip", "route", "add", "default", "via", "10.9.1.2").run().ok();
        Path file = Files.writeString(Scratch.folder().resolve("router.yaml"), HOST_FILE);
        run = RxPathRun.up("router", file.toString(), "--processes", "--vxlan", client.address() + ":4789");
        // The VXLAN port learns by what it hears.
        server.program("ping", "-c", "1", "-W", "5", "10.9.1.2").run();
    }

    @AfterAll
    static void down() {
        if (run != null) {
            run.close();
        }
        if (server != null) {
            server.close();
        }
        if (client != null) {
            client.close();
        }
    }

    private static NetworkNamespace client() {
        return Objects.requireNonNull(client);
    }

    private static NetworkNamespace server() {
        return Objects.requireNonNull(server);
    }

    private static RxPathRun host() {
        return Objects.requireNonNull(run);
    }

    private static String rxpath(String... words) {
        return host().rxpath(words).ok().out();
    }

    @Test
    @Order(1)
    void forwardsPings() {
        for (int i = 0; i < 3; i++) {
            assertThat(ping("56")).contains("1 packets transmitted, 1 received").contains("ttl=63");
        }
        assertThat(host().counter(LabService.IP, "Ip.ForwDatagrams")).isGreaterThanOrEqualTo(6);
    }

    /** One at a time: of several, ping waits for the last only as long as the others took. */
    private static String ping(String size) {
        return client().program("ping", "-c", "1", "-W", "10", "-s", size, SERVER)
                .run()
                .ok()
                .out();
    }

    @Test
    @Order(2)
    void forwardsFragments() {
        assertThat(ping("4000")).contains("1 packets transmitted, 1 received");
        assertThat(ping("4001")).contains("1 packets transmitted, 1 received");
    }

    @Test
    @Order(3)
    void isAHopOfATraceroute() {
        Requires.tools(NAME, "traceroute");
        Program.Ended trace = client().program("traceroute", "-n", "-q", "1", "-w", "5", "-N", "1", SERVER)
                .run(Duration.ofSeconds(60))
                .ok();
        List<String> hops = trace.out().lines().skip(1).toList();
        assertThat(hops.get(0)).as(trace.out()).contains(" 1  " + HOST + " ");
        assertThat(hops.get(1)).as(trace.out()).contains(" 2  " + SERVER + " ");
    }

    @Test
    @Order(5)
    void redirectsAPortToTheSink() {
        rxpath("nft", "add table ip nat");
        rxpath("nft", "add chain ip nat prerouting { type nat hook prerouting priority dstnat; }");
        rxpath("nft", "add rule ip nat prerouting tcp dport 8000 counter dnat to " + HOST + ":9000");
        Payload file = Scratch.payload("dnat", 20260103, 300_000);

        client().send(8000, file.path()).run(Duration.ofSeconds(60)).ok();

        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> {
                    List<JsonNode> sinks = host().apps(9000);
                    assertThat(sinks).hasSize(1);
                    assertThat(sinks.get(0).path("bytesReceived").asLong()).isEqualTo(file.length());
                    assertThat(sinks.get(0).path("sha256").asString()).isEqualTo(file.sha256());
                });
        assertThat(rxpath("nft", "list", "ruleset")).contains("counter packets 1 bytes 60 dnat to " + HOST + ":9000");
        assertThat(rxpath("conntrack", "-L")).contains("dport=8000", "sport=9000");
    }

    @Test
    @Order(6)
    void rejectsAndDrops() {
        rxpath("iptables", "-A", "INPUT", "-p", "tcp", "--dport", "23", "-j", "REJECT", "--reject-with", "tcp-reset");
        rxpath("iptables", "-A", "INPUT", "-p", "tcp", "--dport", "24", "-j", "REJECT");
        rxpath("iptables", "-A", "INPUT", "-p", "tcp", "--dport", "25", "-j", "DROP");

        assertThat(nc(23)).contains("Connection refused");
        assertThat(nc(24)).contains("Connection refused");
        assertThat(nc(25)).contains("timed out");
        String rules = rxpath("iptables", "-L", "INPUT", "-n", "-v");
        assertThat(rules.lines().filter(line -> line.contains("DROP") && line.contains("dpt:25")))
                .singleElement()
                .satisfies(line -> assertThat(line.strip()).doesNotStartWith("0 "));
    }

    private static String nc(int port) {
        return client().program("nc", "-v", "-w", "3", HOST, Integer.toString(port))
                .run()
                .err();
    }

    @Test
    @Order(7)
    void masqueradesBetweenTwoPorts() throws IOException {
        rxpath("nft", "add chain ip nat postrouting { type nat hook postrouting priority srcnat; }");
        rxpath("nft", "add rule ip nat postrouting oifname eth1 counter masquerade");
        Path got = Scratch.folder().resolve("masqueraded");
        Program.Running listening =
                server().program("nc", "-v", "-n", "-l", "-p", "7000").to(got).start();
        await().until(() -> listening.said().contains("Listening"));
        Payload file = Scratch.payload("masq", 20260104, 200_000);

        client().program("nc", "-N", SERVER, "7000")
                .from(file.path())
                .run(Duration.ofSeconds(60))
                .ok();

        Program.Ended heard = listening.await(Duration.ofSeconds(30));
        assertThat(heard.err()).contains("Connection received on 10.9.1.2");
        assertThat(Files.mismatch(file.path(), got)).isEqualTo(-1L);
        assertThat(rxpath("conntrack", "-L")).contains("src=10.9.0.1 dst=" + SERVER, "dst=10.9.1.2");
    }

    @Test
    @Order(8)
    void keepsTranslatingAfterItWasKilled() throws IOException {
        Path got = Scratch.folder().resolve("across-restart");
        Program.Running listening =
                server().program("nc", "-n", "-l", "-p", "7001").to(got).start();
        Payload file = Scratch.payload("restart", 20260105, 100_000);
        Program.Running sending = client().program(
                        "bash",
                        "-c",
                        "(head -c 50000 " + file.path() + "; sleep 25; tail -c +50001 " + file.path() + ") | nc -N "
                                + SERVER + " 7001")
                .start();
        await().atMost(Duration.ofSeconds(15)).until(() -> Files.size(got) == 50_000);

        rxpath("stop", "ip", "--kill");
        rxpath("start", "ip");

        sending.await(Duration.ofSeconds(90)).ok();
        listening.await(Duration.ofSeconds(30)).ok();
        assertThat(Files.mismatch(file.path(), got)).isEqualTo(-1L);
        assertThat(nc(25)).as("rules are there again").contains("timed out");
    }
}
