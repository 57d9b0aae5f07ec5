package io.rxpath.ip.core.conntrack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rxpath.skb.IpProtocol;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lines as conntrack 1.4.7 printed them for the same connections of a real kernel. */
class ConntrackCommandTest {
    private static final String LO = "127.0.0.1";

    private final CtRig rig = new CtRig(
            ConntrackSettings.DEFAULTS.with(ConntrackSysctl.BUCKETS, 64).with(ConntrackSysctl.ACCT, 1));

    @BeforeEach
    void connections() {
        rig.output(CtPackets.ip("::1", "::1", IpProtocol.ICMPV6, CtPackets.icmp(128, 0, 6738, 56)));
        rig.output(CtPackets.ip("::1", "::1", IpProtocol.ICMPV6, CtPackets.icmp(129, 0, 6738, 56)));
        rig.input(tcp(46964, 8080, "S", 0, 0, 12));
        rig.input(tcp(8080, 46964, "SA", 0, 1, 12));
        rig.input(tcp(46964, 8080, "A", 1, 1, 12));
        rig.input(tcp(46964, 8080, "PA", 1, 1, 12));
        rig.input(tcp(8080, 46964, "A", 1, 13, 0));
        rig.input(CtPackets.ip(LO, LO, IpProtocol.UDP, CtPackets.udp(33494, 9, 1)));
        rig.input(CtPackets.ip(LO, LO, 253, new byte[32]));
        rig.input(CtPackets.ip(LO, LO, SkbTuple.GRE, new byte[32]));
        rig.ct.list(rig.now).forEach(ct -> ct.mark = 7);
        rig.now += 1_000_000;
    }

    private static io.rxpath.skb.SkBuff tcp(int sport, int dport, String flags, int seq, int ack, int data) {
        boolean syn = flags.startsWith("S");
        return CtPackets.ip(
                LO, LO, IpProtocol.TCP, CtPackets.tcp(sport, dport, flags, seq, ack, 65535, "", syn ? 0 : data));
    }

    private ConntrackCommand.Result run(String line) {
        return ConntrackCommand.parse(List.of(line.split(" ", -1))).run(rig.ct, rig.now);
    }

    @Test
    void lists() {
        assertThat(run("-L").output()).isEqualTo("""
                icmpv6   58 29 src=::1 dst=::1 type=128 code=0 id=6738 packets=1 bytes=104 src=::1 dst=::1 type=129 code=0 id=6738 packets=1 bytes=104 mark=7 use=1
                tcp      6 431999 ESTABLISHED src=127.0.0.1 dst=127.0.0.1 sport=46964 dport=8080 packets=3 bytes=144 src=127.0.0.1 dst=127.0.0.1 sport=8080 dport=46964 packets=2 bytes=80 [ASSURED] mark=7 use=1
                udp      17 29 src=127.0.0.1 dst=127.0.0.1 sport=33494 dport=9 packets=1 bytes=29 [UNREPLIED] src=127.0.0.1 dst=127.0.0.1 sport=9 dport=33494 packets=0 bytes=0 mark=7 use=1
                unknown  253 599 src=127.0.0.1 dst=127.0.0.1 packets=1 bytes=52 [UNREPLIED] src=127.0.0.1 dst=127.0.0.1 packets=0 bytes=0 mark=7 use=1
                gre      47 29 src=127.0.0.1 dst=127.0.0.1 srckey=0x0 dstkey=0x0 packets=1 bytes=52 [UNREPLIED] src=127.0.0.1 dst=127.0.0.1 srckey=0x0 dstkey=0x0 packets=0 bytes=0 mark=7 use=1
                """);
        assertThat(run("-L").message()).isEqualTo("5 flow entries have been shown.");
        assertThat(run("-L -p udp -o extended").output()).startsWith("ipv4     2 udp      17 29 src=");
        assertThat(run("-L -f ipv6 -o extended,id").output())
                .startsWith("ipv6     10 icmpv6   58 29 src=::1 ")
                .matches("(?s).* use=1 id=\\d+\n");
        assertThat(run("-C").output()).isEqualTo("5\n");
        assertThat(run("-S").output())
                .isEqualTo(
                        "cpu=0   \tfound=0 invalid=0 insert=0 insert_failed=0 drop=0 early_drop=0 error=0 search_restart=0 "
                                + "clash_resolve=0 chaintoolong=0 \n");
    }

    @Test
    void theKernelsOwnLines() {
        List<NfConn> all = rig.ct.list(rig.now);
        assertThat(ConntrackText.procLine(all.get(0), rig.now))
                .isEqualTo(
                        "ipv6     10 icmpv6   58 29 src=0000:0000:0000:0000:0000:0000:0000:0001 dst=0000:0000:0000:0000:0000:0000:0000:0001"
                                + " type=128 code=0 id=6738 packets=1 bytes=104 src=0000:0000:0000:0000:0000:0000:0000:0001"
                                + " dst=0000:0000:0000:0000:0000:0000:0000:0001 type=129 code=0 id=6738 packets=1 bytes=104 mark=7 zone=0 use=2");
        assertThat(ConntrackText.procLine(all.get(4), rig.now))
                .startsWith(
                        "ipv4     2 gre      47 29 timeout=30, stream_timeout=180 src=127.0.0.1 dst=127.0.0.1 srckey=0x0");
        assertThat(ConntrackText.caseLine(all.get(1)))
                .isEqualTo("ipv4 tcp ESTABLISHED src=127.0.0.1 dst=127.0.0.1 sport=46964 dport=8080 packets=3 bytes=144"
                        + " src=127.0.0.1 dst=127.0.0.1 sport=8080 dport=46964 packets=2 bytes=80 [ASSURED]");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "-L, 5",
        "-L -p tcp, 1",
        "-L -p 6, 1",
        "-L -p tcp --dport 8080, 1",
        "-L -p tcp --sport 8080, 0",
        "-L -p tcp --reply-port-src 8080, 1",
        "-L -p tcp --state ESTABLISHED, 1",
        "-L -p tcp --state CLOSE, 0",
        "-L -f ipv6, 1",
        "-L -f ipv4, 4",
        "-L -s 127.0.0.1, 4",
        "-L -s 127.0.0.0/8 -p udp, 1",
        "-L -d ::1, 1",
        "-L -m 7, 5",
        "-L -m 8, 0",
        "-L -m 3/3, 5",
        "-L -u ASSURED, 1",
        "-L -u UNREPLIED, 3",
        "-L -u SEEN_REPLY, 2",
        "-L -n, 0",
        "-L -j 127.0.0.1, 0",
        "-L -p icmpv6 --icmpv6-type 128, 1",
        "-L -p icmpv6 --icmpv6-id 1, 0",
        "-L conntrack -p udp, 1",
    })
    void filters(String line, int count) {
        assertThat(run(line).output().lines()).hasSize(count);
    }

    @Test
    void getsDeletesAndFlushes() {
        assertThat(run("-G -p udp -s 127.0.0.1 -d 127.0.0.1 --sport 33494 --dport 9")
                        .output())
                .endsWith(" use=2\n");
        assertThat(run("-G -p udp --sport 1").status()).isEqualTo(1);
        ConntrackCommand.Result deleted = run("-D -p udp");
        assertThat(deleted.message()).isEqualTo("1 flow entries have been deleted.");
        assertThat(deleted.output()).startsWith("udp      17 29 src=127.0.0.1");
        assertThat(run("-D -p udp").status()).isEqualTo(1);
        assertThat(run("-L -z").output()).contains("packets=3");
        assertThat(run("-L").output()).doesNotContain("packets=3");
        assertThat(run("-F").message()).isEqualTo("connection tracking table has been emptied.");
        assertThat(rig.ct.count()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-L -x | unknown option `-x'",
                "-L --sport 1 | unknown option `--sport'",
                "-L -p foo | `foo' unsupported protocol",
                "-L -f foo | `foo' unsupported protocol",
                "-L -o foo | Bad parameter `foo'",
                "-L -o xml | output `xml' is not modelled",
                "-L -u foo | Bad parameter `foo'",
                "-L bla | unknown type `bla'",
                "-L expect | table `expect' is not modelled",
                "-L -s | option `-s' requires an argument",
                "-L -s 1.2.3 | Invalid IP address `1.2.3'",
                "-L -m 7/x | Bad parameter `7/x'",
                "-U -m 9 | command `-U' is not modelled",
                "-L -D | Can't use `-D' with the command before it",
                "-p tcp | expected one of -L, -G, -D, -F, -C and -S",
                "-L -p tcp --dport 70000 | Bad parameter `70000'",
            })
    void refusesWithTheToolsWords(String line, String message) {
        assertThatThrownBy(() -> run(line))
                .isInstanceOf(ConntrackException.class)
                .hasMessage(message);
    }

    @Test
    void sysctls() {
        ConntrackSettings settings =
                ConntrackSettings.DEFAULTS.withSysctl("net.netfilter.nf_conntrack_udp_timeout", "5");
        assertThat(settings.get(ConntrackSysctl.UDP)).isEqualTo(5);
        assertThat(settings.withSysctl("net/nf_conntrack_max", "9").get(ConntrackSysctl.MAX))
                .isEqualTo(9);
        assertThatThrownBy(() -> settings.withSysctl("net.netfilter.nf_conntrack_foo", "1"))
                .hasMessage("no sysctl 'net.netfilter.nf_conntrack_foo' of connection tracking is modelled");
        assertThatThrownBy(() -> settings.withSysctl("net.netfilter.nf_conntrack_acct", "2"))
                .hasMessage("net.netfilter.nf_conntrack_acct is '2', expected a whole number of 0 to 1");
    }
}
