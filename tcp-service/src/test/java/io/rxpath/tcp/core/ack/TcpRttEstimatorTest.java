package io.rxpath.tcp.core.ack;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.FlowKey;
import io.rxpath.tcp.core.RecordingOutput;
import io.rxpath.tcp.core.TcpSettings;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TcpRttEstimatorTest {
    /** Samples in ms; each is of a window of its own. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            one sample of 1 ms: 201 ms in jiffies,       '1',                1000,  204000
            one sample of 40 ms,                          '40',              40000,  240000
            one sample of 300 ms: twice as variance,      '300',            300000,  900000
            the smallest sample counts as 1 us,           '0',                   1,  204000
            a steady 40 ms,                               '40 40 40 40',     40000,  240000
            an eighth of a step up,                       '40 120',          50000,  252000
            an eighth of a step down,                     '80 40',           75000,  276000
            a leap makes it careful,                      '10 1010',        135000, 1152000
            """)
    void estimate(String name, String samples, int srttMicros, long rtoMicros) {
        TcpNet net = new TcpNet(TcpSettings.defaults(), new RecordingOutput());
        TcpSock tp = new TcpSock(1, FlowKey.v4(1, 2, 3, 4));
        for (String sample : samples.split(" ", -1)) {
            tp.sndUna = tp.sndNxt;
            tp.sndNxt += 1000;
            TcpRttEstimator.sample(net, tp, Integer.parseInt(sample) * 1000);
        }
        assertThat(tp.srttUs >> 3).isEqualTo(srttMicros);
        assertThat(tp.rto / 1000).isEqualTo(rtoMicros);
    }
}
