package io.rxpath.lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.Layer;
import io.rxpath.skb.LedgerSnapshot;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ReportTextTest {
    private static final String SHA = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private static LedgerSnapshot layer(
            Layer layer, long received, long delivered, Map<String, Long> dropped, Map<String, Long> consumed) {
        return new LedgerSnapshot(layer, received, delivered, dropped, consumed, 0);
    }

    private static List<LedgerSnapshot> layers(long socketReceived) {
        return List.of(
                layer(Layer.NIC, 1200, 1195, Map.of("BAD_FCS", 5L), Map.of()),
                layer(Layer.SOFTIRQ, 1195, 1195, Map.of(), Map.of()),
                layer(Layer.IP, 1195, 1190, Map.of(), Map.of("arp", 5L)),
                layer(Layer.TCP, 1190, 1000, Map.of("TCP_OLD_DATA", 10L), Map.of("ack", 180L)),
                layer(Layer.SOCKET, socketReceived, 0, Map.of(), Map.of("recv", socketReceived)));
    }

    private static Histogram histogram() {
        Histogram histogram = new Histogram();
        histogram.add(0.001, 50);
        histogram.add(0.002, 100);
        histogram.add(Double.POSITIVE_INFINITY, 100);
        return histogram;
    }

    private static RunReport report(List<LedgerSnapshot> layers, List<StreamResult> streams, List<String> complaints) {
        Map<String, Histogram> hops = new LinkedHashMap<>();
        hops.put("nic", histogram());
        return new RunReport(12.34, 1200, layers, hops, new Histogram(), 100, 400, streams, complaints);
    }

    @Test
    void aGoodRun() {
        StreamResult stream = new StreamResult("10.9.0.101:20000 -> 9000 sink", 1500, SHA, 1500, SHA);
        assertThat(ReportText.of(report(layers(1000), List.of(stream), List.of())))
                .isEqualTo("""
                        Layers, in wire segments
                          layer    received  delivered  dropped  consumed  held  lost track
                          nic         1,200      1,195        5         0     0           0
                          softirq     1,195      1,195        0         0     0           0
                          ip          1,195      1,190        0         5     0           0
                          tcp         1,190      1,000       10       180     0           0
                          socket      1,000          0        0     1,000     0           0
                        Dropped, by reason
                          layer  reason        segments
                          nic    BAD_FCS              5
                          tcp    TCP_OLD_DATA        10
                        Consumed, by why
                          layer   why   segments
                          ip      arp          5
                          tcp     ack        180
                          socket  recv     1,000
                        Hand-overs: wire -> nic 1,200; nic -> softirq 1,195; softirq -> ip 1,195; ip -> tcp 1,190; \
                        tcp -> socket 1,000
                        The ledger balances.

                        Latency from the hop before
                          hop             segments     p50     p99
                          nic                  100  1.0 ms  2.0 ms
                          wire to recv()         0       -       -

                        GRO: 1,195 segments went up in 895 packets, ratio 1.34

                        Streams (first 16 digits; ./rxpath apps --json has all)
                          stream                         bytes sent  delivered  SHA-256 sent      delivered
                          10.9.0.101:20000 -> 9000 sink       1,500      1,500  0123456789abcdef  0123456789abcdef  equal

                        OK: 1 of 1 streams delivered byte for byte (1.5 KB in 12.3 s), the ledger balances.
                        """);
    }

    @Test
    void aBadRunSaysWhatIsWrong() {
        List<StreamResult> streams = List.of(
                new StreamResult("a", 1500, SHA, 1400, "f" + SHA.substring(1)),
                new StreamResult("b", 7, SHA, -1, null));
        assertThat(ReportText.of(report(layers(999), streams, List.of("not all flows have finished"))))
                .contains("tcp -> socket 1,000 given, 999 taken\nThe ledger does NOT balance.\n")
                .contains("  a            1,500      1,400  0123456789abcdef  f123456789abcdef  DIFFERENT\n")
                .contains("  b                7          -  0123456789abcdef  -                 DIFFERENT\n")
                .endsWith("wrong: not all flows have finished\n"
                        + "FAILED: 0 of 2 streams delivered byte for byte (1.4 KB in 12.3 s),"
                        + " the ledger does not balance.\n");
    }

    static Stream<Arguments> verdicts() {
        StreamResult equal = new StreamResult("a", 5, SHA, 5, SHA);
        StreamResult shorter = new StreamResult("a", 5, SHA, 4, SHA);
        StreamResult other = new StreamResult("a", 5, SHA, 5, "0");
        StreamResult unknown = new StreamResult("a", 5, SHA, -1, null);
        List<LedgerSnapshot> lost = List.of(layer(Layer.NIC, 1200, 1199, Map.of(), Map.of()));
        return Stream.of(
                Arguments.of("all as it should be", layers(1000), List.of(equal), List.of(), true),
                Arguments.of("no stream at all", layers(1000), List.of(), List.of(), false),
                Arguments.of("a byte missing", layers(1000), List.of(equal, shorter), List.of(), false),
                Arguments.of("another digest", layers(1000), List.of(other, equal), List.of(), false),
                Arguments.of("a stream nobody knows", layers(1000), List.of(unknown), List.of(), false),
                Arguments.of("a segment taken twice", layers(1001), List.of(equal), List.of(), false),
                Arguments.of("a segment lost between layers", layers(999), List.of(equal), List.of(), false),
                Arguments.of("a segment lost in a layer", lost, List.of(equal), List.of(), false),
                Arguments.of("a complaint", layers(1000), List.of(equal), List.of("x"), false));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("verdicts")
    void isGoodOnlyIfEverythingIs(
            String name,
            List<LedgerSnapshot> layers,
            List<StreamResult> streams,
            List<String> complaints,
            boolean good) {
        assertThat(report(layers, streams, complaints).good()).isEqualTo(good);
    }

    @Test
    void differencesOfLedgersLeaveOutWhatDidNotChange() {
        LedgerSnapshot before = new LedgerSnapshot(Layer.TCP, 10, 5, Map.of("A", 2L), Map.of("ack", 3L), 0);
        LedgerSnapshot after = new LedgerSnapshot(Layer.TCP, 30, 20, Map.of("A", 2L, "B", 4L), Map.of("ack", 4L), 0);
        assertThat(Ledgers.between(before, after))
                .isEqualTo(new LedgerSnapshot(Layer.TCP, 20, 15, Map.of("B", 4L), Map.of("ack", 1L), 0));
    }
}
