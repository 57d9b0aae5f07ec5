package io.rxpath.tcp.core.ack;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.FlowKey;
import io.rxpath.skb.TcpOptions;
import io.rxpath.tcp.core.sock.AccEcn;
import io.rxpath.tcp.core.sock.AckSample;
import io.rxpath.tcp.core.sock.TcpSkbCb;
import io.rxpath.tcp.core.sock.TcpSock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TcpAccecnProcessTest {
    private static final int MSS = 1000;

    /** An acknowledgment of full segments of a SACK connection that knew of no marks and of bytes with ECT(0). */
    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            nothing new,                                  5,  1,     0, false, 0
            one mark,                                     6,  1,  1000, false, 1
            seven of seven,                               4,  7,  7000, false, 7
            eight of eight look like none: the bytes,     5,  8,  8000, false, 8
            none of eight: the bytes,                     5,  8,     0, false, 0
            one of nine and not nine: half the bytes,     6,  9,  1000, false, 1
            twenty: an estimate by bytes,                 6, 20,  9000, false, 9
            twenty: all of the bytes,                     1, 20, 20000, false, 20
            without options the most there can be,        5,  8,    -1, false, 8
            without options and ACKs that are thinned,    5,  8,    -1, true,  0
            """)
    void marks(String name, int ace, int segments, int ceBytes, boolean negotiated, int expected) {
        TcpSock tp = new TcpSock(1, FlowKey.v4(1, 2, 3, 4));
        tp.sackOk = true;
        tp.mssCache = MSS;
        AccEcn a = tp.accEcn;
        a.on = true;
        a.negotiated = negotiated;
        TcpSkbCb cb = new TcpSkbCb();
        cb.flags = ace << 6;
        AckSample ack = new AckSample();
        ack.clear(0);
        ack.flags = AckSample.DATA_ACKED;
        ack.deliveredBytes = segments * MSS;
        if (ceBytes >= 0) {
            a.sawOpt = AccEcn.OPT_COUNTER_SEEN;
            a.estEcnField = AccEcn.ECT_0;
            cb.opt.accEcnKind = TcpOptions.KIND_ACCECN1;
            cb.opt.accEcnFields = 3;
            cb.opt.accEcn[0] = 1;
            cb.opt.accEcn[1] = ceBytes;
            cb.opt.accEcn[2] = 1 + (ceBytes == 0 ? segments * MSS : 0);
        }
        int delta = TcpAccecnProcess.process(tp, cb, ack, segments, true);
        assertThat(delta).isEqualTo(expected);
        assertThat(a.deliveredCe).isEqualTo(expected);
        assertThat(ack.has(AckSample.ECE)).isEqualTo(expected > 0);
    }
}
