package io.rxpath.skb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a record keeps of the times of the hops: the first to the nanosecond, the others to the microsecond. */
class HopTimesTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            not passed at all,                      0,                   0,                   0,                   0
            first hop to the nanosecond,            1700000000123456789, 0,                   1700000000123456789, 0
            first passed is not the first hop,      0,                   1700000000123456789, 0,                   1700000000123456789
            the same instant,                       1700000000000000001, 1700000000000000001, 1700000000000000001, 1700000000000000001
            below a microsecond is cut,             1700000000000000001, 1700000000000001000, 1700000000000000001, 1700000000000000001
            a microsecond,                          1700000000000000001, 1700000000000001001, 1700000000000000001, 1700000000000001001
            cut and never rounded up,               1700000000000000001, 1700000000000002999, 1700000000000000001, 1700000000000002001
            an hour,                                1700000000000000001, 1700003600000000001, 1700000000000000001, 1700003600000000001
            longest span: 2^32 - 2 microseconds,    1700000000000000001, 1700004294967294001, 1700000000000000001, 1700004294967294001
            beyond the longest span it stays there, 1700000000000000001, 1700004294967299001, 1700000000000000001, 1700004294967294001
            a later hop with an earlier time,       1700000000000000001, 1699999999000000001, 1700000000000000001, 1700000000000000001
            """)
    void shouldSurviveARecord(String name, long dma, long tcp, long dmaRead, long tcpRead) {
        SkBuff sent = SkBuff.alloc(0);
        sent.passed(Hop.DMA, dma);
        sent.passed(Hop.TCP, tcp);

        SkBuff skb = RecordListReader.skbs(Samples.write(RecordKind.SKB, List.of(sent)), 0)
                .get(0);

        assertThat(skb.hop(Hop.DMA)).as("nic").isEqualTo(dmaRead);
        assertThat(skb.hop(Hop.TCP)).as("tcp").isEqualTo(tcpRead);
        assertThat(skb.hop(Hop.QUEUED)).as("socket").isZero();
    }
}
