package io.rxpath.skb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CountersTest {
    static Stream<Arguments> groups() {
        return Stream.of(
                Arguments.of("Ip", IpMib.values()),
                Arguments.of("IpExt", IpExtMib.values()),
                Arguments.of("Icmp", IcmpMib.values()),
                Arguments.of("Tcp", TcpMib.values()),
                Arguments.of("Udp", UdpMib.values()),
                Arguments.of("TcpExt", LinuxMib.values()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("groups")
    void shouldNameEveryCounterOfTheKernelInItsOrder(String group, MibCounter[] counters) throws IOException {
        List<String> columns = lines("proc-net-6.18.txt")
                .filter(line -> line.startsWith(group + ": "))
                .map(line -> List.of(line.substring(group.length() + 2).split(" ")))
                .findFirst()
                .orElseThrow();

        assertThat(counters).extracting(MibCounter::kernelName).containsExactlyElementsOf(columns);
        assertThat(counters).extracting(MibCounter::group).containsOnly(group);
    }

    @ParameterizedTest(name = "{2}")
    @CsvSource({
        "io.rxpath.skb.LinuxMib, TCP_OFO_QUEUE, TcpExt.TCPOFOQueue",
        "io.rxpath.skb.LinuxMib, DELAYED_ACKS, TcpExt.DelayedACKs",
        "io.rxpath.skb.LinuxMib, TIME_WAITED, TcpExt.TW",
        "io.rxpath.skb.LinuxMib, BEYOND_WINDOW, TcpExt.BeyondWindow",
        "io.rxpath.skb.LinuxMib, TCP_TIMEOUT_REHASH, TcpExt.TcpTimeoutRehash",
        "io.rxpath.skb.TcpMib, IN_SEGS, Tcp.InSegs",
        "io.rxpath.skb.IpMib, IN_RECEIVES, Ip.InReceives",
        "io.rxpath.skb.IpExtMib, IN_NO_ECT_PKTS, IpExt.InNoECTPkts",
        "io.rxpath.skb.IcmpMib, OUT_TIME_EXCDS, Icmp.OutTimeExcds",
        "io.rxpath.skb.UdpMib, NO_PORTS, Udp.NoPorts",
        "io.rxpath.skb.EthtoolStat, RX_NO_BUFFER_COUNT, ethtool.rx_no_buffer_count",
        "io.rxpath.skb.LinkStat, RX_OTHERHOST_DROPPED, link.rx_otherhost_dropped",
        "io.rxpath.skb.SoftnetStat, TIME_SQUEEZE, softnet.time_squeeze",
    })
    void shouldJoinGroupAndName(Class<?> type, String constant, String fullName) {
        MibCounter counter = Arrays.stream(type.getEnumConstants())
                .filter(c -> c.toString().equals(constant))
                .map(MibCounter.class::cast)
                .findFirst()
                .orElseThrow();

        assertThat(counter.fullName()).isEqualTo(fullName);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"EthtoolStat", "LinkStat", "SoftnetStat"})
    void shouldSpellTheLowerCaseNamesAsTheirConstants(String type) throws ClassNotFoundException {
        Object[] constants = Class.forName("io.rxpath.skb." + type).getEnumConstants();

        assertThat(constants)
                .isNotEmpty()
                .allSatisfy(constant ->
                        assertThat(constant.toString()).isEqualToIgnoringCase(((MibCounter) constant).kernelName()));
    }

    @Test
    void shouldNameTheStatisticsOfAQueue() {
        assertThat(EthtoolStat.queuePackets(3)).isEqualTo("rx_queue_3_packets");
        assertThat(EthtoolStat.queueBytes(0)).isEqualTo("rx_queue_0_bytes");
    }

    @Test
    void shouldNumberEveryDropReasonAsTheKernel() throws IOException {
        List<String> kernel = lines("drop-reasons-6.18.txt").toList();

        assertThat(SkbDropReason.values()).extracting(Enum::name).containsExactlyElementsOf(kernel);
    }

    @Test
    void shouldCallAllButTwoReasonsADrop() {
        assertThat(Arrays.stream(SkbDropReason.values()).filter(reason -> !reason.dropped()))
                .containsExactly(SkbDropReason.NOT_DROPPED_YET, SkbDropReason.SKB_CONSUMED);
    }

    @Test
    void shouldCountAndList() {
        Counters<TcpMib> counters = new Counters<>(TcpMib.class);

        counters.inc(TcpMib.OUT_SEGS);
        counters.add(TcpMib.IN_SEGS, 41);
        counters.inc(TcpMib.IN_SEGS);
        counters.inc(TcpMib.CURR_ESTAB);
        counters.add(TcpMib.CURR_ESTAB, -1);
        counters.set(TcpMib.MAX_CONN, -1);

        assertThat(counters.get(TcpMib.IN_SEGS)).isEqualTo(42);
        assertThat(counters.get(TcpMib.ACTIVE_OPENS)).isZero();
        assertThat(counters.nonZero().toString()).isEqualTo("{Tcp.InSegs=42, Tcp.MaxConn=-1, Tcp.OutSegs=1}");
    }

    @Test
    void shouldSetOverWhatWasCounted() {
        Counters<SoftnetStat> counters = new Counters<>(SoftnetStat.class);
        counters.add(SoftnetStat.PROCESSED, 7);

        counters.set(SoftnetStat.PROCESSED, 0);

        assertThat(counters.nonZero()).isEmpty();
    }

    private static Stream<String> lines(String resource) throws IOException {
        try (InputStream in = CountersTest.class.getResourceAsStream(resource)) {
            assertThat(in).as(resource).isNotNull();
            return new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII)).lines().toList().stream();
        }
    }
}
