package io.rxpath.tcp.core.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.tcp.core.sock.AccEcn;
import org.junit.jupiter.api.Test;

class AccEcnCodecTest {
    @Test
    void everyFieldComesBack() {
        AccEcn a = new AccEcn();
        a.on = true;
        a.pending = true;
        a.negotiated = true;
        a.synEctSnt = AccEcn.ECT_1;
        a.synEctRcv = AccEcn.ECT_0;
        a.failMode = AccEcn.OPT_FAIL_RECV | AccEcn.ACE_FAIL_SEND;
        a.sawOpt = AccEcn.OPT_FAIL_SEEN;
        a.receivedCe = 70_000;
        a.receivedCePending = 15;
        a.receivedBytes[0] = 1;
        a.receivedBytes[1] = -2;
        a.receivedBytes[2] = 3;
        a.minlen = 2;
        a.optDemand = 1;
        a.prevEcnField = AccEcn.CE;
        a.optTstamp = 1L << 60;
        a.optSentWithDsack = true;
        a.deliveredCe = -1;
        a.deliveredBytes[0] = 4;
        a.deliveredBytes[1] = 5;
        a.deliveredBytes[2] = 1 << 30;
        a.estEcnField = AccEcn.ECT_0;
        a.pktsAckedEwma = 0xffff;
        PartWriter w = new PartWriter();
        w.u8(1);
        AccEcnCodec.write(w, a);
        PartReader r = new PartReader(w.take(), 1, "a test");
        AccEcn b = new AccEcn();
        AccEcnCodec.read(r, b);
        r.end("a test");
        assertThat(b).usingRecursiveComparison().isEqualTo(a);
    }
}
