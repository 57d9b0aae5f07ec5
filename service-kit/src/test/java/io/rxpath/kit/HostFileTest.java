package io.rxpath.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rxpath.kit.HostFile.NicSection;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.UdpBind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostFileTest {
    private static final String FULL = """
            # a host with everything
            mac: 02:00:00:00:00:05
            addresses: [192.0.2.7/28, fd00::7/64]
            routes:
              - default via 192.0.2.1
              - 10.0.0.0/8 via 192.0.2.2 metric 5
            mtu: 9000
            nic: {queues: 4, ring: 4096}
            sysctl:
              net.ipv4.tcp_sack: 0
              net.ipv4.tcp_rmem: 4096 131072 6291456
            listen:
              - {port: 65535, app: slow, bytes: 10, every: 2s}
              - {port: 7, app: echo}
            """;

    @TempDir
    Path dir;

    private Path file = Path.of("");

    @BeforeEach
    void place() {
        file = dir.resolve("host.yaml");
    }

    private HostFile read(String text) throws IOException {
        Files.writeString(file, text);
        return HostFile.read(file);
    }

    private static HostFile full() {
        return new HostFile(
                "02:00:00:00:00:05",
                List.of("192.0.2.7/28", "fd00::7/64"),
                List.of("default via 192.0.2.1", "10.0.0.0/8 via 192.0.2.2 metric 5"),
                9000,
                new NicSection(4, 4096),
                Map.of("net.ipv4.tcp_sack", "0", "net.ipv4.tcp_rmem", "4096 131072 6291456"),
                List.of(new ListenSection(65535, "slow", 10, "2s"), new ListenSection(7, "echo", 0, null)));
    }

    @Test
    void udpSocketsAreBoundAsTheFileSays() throws IOException {
        HostFile host = read("""
                listen:
                - {port: 80, app: http}
                - {port: 5000, proto: udp, app: echo}
                - {port: 5001, proto: udp, app: sink, address: 10.9.0.2, device: eth0, rcvbuf: 4608}
                - {port: 5002, proto: udp, app: slow, every: 2s, peer: '10.9.0.1:4000'}
                - {port: 5003, proto: udp, app: sink, reuseport: true}
                - {port: 5003, proto: udp, app: sink, reuseport: true}
                - {port: 5004, proto: udp, app: sink, peer: '[fd00::1]:9'}
                """);
        assertThat(host.listenTcp()).extracting(ListenSection::port).containsExactly(80);
        assertThat(host.udpBinds())
                .containsExactly(
                        UdpBind.onAny(5000),
                        UdpBind.on(5001)
                                .address(IpAddress.parse("10.9.0.2"))
                                .device("eth0")
                                .setRcvbuf(4608),
                        UdpBind.on(5002).connect(IpAddress.parse("10.9.0.1"), 4000),
                        UdpBind.onAny(5003).reuseport(0),
                        UdpBind.onAny(5003).reuseport(1),
                        UdpBind.onAny(5004).connect(IpAddress.parse("fd00::1"), 9));
    }

    @Test
    void shouldHaveDefaults() {
        HostFile host = HostFile.defaults();

        assertThat(host)
                .isEqualTo(new HostFile(
                        "02:00:00:00:00:02",
                        List.of("10.9.0.2/24"),
                        List.of(),
                        1500,
                        new NicSection(0, 1024),
                        Map.of(),
                        List.of(
                                new ListenSection(9000, "sink", 0, null),
                                new ListenSection(9001, "slow", 1000, "50ms"),
                                new ListenSection(9002, "echo", 0, null),
                                new ListenSection(80, "http", 0, null))));
        assertThat(host.macAddress()).isEqualTo(0x02_00_00_00_00_02L);
        assertThat(host.queues(6)).as("one queue per partition").isEqualTo(6);
        assertThat(HostFile.readOrDefaults(null)).isEqualTo(host);
    }

    @Test
    void shouldReadAFullFile() throws IOException {
        HostFile host = read(FULL);

        assertThat(host).isEqualTo(full());
        assertThat(host.macAddress()).isEqualTo(0x02_00_00_00_00_05L);
        assertThat(host.queues(6)).as("what the file says").isEqualTo(4);
        assertThat(host.listen().get(0).interval()).isEqualTo(Duration.ofSeconds(2));
        assertThat(host.listen().get(1).interval()).isEqualTo(Duration.ofMillis(50));
        assertThat(HostFile.readOrDefaults(file)).isEqualTo(host);
    }

    @Test
    void shouldReadWhatItWrote() throws IOException {
        assertThat(read(full().toYaml())).isEqualTo(full());
        assertThat(read(HostFile.defaults().toYaml())).isEqualTo(HostFile.defaults());
        HostFile deaf = new HostFile(
                "0a:00:00:00:00:01", List.of("::1"), List.of(), 68, new NicSection(1, 64), Map.of(), List.of());
        assertThat(read(deaf.toYaml())).isEqualTo(deaf);
    }

    private static final String TUNED = """
            nic:
              queues: 4
              ring: 256
              fifo: 65536
              checksum: complete
              vlan_offload: off
              vlan_filter: true
              vlans: [5, 100]
              multicast: ["01:00:5e:00:00:05"]
              promisc: on
              allmulticast: false
              rss_key: KEY
              coalesce: {rx-usecs: 50, rx-frames: 32, adaptive-rx: on}
              pause: {rx: on, tx: off}
              ntuple:
                - flow-type tcp4 dst-port 80 action 2
                - flow-type udp4 loc 1022 action 1
                - flow-type ip6 action -1
            softirq:
              cpus: 2
              packet_nanos: 5000
              poll_nanos: 2000
              threaded: on
              napi_defer_hard_irqs: 2
              gro_flush_timeout: 20000
              gro: off
              rps_cpus: {rx-1: f, rx-0: 10}
              xdp: drop udp dst port 9
            sysctl:
              net.core.netdev_budget: 600
              net.ipv4.tcp_sack: 0
            """.replace("KEY", "6d" + ":5a".repeat(39));

    @Test
    void shouldGiveEverythingSetAsConfigKeysInOrder() throws IOException {
        HostFile host = read(TUNED);

        assertThat(host.settings().entrySet().stream().map(e -> e.getKey() + " = " + e.getValue()))
                .containsExactly(
                        "ethtool/eth0/channels/combined = 4",
                        "ethtool/eth0/ring/rx = 256",
                        "rxpath/nic/fifo = 65536",
                        "rxpath/nic/checksum = complete",
                        "ethtool/eth0/feature/rx-checksumming = on",
                        "ethtool/eth0/feature/rx-vlan-offload = off",
                        "ethtool/eth0/feature/rx-vlan-filter = on",
                        "ip/link/eth0/promisc = on",
                        "ip/link/eth0/allmulticast = off",
                        "ethtool/eth0/rxfh/hkey = 6d" + ":5a".repeat(39),
                        "ip/vlan/eth0/5 = ",
                        "ip/vlan/eth0/100 = ",
                        "ip/maddr/eth0/01:00:5e:00:00:05 = ",
                        "ethtool/eth0/coalesce/rx-usecs = 50",
                        "ethtool/eth0/coalesce/rx-frames = 32",
                        "ethtool/eth0/coalesce/adaptive-rx = on",
                        "ethtool/eth0/pause/rx = on",
                        "ethtool/eth0/pause/tx = off",
                        "ethtool/eth0/ntuple/1023 = flow-type tcp4 dst-port 80 action 2",
                        "ethtool/eth0/ntuple/1022 = flow-type udp4 action 1",
                        "ethtool/eth0/ntuple/1021 = flow-type ip6 action -1",
                        "rxpath/softirq/cpus = 2",
                        "rxpath/softirq/cpu_packet_nanos = 5000",
                        "rxpath/softirq/cpu_poll_nanos = 2000",
                        "sys/class/net/eth0/threaded = 1",
                        "sys/class/net/eth0/napi_defer_hard_irqs = 2",
                        "sys/class/net/eth0/gro_flush_timeout = 20000",
                        "ethtool/eth0/feature/generic-receive-offload = off",
                        "sys/class/net/eth0/queues/rx-0/rps_cpus = 10",
                        "sys/class/net/eth0/queues/rx-1/rps_cpus = f",
                        "ip/link/eth0/xdp = drop udp dst port 9",
                        "sysctl/net.core.netdev_budget = 600",
                        "sysctl/net.ipv4.tcp_sack = 0");
        assertThat(read(host.toYaml())).isEqualTo(host);
    }

    @Test
    void shouldReadFurtherDevicesAndRules() throws IOException {
        HostFile host = read("""
                mtu: 1450
                interfaces:
                  - {name: eth1, mac: "02:00:00:00:01:02", addresses: [10.9.1.2/24, "fd00:1::2/64"], vni: 43}
                  - {name: eth2, mac: "02:00:00:00:02:02", mtu: 1000}
                rules: [from 10.9.1.0/24 lookup 100]
                nft: |
                  table ip filter { chain input { type filter hook input priority 0; tcp dport 23 drop; } }
                iptables:
                  - -A INPUT -p icmp -j DROP
                ip6tables: [-P FORWARD DROP]
                """);

        assertThat(host.interfaces())
                .containsExactly(
                        new InterfaceSection(
                                "eth1", "02:00:00:00:01:02", List.of("10.9.1.2/24", "fd00:1::2/64"), 0, 43),
                        new InterfaceSection("eth2", "02:00:00:00:02:02", List.of(), 1000, null));
        assertThat(host.interfaces().stream().map(each -> each.mtuOr(host.mtu())))
                .containsExactly(1450, 1000);
        assertThat(host.rules()).containsExactly("from 10.9.1.0/24 lookup 100");
        assertThat(host.nft()).startsWith("table ip filter").endsWith("}\n");
        assertThat(host.iptables()).containsExactly("-A INPUT -p icmp -j DROP");
        assertThat(host.ip6tables()).containsExactly("-P FORWARD DROP");
        assertThat(read(host.toYaml())).isEqualTo(host);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            no name            | {mac: "02:00:00:00:01:02"}                                  | name null: expected one such as eth1
            eth0 again         | {name: eth0, mac: "02:00:00:00:01:02"}                      | eth0 is there twice
            no mac             | {name: eth1}                                                | eth1 has no mac
            eth0's mac         | {name: eth1, mac: "02:00:00:00:00:02"}                      | eth1: mac 02:00:00:00:00:02 is another device's
            a group's mac      | {name: eth1, mac: "01:00:5e:00:00:02"}                      | eth1: mac: 01:00:5e:00:00:02 is a group address
            no address         | {name: eth1, mac: "02:00:00:00:01:02", addresses: [10.9.1]} | eth1: addresses: '10.9.1'
            too great an mtu   | {name: eth1, mac: "02:00:00:00:01:02", mtu: 9001}           | eth1: mtu 9001 is not between 68 and 9000
            25 bits of vni     | {name: eth1, mac: "02:00:00:00:01:02", vni: 16777216}       | eth1: vni 16777216: expected 0 to 16777215
            """)
    void shouldRefuseADeviceThatCannotBe(String name, String device, String message) {
        assertThatThrownBy(() -> read("interfaces:\n  - " + device.replace('\'', '"')))
                .isInstanceOf(HostFileException.class)
                .hasMessageContaining("line 2: interfaces: " + message);
    }

    @Test
    void shouldSetTheRingOnlyWhereTheFileSaysNothing() {
        assertThat(HostFile.defaults().settings()).containsOnly(Map.entry("ethtool/eth0/ring/rx", "1024"));
    }

    @ParameterizedTest(name = "[{index}]")
    @ValueSource(strings = {"", "\n \n", "# only a comment\n", "---\n", "---\n# nothing\n", "{}", "mtu:\nmac: null\n"})
    void shouldTakeDefaultsForWhatIsNotThere(String text) throws IOException {
        assertThat(read(text)).isEqualTo(HostFile.defaults());
    }

    @Test
    void shouldTakeAnEmptyListAsNoListeners() throws IOException {
        assertThat(read("listen: []").listen()).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            unknown key                | mut: 1                                   | line 1: mut: unknown key; known are mac, addresses, routes, mtu, nic, softirq, sysctl, listen, interfaces, rules, nft, iptables, ip6tables
            unknown key in nic         | mtu: 1500;nic: {rign: 64}                | line 2: nic.rign: unknown key; known are queues, ring, fifo, checksum, vlan_offload, vlan_filter, vlans, multicast, promisc, allmulticast, rss_key, coalesce, pause, ntuple
            unknown key of a listener  | listen:;- port: 80;  app: http;  prot: 9 | line 4: listen[0].prot: unknown key; known are port, app, bytes, every, proto, address, device, peer, rcvbuf, reuseport
            key twice                  | mtu: 1400;# c;mtu: 1500                  | line 3: Duplicate Object property "mtu"
            number is a word           | mtu: abc                                 | line 1: mtu: expected a whole number
            number with a fraction     | nic:;  ring: 64.5                        | line 2: nic.ring: expected a whole number
            number is a list           | nic:;  ring:;  - 64                      | line 2: nic.ring: expected a whole number
            number is empty            | mac: 02:00:00:00:00:02;mtu: ''           | line 2: mtu: an empty text is no value
            number out of range        | mtu: 99999999999                         | line 1: Numeric value (99999999999) out of range of `int` (-2147483648 - 2147483647)
            text is a list             | mac: [a]                                 | line 1: mac: expected a text
            list is a text             | addresses: 10.9.0.2/24                   | line 1: addresses: expected a list
            list is keys               | listen: {port: 80}                       | line 1: listen: expected a list
            nic is a number            | nic: 4                                   | line 1: nic: expected the keys queues, ring, fifo, checksum, vlan_offload, vlan_filter, vlans, multicast, promisc, allmulticast, rss_key, coalesce, pause, ntuple
            listener is a number       | listen:;- 80                             | line 2: listen[0]: expected the keys port, app, bytes, every, proto, address, device, peer, rcvbuf, reuseport
            sysctl is a list           | sysctl: [a]                              | line 1: sysctl: expected names and values
            file is a text             | just text                                | line 1: expected keys such as mac and addresses
            file is a list             | # c;- a                                  | line 2: expected keys such as mac and addresses
            two documents              | mtu: 1400;---;mtu: 1300                  | line 3: a second document begins; expected one
            no YAML                    | mtu: 1400;nic: [                         | line 2: expected the node content, but found '<stream end>'
            no YAML: two colons        | mac: a: b                                | line 1: mapping values are not allowed here
            mac is none                | # c;mac: 02-00-00-00-00-02               | line 2: mac: '02-00-00-00-00-02' is not a MAC address: expected a form like 02:00:00:00:00:02
            mac is a group             | mac: 01:00:5e:00:00:01                   | line 1: mac: 01:00:5e:00:00:01 is a group address; a card needs its own
            no address                 | addresses: []                            | line 1: addresses: at least one is needed, such as 10.9.0.2/24
            bad address                | addresses:;- 10.9.0.2/24;- 10.9.0        | line 3: addresses: '10.9.0' is not an IP address: expected a form like 10.9.0.2 or fd00::2
            bad prefix                 | addresses: [10.9.0.2/33]                 | line 1: addresses: prefix length 33 of 10.9.0.2 is not between 0 and 32
            empty address              | addresses:;- 10.9.0.2/24;-               | line 3: addresses: entry 2 is empty
            empty route                | routes:;-                                | line 2: routes: entry 1 is empty
            mtu too small              | mtu: 67                                  | line 1: mtu: 67 is not between 68 and 9000
            mtu too great              | routes: [];mtu: 9001                     | line 2: mtu: 9001 is not between 68 and 9000
            too many queues            | nic: {queues: 129}                       | line 1: nic.queues: 129 is not between 1 and 128
            negative queues            | nic: {queues: -1}                        | line 1: nic.queues: -1 is not between 1 and 128
            ring too small             | nic:;  queues: 4;  ring: 56              | line 3: nic.ring: 56 is not a multiple of 8 from 64 to 4096
            ring too great             | nic: {ring: 4104}                        | line 1: nic.ring: 4104 is not a multiple of 8 from 64 to 4096
            ring no multiple of 8      | nic: {ring: 100}                         | line 1: nic.ring: 100 is not a multiple of 8 from 64 to 4096
            FIFO too great             | nic:;  fifo: 16777217                    | line 2: nic.fifo: 16777217: expected a number from 0 to 16777216
            FIFO is a word             | nic: {fifo: big}                         | line 1: nic.fifo: expected a whole number
            unknown checksum state     | nic: {checksum: some}                    | line 1: nic.checksum: some: expected none, unnecessary or complete
            no switch                  | nic:;  promisc: 1                        | line 2: nic.promisc: 1: expected on or off
            VLAN id too great          | nic:;  vlans: [5, 4096]                  | line 2: nic.vlans[1]: 4096: expected a VLAN id from 0 to 4095
            VLAN id is a word          | nic:;  vlans:;  - 5;  - blue             | line 4: nic.vlans[1]: expected a whole number
            empty VLAN id              | nic:;  vlans:;  -                        | line 3: nic.vlans: entry 1 is empty
            no group                   | nic: {multicast: ["02:00:00:00:00:09"]}    | line 1: nic.multicast[0]: 02:00:00:00:00:09: expected the MAC address of a group, such as 01:00:5e:00:00:05
            no MAC address             | nic:;  multicast: [x]                    | line 2: nic.multicast[0]: x: 'x' is not a MAC address: expected a form like 02:00:00:00:00:02
            RSS key too short          | nic: {rss_key: "6d:5a"}                  | line 1: nic.rss_key: 6d:5a: expected 40 bytes as hexadecimal digits with colons, such as 6d:5a:56:...
            coalescing by other words  | nic:;  coalesce: {usecs: 5}              | line 2: nic.coalesce.usecs: unknown key; known are rx-usecs, rx-frames, adaptive-rx
            negative coalescing        | nic: {coalesce: {rx-usecs: -5}}          | line 1: nic.coalesce.rx-usecs: -5: expected a number from 0 to 1000000000
            pause is a switch          | nic: {pause: on}                         | line 1: nic.pause: expected the keys rx, tx
            pause perhaps              | nic:;  pause:;    tx: perhaps            | line 3: nic.pause.tx: perhaps: expected on or off
            rule without action        | nic:;  ntuple:;  - flow-type tcp4 dst-port 80 | line 3: nic.ntuple[0]: flow-type tcp4 dst-port 80: expected a rule such as flow-type tcp4 dst-port 80 action 2
            rule in a bad place        | nic: {ntuple: [flow-type ip4 action 1 loc 1024]} | line 1: nic.ntuple[0]: flow-type ip4 action 1 loc 1024: expected a place from 0 to 1023
            two rules in one place     | nic:;  ntuple:;  - flow-type ip4 action 1 loc 5;  - flow-type ip6 action 2 loc 5 | line 4: nic.ntuple[1]: flow-type ip6 action 2 loc 5: is there twice
            unknown key in softirq     | softirq: {weight: 64}                    | line 1: softirq.weight: unknown key; known are cpus, packet_nanos, poll_nanos, threaded, napi_defer_hard_irqs, gro_flush_timeout, gro, rps_cpus, xdp
            no CPU                     | softirq: {cpus: 0}                       | line 1: softirq.cpus: 0: expected a number from 1 to 64
            cost too high              | softirq: {packet_nanos: 1000000001}      | line 1: softirq.packet_nanos: 1000000001: expected a number from 0 to 1000000000
            threads perhaps            | softirq: {threaded: perhaps}             | line 1: softirq.threaded: perhaps: expected on or off
            RPS mask is a word         | softirq:;  rps_cpus:;    rx-0: all       | line 3: softirq.rps_cpus.rx-0: all: expected CPUs as a hexadecimal mask, such as f or 3,00000001
            RPS of no queue            | softirq:;  rps_cpus: {eth0: f}           | line 2: softirq.rps_cpus.eth0: f: no such setting
            RPS without mask           | softirq:;  rps_cpus:;    rx-0:           | line 3: softirq.rps_cpus: rx-0 has no value
            sysctl without value       | sysctl:;  net.ipv4.tcp_sack:             | line 2: sysctl: net.ipv4.tcp_sack has no value
            sysctl with a list         | sysctl:;  net.ipv4.tcp_sack: [1]         | line 2: sysctl.net.ipv4.tcp_sack: expected a text
            port 0                     | listen:;- {port: 0, app: echo}           | line 2: listen: port 0 is not between 1 and 65535
            no port                    | listen:;- {app: echo}                    | line 2: listen: port 0 is not between 1 and 65535
            port too great             | listen:;- {port: 65536, app: echo}       | line 2: listen: port 65536 is not between 1 and 65535
            unknown proto              | listen:;- {port: 80, app: echo, proto: sctp} | line 2: listen: port 80 has proto 'sctp'; expected tcp or udp
            http over udp              | listen:;- {port: 80, app: http, proto: udp} | line 2: listen: port 80 has app 'http'; with udp expected one of echo, sink, slow
            a peer for tcp             | listen:;- {port: 80, app: echo, peer: 10.9.0.1:1} | line 2: listen: port 80: peer and reuseport are for proto udp
            an address for tcp         | listen:;- {port: 80, app: echo, address: here} | line 2: listen: port 80: 'here' is not an IP address: expected a form like 10.9.0.2 or fd00::2
            a device there is not      | listen:;- {port: 80, app: echo, device: eth1} | line 2: listen: port 80 has device 'eth1'; expected one of lo, eth0
            a device of udp            | listen:;- {port: 80, app: echo, proto: udp, device: x} | line 2: listen: port 80 has device 'x'; expected one of lo, eth0
            a peer without port        | listen:;- {port: 80, app: echo, proto: udp, peer: 10.9.0.1} | line 2: listen: port 80: peer '10.9.0.1': expected a form like 10.9.0.1:4000
            udp port twice             | listen:;- {port: 80, app: echo, proto: udp};- {port: 80, app: sink, proto: udp} | line 1: listen: udp port 80 is bound twice, expected once
            port twice                 | listen:;- {port: 80, app: echo};- {port: 80, app: sink} | line 3: listen: port 80 is there twice
            unknown app                | listen:;- port: 80;  app: ftp            | line 3: listen: port 80 has app 'ftp'; expected one of echo, http, sink, slow
            no app                     | listen:;- port: 80                       | line 2: listen: port 80 has no app; expected one of echo, http, sink, slow
            negative bytes             | listen:;- {port: 80, app: slow, bytes: -1} | line 2: listen: port 80: bytes must not be negative
            no time                    | listen:;- {port: 80, app: slow, every: 5min} | line 2: listen: port 80: every: '5min' is not a time: expected a form like 50ms, 2s or 100us
            time 0                     | listen:;- {port: 80, app: slow, every: 0ms} | line 2: listen: port 80: every must be more than 0
            """)
    void shouldNameFileLineAndFault(String name, String text, String message) {
        assertThatThrownBy(() -> read(text.replace(';', '\n')))
                .isInstanceOf(HostFileException.class)
                .hasMessage("host file " + file + ", " + message);
    }

    @Test
    void shouldNameAnUnknownSysctlAndThoseThatAreKnown() {
        assertThatThrownBy(() -> read("sysctl:\n  net.ipv4.tcp_sack: 1\n  net.ipv5.conf: 1\n"))
                .isInstanceOf(HostFileException.class)
                .hasMessage("host file " + file + ", line 3: sysctl: net.ipv5.conf is not supported; supported are"
                        + " net.ipv4.tcp_*, net.ipv4.ip_*, net.ipv4.icmp_*, net.ipv4.ipfrag_*, net.ipv4.conf.*,"
                        + " net.ipv4.neigh.*, net.ipv4.route.*, net.ipv6.*, net.netfilter.* and"
                        + " kernel.osrelease, net.core.dev_weight, net.core.dev_weight_rx_bias,"
                        + " net.core.flow_limit_cpu_bitmap, net.core.flow_limit_table_len, net.core.gro_normal_batch,"
                        + " net.core.mem_pcpu_rsv, net.core.netdev_budget, net.core.netdev_budget_usecs, net.core.netdev_max_backlog,"
                        + " net.core.netdev_tstamp_prequeue, net.core.rmem_max, net.core.rps_sock_flow_entries,"
                        + " net.core.somaxconn");
    }

    @Test
    void shouldSayThatAFileCannotBeRead() throws IOException {
        assertThatThrownBy(() -> HostFile.read(dir.resolve("none")))
                .isInstanceOf(HostFileException.class)
                .hasMessage("host file " + dir.resolve("none") + ": cannot be read: NoSuchFileException");
        Files.write(file, "mac: \u00e9".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> HostFile.read(file))
                .isInstanceOf(HostFileException.class)
                .hasMessage("host file " + file + ": cannot be read: MalformedInputException");
    }

    @ParameterizedTest(name = "{0} is {1} ns")
    @CsvSource({
        "100us, 100000",
        "50ms, 50000000",
        "2s, 2000000000",
        "1US, 1000",
        "' 7ms ', 7000000",
        "999999999s, 999999999000000000"
    })
    void shouldReadTimes(String text, long nanos) {
        assertThat(ListenSection.duration(text).toNanos()).isEqualTo(nanos);
    }

    @ParameterizedTest(name = "''{0}'' is no time")
    @ValueSource(strings = {"", "ms", "5", "5 ms", "-5ms", "5ns", "5m", "1.5s", "1000000000s", "5ms5"})
    void shouldRefuseOtherTimes(String text) {
        assertThatThrownBy(() -> ListenSection.duration(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'" + text + "' is not a time: expected a form like 50ms, 2s or 100us");
    }
}
