package io.rxpath.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.lab.jvm.ProcessId;
import io.rxpath.lab.run.LabService;
import io.rxpath.lab.run.RunState;
import io.rxpath.lab.run.ServiceState;
import io.rxpath.lab.run.StateFolder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... args) {
        PrintStream outStream = new PrintStream(out, true, StandardCharsets.UTF_8);
        PrintStream errStream = new PrintStream(err, true, StandardCharsets.UTF_8);
        return RxPath.run(new CliContext(new StateFolder(folder), outStream, errStream), args);
    }

    private String errors() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private String output() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        unknown command        | nonsense                         | rxpath: Unmatched argument at index 0: 'nonsense'; 'rxpath --help' lists what is expected
        unknown option         | up --nonsense                    | rxpath: Unknown option: '--nonsense'; 'rxpath up --help' lists what is expected
        number expected        | up --partitions four             | rxpath: Invalid value for option '--partitions': 'four' is not an int; 'rxpath up --help' lists what is expected
        partitions too few     | up --partitions 0                | rxpath: --partitions 0: expected 1..64
        partitions too many    | up --partitions 65               | rxpath: --partitions 65: expected 1..64
        HTTP ports too high    | up --http-base 65532             | rxpath: --http-base 65532: expected 0 (free ports) or 1..65531
        HTTP ports negative    | up --http-base -1                | rxpath: --http-base -1: expected 0 (free ports) or 1..65531
        broker without port    | up --bootstrap somewhere         | rxpath: --bootstrap somewhere: expected HOST:PORT with a port from 1 to 65535
        broker port too high   | up --bootstrap here:65536        | rxpath: --bootstrap here:65536: expected HOST:PORT with a port from 1 to 65535
        second broker is bad   | up --bootstrap here:1,there      | rxpath: --bootstrap there: expected HOST:PORT with a port from 1 to 65535
        VXLAN without port     | up --vxlan 127.0.0.1             | rxpath: --vxlan 127.0.0.1: expected HOST:PORT with a port from 1 to 65535
        VXLAN id too large     | up --vni 16777216                | rxpath: --vni 16777216: expected 0..16777215
        no time                | up --exit-after 0                | rxpath: --exit-after 0: expected 1 second or more
        two host files         | up a.yaml b.yaml                 | rxpath: Unmatched argument at index 2: 'b.yaml'; 'rxpath up --help' lists what is expected
        listener without app   | up --listen 9000                 | rxpath: --listen 9000: expected PORT:APP, such as 9100:sink or 9100/udp:echo
        listener without port  | up --listen sink:9000            | rxpath: --listen sink:9000: expected PORT:APP, such as 9100:sink or 9100/udp:echo
        unknown app            | up --listen 9100:ssh             | rxpath: --listen: port 9100 has app 'ssh'; expected one of echo, http, sink, slow
        not an address         | up --address 10.0.0.300/8        | rxpath: --address 10.0.0.300/8: '10.0.0.300' is not an IP address: expected a form like 10.9.0.2 or fd00::2
        too few demo flows     | demo --flows 2                   | rxpath: --flows 2: expected 3..10000
        loss above all         | demo --loss 101                  | rxpath: --loss 101.0: expected 0..100 percent
        negative duplication   | demo --duplicate -1              | rxpath: --duplicate -1.0: expected 0..100 percent
        size without number    | demo --size M                    | rxpath: Invalid value for option '--size': 'M' is not a size: expected a form like 1500, 500K or 2M; 'rxpath demo --help' lists what is expected
        size too large         | demo --size 9999G                | rxpath: Invalid value for option '--size': '9999G' is not a size: expected a form like 1500, 500K or 2M; 'rxpath demo --help' lists what is expected
        segment too large      | generate --segment 1461          | rxpath: --segment 1461: expected 1..1460
        no flows               | generate --flows 0               | rxpath: --flows 0: expected 1..10000
        negative rate          | generate --rate -1               | rxpath: --rate -1.0: expected 0..100000 Mbit/s
        port too high          | generate --port 65536            | rxpath: --port 65536: expected 0..65535
        unknown service        | start apache                     | rxpath: no service 'apache': expected one of nic, softirq, ip, tcp, socket
        service missing        | stop                             | rxpath: Missing required parameter: 'SERVICE'; 'rxpath stop --help' lists what is expected
        no ethtool option      | ethtool eth0                     | rxpath: ethtool eth0: expected one of -S, -g, -G, -k, -K, -l, -L, -x, -X, -n, -N, -c, -C, -a, -A and eth0
        other device           | ethtool -g eth1                  | rxpath: ethtool -g: no device 'eth1'; there is eth0
        no device              | ethtool -S                       | rxpath: ethtool -S: which device? expected eth0
        ring of senders        | ethtool -G eth0 tx 512           | rxpath: ethtool -G: 'tx': expected rx N
        ring without size      | ethtool -G eth0 rx               | rxpath: ethtool -G: rx has no value; expected rx N
        nothing to set         | ethtool -A eth0                  | rxpath: ethtool -A eth0: what is to be set? expected rx on!off or tx on!off
        more than to look      | ethtool -c eth0 rx-usecs         | rxpath: ethtool -c: 'rx-usecs': nothing behind eth0
        unknown rule           | ethtool -N eth0 del 5            | rxpath: ethtool -N: 'del': expected flow-type TYPE ... action QUEUE [loc N], or delete N
        weights are 0          | ethtool -X eth0 weight 0 0       | rxpath: ethtool -X: weight: the sum is 0; expected weights that sum up to 1..128
        two tables             | ethtool -X eth0 equal 2 default  | rxpath: ethtool -X: 'default': expected one of equal, weight and default
        unknown sysctl         | sysctl net.core.nonsense=1       | rxpath: sysctl: net.core.nonsense is not supported; supported are net.ipv4.tcp_*, net.ipv4.ip_*, net.ipv4.icmp_*, net.ipv4.ipfrag_*, net.ipv4.conf.*, net.ipv4.neigh.*, net.ipv4.route.*, net.ipv6.*, net.netfilter.* and kernel.osrelease, net.core.dev_weight, net.core.dev_weight_rx_bias, net.core.flow_limit_cpu_bitmap, net.core.flow_limit_table_len, net.core.gro_normal_batch, net.core.mem_pcpu_rsv, net.core.netdev_budget, net.core.netdev_budget_usecs, net.core.netdev_max_backlog, net.core.netdev_tstamp_prequeue, net.core.rmem_max, net.core.rps_sock_flow_entries, net.core.somaxconn
        sysctl without value   | sysctl -w net.core.dev_weight    | rxpath: sysctl -w net.core.dev_weight: expected NAME=VALUE
        which sysctl           | sysctl                           | rxpath: sysctl: which setting? expected NAME, NAME=VALUE or -a
        file to look at only   | write /proc/interrupts 1         | rxpath: write /proc/interrupts: cannot be written; expected /proc/sys/net/core/NAME, /proc/irq/N/smp_affinity, or a file below /sys/class/net/eth0: napi_defer_hard_irqs, gro_flush_timeout, threaded, queues/rx-N/rps_cpus, queues/rx-N/rps_flow_cnt
        ip of something else   | ip tunnel                        | rxpath: ip tunnel: expected ip [-s] link show eth0, ip link set eth0 promisc!allmulticast on!off, ip link set eth0 xdp PROGRAM!off, or ip maddr add!del MAC
        link attribute         | ip link set eth0 mtu 1400        | rxpath: ip link set eth0 mtu: expected promisc, allmulticast or xdp
        link without value     | ip link set dev eth0 promisc     | rxpath: ip link set eth0 promisc: expected on or off
        link of other device   | ip -s link show lo               | rxpath: ip link show: no device 'lo'; there is eth0
        no group               | ip maddr add                     | rxpath: ip maddr add: which group? expected a MAC address such as 01:00:5e:00:00:05
        only softirq pauses    | pause tcp                        | rxpath: pause tcp: only softirq can pause; './rxpath stop' stops any service
        negative packets       | tcpdump -c -1                    | rxpath: tcpdump: -c -1: expected 0 or more
        other tap              | tcpdump -n -i lo                 | rxpath: tcpdump: -i lo: there is only eth0
        no frames              | blast --frames 0                 | rxpath: --frames 0: expected 1..100000000
        frames too short       | blast --size 59                  | rxpath: --size 59: expected 60..9014
        negative rate of blast | blast --rate -1                  | rxpath: --rate -1.0: expected 0..10000000 frames per second
        capture missing        | replay                           | rxpath: Missing required parameter: 'FILE'; 'rxpath replay --help' lists what is expected
        unknown speed          | replay --speed warp x.pcap       | rxpath: Invalid value for option '--speed': expected one of [real, fast] (case-sensitive) but was 'warp'; 'rxpath replay --help' lists what is expected
        capture not there      | replay /no/such.pcap             | rxpath: /no/such.pcap: no such file; expected a pcap or pcapng file
        """)
    void badInputIsOneLineAndExitCode2(String name, String line, String message) {
        // With a run in the folder nothing can start, should an option be taken after all.
        new StateFolder(folder).write(run(ProcessId.self()));
        assertThat(run(line.split(" ", -1))).isEqualTo(2);
        assertThat(errors()).isEqualTo(message.replace('!', '|') + System.lineSeparator());
        assertThat(output()).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "apps needs a run,     apps",
        "ethtool needs a run,  ethtool -S eth0",
        "sysctl needs a run,   sysctl net.core.dev_weight=8",
        "cat needs a run,      cat /proc/net/dev",
        "tcpdump needs a run,  tcpdump",
        "pause needs a run,    pause softirq",
        "blast needs a run,    blast",
        "stop needs a run,     stop tcp",
        "start needs a run,    start tcp",
        "generate needs a run, generate",
    })
    void withoutARunExitCodeIs1(String name, String line) {
        assertThat(run(line.split(" ", -1))).isEqualTo(1);
        assertThat(errors())
                .isEqualTo("rxpath: nothing runs in " + folder + "; './rxpath up' starts it, RXPATH_HOME names another"
                        + " folder" + System.lineSeparator());
    }

    @Test
    void downWithoutARunIsFine() {
        assertThat(run("down")).isZero();
        assertThat(output()).isEqualTo("nothing runs in " + folder + System.lineSeparator());
    }

    @Test
    void statusWithoutARun() {
        assertThat(run("status")).isEqualTo(1);
        assertThat(output()).isEqualTo("nothing runs in " + folder + "\n");
    }

    @Test
    void withoutCommandThereIsHelp() {
        assertThat(run()).isZero();
        assertThat(output()).contains("Usage: rxpath", "demo", "replay", "Exit codes: 0 ok, 1 failed, 2");
    }

    @Test
    void aHostFileErrorNamesLineAndKey() throws IOException {
        Path file = folder.resolve("host.yaml");
        Files.writeString(file, "mtu: 1500\nadresses: [10.9.0.2/24]\n");
        assertThat(run("up", file.toString())).isEqualTo(2);
        assertThat(errors())
                .startsWith("rxpath: host file " + file + ", line 2: ")
                .contains("adresses");
    }

    @Test
    void anUnreadableCaptureNamesTheByte() throws IOException {
        Path file = folder.resolve("x.pcap");
        Files.write(file, new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
        assertThat(run("replay", file.toString())).isEqualTo(2);
        assertThat(errors())
                .isEqualTo("rxpath: " + file + ": byte 0: magic number 0x01020304 is neither pcap's nor pcapng's"
                        + System.lineSeparator());
    }

    @Test
    void aBusyHttpPortIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0)) {
            int base = taken.getLocalPort();
            assertThat(run("up", "--http-base", Integer.toString(base))).isEqualTo(1);
            assertThat(errors())
                    .isEqualTo("rxpath: port " + base + " for the HTTP of nic-service: Address already in use; expected"
                            + " a free port (--http-base chooses others)" + System.lineSeparator());
        }
    }

    @Test
    void aBusyVxlanPortIsNamed() throws IOException {
        try (DatagramSocket taken = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            String address = "127.0.0.1:" + taken.getLocalPort();
            assertThat(run("up", "--http-base", "0", "--vxlan", address)).isEqualTo(1);
            assertThat(errors())
                    .isEqualTo("rxpath: --vxlan " + address + ": Address already in use; expected an address of this"
                            + " machine and a free UDP port" + System.lineSeparator());
        }
    }

    @Test
    void aSecondRunIsRefused() {
        StateFolder state = new StateFolder(folder);
        state.write(run(ProcessId.self()));
        assertThat(run("up")).isEqualTo(1);
        assertThat(errors())
                .isEqualTo("rxpath: already running: './rxpath up' (pid "
                        + ProcessHandle.current().pid() + ", state in " + folder
                        + "); './rxpath down' stops it, RXPATH_HOME names another folder" + System.lineSeparator());
    }

    @Test
    void servicesLeftByAKilledRunAreNamed() {
        StateFolder state = new StateFolder(folder);
        state.write(run(gone()));
        state.write(new ServiceState(LabService.TCP, ProcessId.self(), 8084));
        assertThat(run("up")).isEqualTo(1);
        assertThat(errors())
                .isEqualTo("rxpath: services of a run that was killed are still there: tcp (pid "
                        + ProcessHandle.current().pid() + "); './rxpath down' stops them" + System.lineSeparator());
    }

    @Test
    void aStaleRunIsShownAndClearedUp() {
        StateFolder state = new StateFolder(folder);
        state.write(run(gone()));
        assertThat(run("apps")).isEqualTo(1);
        assertThat(errors())
                .isEqualTo("rxpath: the run in " + folder + " was killed (pid " + gone().pid()
                        + " is gone); './rxpath down' clears up" + System.lineSeparator());
        assertThat(run("status")).isEqualTo(1);
        assertThat(output())
                .startsWith("STALE: './rxpath up' (pid " + gone().pid() + ") was killed; './rxpath down' clears up\n");
        assertThat(run("down")).isZero();
        assertThat(output())
                .endsWith("the run in " + folder + " had been killed; what was left of it is stopped"
                        + System.lineSeparator());
        assertThat(state.run()).isEmpty();
    }

    @Test
    void aServiceOfOneProcessCannotBeStoppedAlone() {
        new StateFolder(folder).write(run(ProcessId.self()));
        assertThat(run("stop", "tcp")).isEqualTo(1);
        assertThat(errors())
                .isEqualTo("rxpath: tcp-service shares one process with the others; expected './rxpath up --processes'"
                        + System.lineSeparator());
    }

    private static ProcessId gone() {
        // This JVM's pid with another start: a pid that the system has given away again.
        return new ProcessId(ProcessHandle.current().pid(), 1);
    }

    private static RunState run(ProcessId launcher) {
        return new RunState(launcher, "up", false, "127.0.0.1:9092", null, 4, 8081, null, 42);
    }
}
