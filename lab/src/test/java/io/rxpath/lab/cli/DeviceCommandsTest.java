package io.rxpath.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.rxpath.lab.jvm.ProcessId;
import io.rxpath.lab.run.Change;
import io.rxpath.lab.run.ConfigTopic;
import io.rxpath.lab.run.LabException;
import io.rxpath.lab.run.LabService;
import io.rxpath.lab.run.LiveSettings;
import io.rxpath.lab.run.RunState;
import io.rxpath.lab.run.ServiceState;
import io.rxpath.lab.run.SettingCheck;
import io.rxpath.lab.run.StateFolder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands against pages and a config topic that are written down here. */
class DeviceCommandsTest {
    private static final String HOST = """
            nic:
              multicast: ["01:00:5e:00:00:05"]
              ntuple: [flow-type tcp4 dst-port 80 action 2]
            sysctl: {net.ipv4.tcp_sack: 0}
            """;

    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Map<String, byte[]> pages = new ConcurrentHashMap<>();
    private final Map<String, Integer> statuses = new ConcurrentHashMap<>();
    private final List<HttpServer> servers = new ArrayList<>();
    private final List<String> published = new ArrayList<>();
    private final Map<String, String> outcomes = new ConcurrentHashMap<>();
    private String refusal = "";

    /** A topic whose settings both services obey at once, or refuse. */
    private final class Topic implements ConfigTopic {
        @Override
        public long publish(Change change) {
            published.add(change.toString());
            String value = change.value() == null
                    ? ""
                    : "\"value\":\"" + change.value().replace("\n", "\\n") + "\",";
            String end = refusal.isEmpty() ? "true}" : "false,\"refused\":\"" + refusal + "\"}";
            outcomes.put(
                    change.key(),
                    "\"" + change.key() + "\":{" + value + "\"offset\":" + published.size() + ",\"applied\":" + end);
            page(LabService.NIC, "/config", "{" + String.join(",", outcomes.values()) + "}");
            page(LabService.SOFTIRQ, "/config", "{" + String.join(",", outcomes.values()) + "}");
            page(LabService.IP, "/config", "{" + String.join(",", outcomes.values()) + "}");
            return published.size();
        }

        @Override
        public void close() {}
    }

    @BeforeEach
    void start() throws IOException {
        StateFolder state = new StateFolder(folder);
        state.prepare(HOST);
        state.write(new RunState(ProcessId.self(), "up", false, "127.0.0.1:1", null, 4, 0, null, 42));
        for (LabService service : LabService.all()) {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", exchange -> {
                String page = service + " " + exchange.getRequestURI();
                byte[] body = pages.get(page);
                int status = statuses.getOrDefault(page, 200);
                exchange.sendResponseHeaders(body == null ? 404 : status, body == null ? -1 : body.length);
                if (body != null) {
                    exchange.getResponseBody().write(body);
                }
                exchange.close();
            });
            server.start();
            servers.add(server);
            state.write(new ServiceState(
                    service, ProcessId.self(), server.getAddress().getPort()));
            page(service, "/config", "{}");
        }
    }

    @AfterEach
    void stop() {
        servers.forEach(server -> server.stop(0));
    }

    private void page(LabService service, String path, String text) {
        pages.put(service + " " + path, text.getBytes(StandardCharsets.UTF_8));
    }

    private int run(String... args) {
        PrintStream outStream = new PrintStream(out, true, StandardCharsets.UTF_8);
        PrintStream errStream = new PrintStream(err, true, StandardCharsets.UTF_8);
        CliContext context = new CliContext(new StateFolder(folder), outStream, errStream, bootstrap -> new Topic());
        return RxPath.run(context, args);
    }

    private String output() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String errors() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        ethtool -G eth0 rx 512                                  | ethtool/eth0/ring/rx = 512 | ''
        ethtool -K eth0 gro off                                 | ethtool/eth0/feature/generic-receive-offload = off | ''
        ethtool -N eth0 flow-type udp4 dst-port 9 action 1      | ethtool/eth0/ntuple/1022 = flow-type udp4 dst-port 9 action 1 | Added rule with ID 1022
        ethtool -N eth0 flow-type ip4 action 0 loc 5            | ethtool/eth0/ntuple/5 = flow-type ip4 action 0 | ''
        sysctl -w net.core.netdev_budget=600                    | sysctl/net.core.netdev_budget = 600 | net.core.netdev_budget = 600
        sysctl net/core/dev_weight=8                            | sysctl/net.core.dev_weight = 8 | net.core.dev_weight = 8
        write /proc/sys/net/core/netdev_budget 600              | sysctl/net.core.netdev_budget = 600 | ''
        write /sys/class/net/eth0/queues/rx-0/rps_cpus f        | sys/class/net/eth0/queues/rx-0/rps_cpus = f | ''
        write /proc/irq/33/smp_affinity 2                       | proc/irq/33/smp_affinity = 2 | ''
        ip link set dev eth0 promisc on                         | ip/link/eth0/promisc = on | ''
        ip link set eth0 xdp drop udp dst port 9                   | ip/link/eth0/xdp = drop udp dst port 9 | ''
        ip maddr add 01:00:5E:00:00:06 dev eth0                 | ip/maddr/eth0/01:00:5e:00:00:06 | ''
        pause softirq                                           | rxpath/softirq/paused = 1 | ''
        resume softirq                                          | rxpath/softirq/paused = 0 | ''
        """)
    void publishesAndWaits(String line, String setting, String shown) {
        assertThat(run(line.split(" ", -1))).as(errors()).isZero();
        assertThat(published).containsExactly(setting);
        assertThat(output().strip()).isEqualTo(shown);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        ethtool -G eth0 rx 100                     | 2 | ethtool/eth0/ring/rx = 100: expected a multiple of 8 from 64 to 4096
        ethtool -K eth0 gro on rxvlan perhaps      | 2 | ethtool/eth0/feature/rx-vlan-offload = perhaps: expected on or off
        ethtool -N eth0 delete 1023                | 1 | ethtool -N: rule 1023 is in the host file; take it out there
        ethtool -N eth0 delete 7                   | 1 | ethtool -N: there is no rule 7
        ip maddr del 01:00:5e:00:00:05             | 1 | 01:00:5e:00:00:05 is in the host file; take it out there
        ip maddr del 01:00:5e:00:00:07             | 1 | 01:00:5e:00:00:07 is not there
        write /proc/irq/31/smp_affinity 1          | 2 | proc/irq/31/smp_affinity = 1: no such interrupt; that of queue N is 32 + N
        cat /proc/net/tcp                          | 2 | cat /proc/net/tcp: not supported; expected
        cat /proc/net/softnet_stat                 | 1 | cat: /proc/net/softnet_stat: No such file or directory
        sysctl net.ipv4.tcp_dsack                  | 1 | sysctl: net.ipv4.tcp_dsack has its default: the host file does not set it, and tcp-service does not show it
        """)
    void publishesNothingBad(String line, int code, String message) {
        assertThat(run(line.split(" ", -1))).isEqualTo(code);
        assertThat(published).isEmpty();
        assertThat(errors()).startsWith("rxpath: " + message);
    }

    @Test
    void aRefusalIsToldAndTakenBack() {
        assertThat(run("ethtool", "-G", "eth0", "rx", "64")).isZero();
        refusal = "combined 9: expected at most 8";
        assertThat(run("ethtool", "-L", "eth0", "combined", "9")).isEqualTo(1);
        assertThat(errors())
                .isEqualTo("rxpath: nic-service refuses ethtool/eth0/channels/combined = 9: combined 9: expected at"
                        + " most 8" + System.lineSeparator());
        assertThat(run("ethtool", "-G", "eth0", "rx", "128")).isEqualTo(1);
        assertThat(published)
                .containsExactly(
                        "ethtool/eth0/ring/rx = 64",
                        "ethtool/eth0/channels/combined = 9",
                        "ethtool/eth0/channels/combined (taken back)",
                        "ethtool/eth0/ring/rx = 128",
                        "ethtool/eth0/ring/rx = 64");
    }

    @Test
    void aSysctlOfTheIpLayerIsWhatItWasToldOrWhatTheHostFileSays() {
        assertThat(run("sysctl", "net.ipv4.ip_forward")).isEqualTo(1);
        assertThat(errors()).contains("net.ipv4.ip_forward has its default");

        assertThat(run("sysctl", "-w", "net.ipv4.ip_forward=1")).as(errors()).isZero();
        assertThat(run("sysctl", "net.ipv4.ip_forward")).isZero();

        assertThat(published).containsExactly("sysctl/net.ipv4.ip_forward = 1");
        assertThat(output()).isEqualTo("net.ipv4.ip_forward = 1\n".repeat(2));
    }

    private void netfilter(String line, int status, String body) {
        String page = "/netfilter?line=" + line;
        page(LabService.IP, page, body);
        statuses.put(LabService.IP + " " + page, status);
    }

    @Test
    void aQuestionIsAnsweredByTheIpLayer() {
        netfilter("nft+list+ruleset+-a", 200, "table ip t { # handle 1\n}\n");
        netfilter("iptables+-C+INPUT+-j+DROP", 400, "iptables: Bad rule (does a matching rule exist in that chain?).");

        assertThat(run("nft", "list", "ruleset", "-a")).isZero();
        assertThat(run("iptables", "-C", "INPUT", "-j", "DROP")).isEqualTo(1);

        assertThat(output()).isEqualTo("table ip t { # handle 1\n}\n");
        assertThat(errors())
                .isEqualTo("rxpath: iptables: Bad rule (does a matching rule exist in that chain?)."
                        + System.lineSeparator());
        assertThat(published).isEmpty();
    }

    @Test
    void aCommandThatChangesSomethingGoesByTheTopic() throws IOException {
        netfilter("iptables+-A+INPUT+-m+comment+--comment+%27two+words%27+-j+DROP", 409, "");
        Path file = folder.resolve("rules.nft");
        Files.writeString(file, "table ip t {\n}\n");

        assertThat(run("iptables", "-A", "INPUT", "-m", "comment", "--comment", "two words", "-j", "DROP"))
                .as(errors())
                .isZero();
        assertThat(run("nft", "-f", file.toString())).as(errors()).isZero();

        assertThat(published.get(0))
                .matches("netfilter/[0-9]{20} = iptables -A INPUT -m comment --comment 'two words'" + " -j DROP");
        assertThat(published.get(1)).matches("(?s)netfilter/[0-9]{20} = nft\ntable ip t \\{\n}\n");
    }

    @Test
    void routesAndRulesAreTheIpLayers() {
        netfilter("ip+-6+route+show", 200, "default via fe80::1 dev eth0 metric 1024 pref medium\n");
        netfilter("ip+r+add+10.0.0.0%2F8+via+10.9.0.1", 409, "");
        netfilter("ip+rule+add+foo", 400, "Error: argument \"foo\" is wrong: Failed to parse rule type");

        assertThat(run("ip", "-6", "route", "show")).as(errors()).isZero();
        assertThat(run("ip", "r", "add", "10.0.0.0/8", "via", "10.9.0.1"))
                .as(errors())
                .isZero();
        assertThat(run("ip", "rule", "add", "foo")).isEqualTo(1);

        assertThat(output()).isEqualTo("default via fe80::1 dev eth0 metric 1024 pref medium\n");
        assertThat(errors())
                .isEqualTo(
                        "rxpath: Error: argument \"foo\" is wrong: Failed to parse rule type" + System.lineSeparator());
        assertThat(published).hasSize(1);
        assertThat(published.get(0)).matches("netfilter/[0-9]{20} = ip r add 10.0.0.0/8 via 10.9.0.1");
    }

    @Test
    void aRefusedCommandIsTakenBack() {
        netfilter("conntrack+-F", 409, "");
        refusal = "conntrack: no";

        assertThat(run("conntrack", "-F")).isEqualTo(1);

        assertThat(errors()).isEqualTo("rxpath: conntrack: no" + System.lineSeparator());
        assertThat(published.get(1)).matches("netfilter/[0-9]{20} \\(taken back\\)");
    }

    @Test
    void aServiceThatDoesNotObeyIsTold() {
        CliContext context = new CliContext(new StateFolder(folder), System.out, System.err);
        ConfigTopic deaf = new ConfigTopic() {
            @Override
            public long publish(Change change) {
                return 7;
            }

            @Override
            public void close() {}
        };
        page(
                LabService.SOFTIRQ,
                "/config",
                "{\"rxpath/softirq/paused\":{\"value\":\"0\",\"offset\":6,\"applied\":true}}");
        try (LiveSettings settings =
                new LiveSettings(context.control().pages(), context.host(), SettingCheck.syntax(), deaf, 0)) {
            assertThatThrownBy(() -> settings.change(List.of(new Change("rxpath/softirq/paused", "1"))))
                    .isInstanceOf(LabException.class)
                    .hasMessageStartingWith("rxpath/softirq/paused = 1 is published, but softirq-service has not taken"
                            + " it within 0 ms; http://localhost:");
        }
    }

    @Test
    void whatWasAddedCanBeTakenAway() {
        assertThat(run("ethtool", "-N", "eth0", "flow-type", "ip6", "action", "1"))
                .isZero();
        assertThat(run("ethtool", "-N", "eth0", "delete", "1022")).isZero();
        assertThat(run("ip", "maddr", "add", "33:33:00:00:00:01")).isZero();
        assertThat(run("ip", "maddr", "show")).isZero();
        assertThat(run("ip", "maddr", "del", "33:33:00:00:00:01")).isZero();
        assertThat(published)
                .containsExactly(
                        "ethtool/eth0/ntuple/1022 = flow-type ip6 action 1",
                        "ethtool/eth0/ntuple/1022 (taken back)",
                        "ip/maddr/eth0/33:33:00:00:00:01",
                        "ip/maddr/eth0/33:33:00:00:00:01 (taken back)");
        assertThat(output()).endsWith("2:\teth0\n\tlink  01:00:5e:00:00:05\n\tlink  33:33:00:00:00:01\n");
    }

    @Test
    void showsPagesOfBothServicesTogether() {
        page(LabService.NIC, "/ethtool/k", "Features for eth0:\nrx-checksumming: on\n");
        page(LabService.SOFTIRQ, "/ethtool/k", "Features for eth0:\ngeneric-receive-offload: on\n");
        page(LabService.SOFTIRQ, "/proc/sys/net/core/netdev_budget", "300\n");
        assertThat(run("ethtool", "-k", "eth0")).isZero();
        assertThat(run("sysctl", "net.core.netdev_budget", "net.ipv4.tcp_sack")).isZero();
        assertThat(run("sysctl", "-n", "net.core.netdev_budget")).isZero();
        assertThat(run("cat", "/proc/sys/net/core/netdev_budget", "/sys/class/net/eth0/mtu"))
                .isZero();
        assertThat(output().replace(System.lineSeparator(), "\n")).isEqualTo("""
                        Features for eth0:
                        rx-checksumming: on
                        generic-receive-offload: on
                        net.core.netdev_budget = 300
                        net.ipv4.tcp_sack = 0
                        300
                        300
                        1500
                        """);
    }

    @Test
    void addsUpStatistics() {
        page(
                LabService.NIC,
                "/linkstats",
                "{\"rx_packets\":1000,\"rx_bytes\":60000,\"rx_missed_errors\":7,\"multicast\":2}");
        page(LabService.SOFTIRQ, "/linkstats", "{\"rx_dropped\":5}");
        page(LabService.IP, "/counters", "{\"link.rx_otherhost_dropped\":3}");
        assertThat(run("cat", "/proc/net/dev", "/sys/class/net/eth0/statistics/rx_otherhost_dropped"))
                .isZero();
        assertThat(run("ip", "-s", "-s", "link", "show", "eth0")).isZero();
        assertThat(output()).isEqualTo("""
                Inter-|   Receive                                                |  Transmit
                 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
                  eth0:   60000    1000    0   12    0     0          0         2        0       0    0    0    0     0       0          0
                3
                2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP
                    link/ether 02:00:00:00:00:02 brd ff:ff:ff:ff:ff:ff
                    RX:  bytes packets errors dropped  missed   mcast
                         60000    1000      0       5       7       2
                    RX errors:  length    crc   frame    fifo overrun  nohandler otherhost
                                     0      0       0       0       0          0         3
                    TX:  bytes packets errors dropped carrier collsns
                             0       0      0       0       0       0
                """);
    }

    @Test
    void readsTheTap() throws IOException {
        ByteBuffer pcap = ByteBuffer.allocate(100);
        pcap.putInt(0xa1b23c4d).putShort((short) 2).putShort((short) 4).putLong(0);
        pcap.putInt(262_144).putInt(1);
        for (int i = 0; i < 2; i++) {
            pcap.putInt(1).putInt(5).putInt(14).putInt(60).put(new byte[12]).putShort((short) 0x88cc);
        }
        byte[] bytes = Arrays.copyOf(pcap.array(), pcap.position());
        pages.put("SOFTIRQ /tap?count=1&snaplen=262144", bytes);
        pages.put("SOFTIRQ /tap?count=0&snaplen=14", bytes);
        Path file = folder.resolve("tap.pcap");
        assertThat(run("tcpdump", "-n", "-c", "1")).isZero();
        assertThat(output()).endsWith("ethertype Unknown (0x88cc), length 60" + System.lineSeparator());
        assertThat(errors())
                .startsWith("listening on eth0, link-type EN10MB (Ethernet), snapshot length 262144 bytes")
                .contains("1 packet captured");
        assertThat(run("tcpdump", "-s", "14", "-w", file.toString())).isZero();
        assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
        assertThat(errors()).contains("2 packets captured");
    }
}
