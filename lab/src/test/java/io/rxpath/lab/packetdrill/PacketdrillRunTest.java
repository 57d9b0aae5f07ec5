package io.rxpath.lab.packetdrill;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.lab.packetdrill.Packetdrill.Option;
import io.rxpath.lab.packetdrill.Packetdrill.Result;
import io.rxpath.lab.packetdrill.run.RunOptions.IpVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Scripts that are right pass; each kind of wrong expectation is found, with its line and in packetdrill's words. */
class PacketdrillRunTest {
    private static final String LISTEN = """
            0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
            +0 bind(3, ..., ...) = 0
            +0 listen(3, 1) = 0
            +0 < S 0:0(0) win 65535 <mss 1000,nop,nop,sackOK>
            +0 > S. 0:0(0) ack 1 <mss 1460,nop,nop,sackOK>
            +.01 < . 1:1(0) ack 1 win 512
            +0 accept(3, ..., ...) = 4
            """;

    @TempDir
    Path folder;

    private final List<String> printed = new ArrayList<>();

    private Result run(String text, IpVersion version, Option... options) throws IOException {
        Path file = folder.resolve("t.pkt");
        Files.writeString(file, text);
        Packetdrill runner = new Packetdrill(List.of(options), List.of(version), false, printed::add);
        return runner.run(file).get(0);
    }

    private String error(String text) throws IOException {
        return run(text, IpVersion.IPV4).error().replace(folder + "/", "");
    }

    @ParameterizedTest
    @CsvSource({"IPV4", "IPV6", "MAPPED"})
    void aRightScriptPasses(IpVersion version) throws IOException {
        String text = LISTEN + """
                +0 < [ect0] P. 1001:2001(1000) ack 1 win 512
                +0 > [noecn] . 1:1(0) ack 1 win 64240 <nop,nop,sack 1001:2001>
                +0 ioctl(4, SIOCINQ, [0]) = 0
                +0 %{ print(tcpi_rcv_ooopack) }%
                +.5 < R. 1:1(0) ack 1 win 0
                +0 read(4, ..., 100) = -1 ECONNRESET (Connection reset by peer)
                """;
        assertThat(run(text, version).error()).isEmpty();
        assertThat(printed).containsExactly("1");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "> P. 1:1(0) ack 1 <nop,nop,sack 1001:2001> | live packet field tcp_psh: expected: 1 (0x1) vs actual: 0 (0x0)",
                "> . 5:5(0) ack 1 <nop,nop,sack 1001:2001> | live packet field tcp_seq: expected: 5 (0x5) vs actual: 1 (0x1)",
                "> . 1:1(0) ack 2001 <nop,nop,sack 1001:2001> | live packet field tcp_ack_seq: expected: 2001 (0x7d1) vs actual: 1 (0x1)",
                "> . 1:1(0) ack 1 win 7 <nop,nop,sack 1001:2001> | live packet field tcp_window: expected: 7 (0x7) vs actual: 64240 (0xfaf0)",
                "> . 1:1(0) ack 1 urg 3 <nop,nop,sack 1001:2001> | live packet field tcp_urg_ptr: expected: 3 (0x3) vs actual: 0 (0x0)",
                "> . 1:1(0) ack 1 | live packet field tcp_data_offset: expected: 5 (0x5) vs actual: 8 (0x8)",
                "> . 1:1(0) ack 1 <nop,nop,sack 1001:2002> | bad value outbound TCP option 5",
                "> . 1:1(0) ack 1 <nop,sackOK,nop,nop,TS val 1 ecr 2,nop> | live packet field tcp_data_offset: expected: 9 (0x9) vs actual: 8 (0x8)",
                "> . 1:1(0) ack 1 <TS val 1 ecr 2,nop,nop> | bad outbound TCP options",
                "> [ce] . 1:1(0) ack 1 <nop,nop,sack 1001:2001> | live packet field ip_ecn: expected: 3 (0x3) vs actual: 0 (0x0)",
                "> [ttl 9] . 1:1(0) ack 1 <nop,nop,sack 1001:2001> | live packet field ttl: expected: 9 (0x9) vs actual: 64 (0x40)",
                "> .3 1:1(0) ack 1 <nop,nop,sack 1001:2001> | live packet field tcp_ace: expected: 3 (0x3) vs actual: 0 (0x0)",
                "> . 1:101(100) ack 1 <nop,nop,sack 1001:2001> | live packet payload: expected 100 bytes vs actual 0 bytes"
            })
    void aPacketThatDiffers(String expected, String message) throws IOException {
        assertThat(error(LISTEN + "+0 < P. 1001:2001(1000) ack 1 win 512\n+0 " + expected + "\n"))
                .startsWith("t.pkt:9: error handling packet: " + message)
                .contains(
                        "script packet:  0.010060 ",
                        "actual packet:  0.010060 ",
                        "1:1(0) ack 1 win 64240 <nop,nop,sack 1001:2001>");
    }

    @Test
    void aPacketThatDoesNotCome() throws IOException {
        assertThat(error(LISTEN + "+0 > . 1:1(0) ack 1\n"))
                .startsWith("t.pkt:8: error handling packet: Timed out waiting for packet")
                .doesNotContain("actual packet");
    }

    @Test
    void relativeTimeCountsFromWhatHappened() throws IOException {
        String early = LISTEN + """
                +0 setsockopt(4, SOL_TCP, TCP_NODELAY, [1], 4) = 0
                +0 write(4, ..., 10) = 10
                +.003 > P. 1:11(10) ack 1
                +0 write(4, ..., 10) = 10
                +.003 > P. 11:21(10) ack 1
                +0 write(4, ..., 10) = 10
                +.003 > P. 21:31(10) ack 1
                +.1 < . 1:1(0) ack 31 win 512
                """;
        assertThat(error(early)).isEmpty();
    }

    @Test
    void aPacketThatComesTooLate() throws IOException {
        String text = LISTEN + """
                +0 setsockopt(4, SOL_TCP, TCP_QUICKACK, [0], 4) = 0
                +0 < P. 1:11(10) ack 1 win 512
                +0 > . 1:1(0) ack 11
                """;
        assertThat(error(text))
                .startsWith(
                        "t.pkt:10: error handling packet: timing error: expected outbound packet at 0.010070 sec but"
                                + " happened at 0.0500")
                .contains("; tolerance 0.004000 sec");
        assertThat(run(text, IpVersion.IPV4, new Option("tolerance_usecs", "60000"))
                        .error())
                .isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '^',
            value = {
                "read(4, ..., 5) = 7 => runtime error in read call: Expected result 7 but got 5",
                "fcntl(3, F_SETFL, O_RDWR|O_NONBLOCK) = 1 => runtime error in fcntl call: Expected result 1 but got 0",
                "read(9, ..., 5) = -1 EAGAIN (x) => runtime error in read call: Expected errno 11 (EAGAIN) but got errno 9 (EBADF)",
                "ioctl(4, SIOCINQ, [3]) = 0 => runtime error in ioctl call: Bad ioctl() value: expected 3 but got 10",
                "getsockopt(4, SOL_TCP, TCP_NODELAY, [1], [4]) = 0 => runtime error in getsockopt call: Bad getsockopt Word[name=TCP_NODELAY]: expected: 1 actual: 0",
                "poll([{fd=4, events=POLLIN, revents=0}], 1, 0) = 1 => runtime error in poll call: Expected revents 0x0 for pollfd 0 but got 0x1",
                "frobnicate(4) = 0 => Unknown system call: 'frobnicate'",
                "read(4) = 0 => read() has 1 arguments, expected 3",
                "setsockopt(4, SOL_FOO, 1, [1], 4) = 0 => unknown symbol 'SOL_FOO'",
                "`frobnicate now` => error executing command: command 'frobnicate' is not supported",
                "`tc qdisc add dev tun0 root netem delay 1ms` => error executing command: tc: queue 'netem' is not supported, expected pfifo",
                "`tc qdisc add dev tun0 root pfifo limit many` => error executing command: tc: limit 'many': expected a number",
                "`tc qdisc add dev tun0 root fq ce_threshold 1ms` => error executing command: tc: option 'ce_threshold' of fq is not supported",
                "`tc qdisc add dev tun0 pfifo` => error executing command: 'tc qdisc add dev tun0 pfifo': expected tc qdisc add",
                "`tc filter show` => error executing command: 'tc filter show' is not supported, expected tc qdisc add",
                "`tc qdisc add dev eth7 root pfifo` => error executing command: non-zero status 1: 'tc qdisc add dev eth7 root pfifo', tc says Cannot find device",
                "`tc qdisc del dev tun0 root` => error executing command: non-zero status 1: 'tc qdisc del dev tun0 root', tc says Cannot delete qdisc",
                "`tc qdisc del dev tun0 root; tc qdisc add dev tun0 root fq; tc qdisc add dev tun0 root pfifo` => error executing command: non-zero status 1: 'tc qdisc add dev tun0 root pfifo', tc says Exclusivity flag on",
                "`sysctl -q net.ipv4.tcp_foo=1` => error executing command: sysctl net.ipv4.tcp_foo = 1",
                "`nstat | grep -q TcpExtListenDrops` => error executing command: non-zero status 1: 'nstat | grep -q TcpExtListenDrops'",
                "`./none.sh` => error executing command: cannot read",
                "%{ assert tcpi_bytes_received == 11, tcpi_bytes_received }% => error running code: AssertionError: 10"
            })
    void aCallThatDiffers(String line, String message) throws IOException {
        assertThat(error(LISTEN + "+0 < P. 1:11(10) ack 1 win 512\n+0 > . 1:1(0) ack 11\n+0 " + line + "\n"))
                .startsWith("t.pkt:10: " + message);
    }

    @Test
    void aCallThatDoesNotReturn() throws IOException {
        assertThat(error(LISTEN + "+0...0.1 read(4, ..., 5) = 5\n"))
                .isEqualTo("t.pkt:8: runtime error in read call: it has not returned");
        assertThat(error(LISTEN + "+0...0.1 read(4, ..., 5) = 5\n+.3 < . 1:6(5) ack 1 win 9\n+0 > . 1:1(0) ack 6\n"))
                .startsWith("t.pkt:8: runtime error in read call: timing error: expected system call return at 0.110050"
                        + " sec but happened at 0.310");
    }

    @Test
    void warningsDoNotEndAScript() throws IOException {
        String text = "--non_fatal=packet,syscall\n" + LISTEN + """
                +0 < P. 1:11(10) ack 1 win 512
                +0 > . 1:1(0) ack 12
                +0 read(4, ..., 5) = 4
                """;
        assertThat(run(text, IpVersion.IPV6).error()).isEmpty();
        assertThat(printed).hasSize(2);
        assertThat(printed.get(0)).contains("t.pkt:10: warning handling packet: live packet field tcp_ack_seq");
        assertThat(printed.get(1)).contains("t.pkt:11: warning in read call: Expected result 4 but got 5");
    }

    @Test
    void definesOptionsAndVersions() throws IOException {
        String text = "--ip_version=ipv6\n--define=SIZE=10\n" + LISTEN + """
                +0 < P. 1:11(10) ack 1 win 512
                +0 > . 1:1(0) ack 11
                +0 read(4, ..., 100) = SIZE
                """;
        assertThat(run(text, IpVersion.IPV6).error()).isEmpty();
        Path file = folder.resolve("t.pkt");
        assertThat(new Packetdrill(List.of(), List.of(IpVersion.IPV4), false, printed::add).run(file))
                .isEmpty();
        assertThat(error("--frobnicate=1\n" + LISTEN)).isEqualTo("t.pkt:1: option --frobnicate is not supported");
        assertThat(error("--mss=0\n" + LISTEN)).isEqualTo("t.pkt:1: bad --mss: 0, expected 1 to 65535");
    }

    @Test
    void aSuperPacketInOnePieceOrAsFrames() throws IOException {
        String text = "--mss=1000\n" + LISTEN + """
                +0 < P. 1:9001(9000) ack 1 win 512
                 * > . 1:1(0) ack 9001
                +0 %{ assert tcpi_bytes_received == 9000 }%
                +0 %{ print(tcpi_segs_in) }%
                """;
        assertThat(run(text, IpVersion.IPV4).error()).isEmpty();
        Path file = folder.resolve("t.pkt");
        List<Result> gro = new Packetdrill(List.of(), List.of(IpVersion.IPV4), true, printed::add).run(file);
        assertThat(gro.get(0).error()).isEmpty();
        assertThat(printed).containsExactly("3", "9");
    }
}
