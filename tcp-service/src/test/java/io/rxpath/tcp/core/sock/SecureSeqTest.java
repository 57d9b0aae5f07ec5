package io.rxpath.tcp.core.sock;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.FlowKey;
import org.junit.jupiter.api.Test;

class SecureSeqTest {
    private static byte[] counting(int n) {
        byte[] bytes = new byte[n];
        for (int i = 0; i < n; i++) {
            bytes[i] = (byte) i;
        }
        return bytes;
    }

    /** The vectors of the SipHash paper's reference: key 00..0f, message 00..0e, and the empty message. */
    @Test
    void isSipHash24() {
        SecureSeq hash = new SecureSeq(counting(16));
        assertThat(hash.hash(counting(15))).isEqualTo(0xa129ca6149be45e5L);
        assertThat(hash.hash(new byte[0])).isEqualTo(0x726fdb47dd0e0e31L);
    }

    @Test
    void numbersGrowWithTimeAndDifferByFlowAndSecret() {
        SecureSeq one = new SecureSeq(counting(16));
        SecureSeq other = new SecureSeq(new byte[16]);
        FlowKey flow = FlowKey.v4(1, 80, 2, 40000);
        FlowKey next = FlowKey.v4(1, 80, 2, 40001);
        assertThat(one.isn(flow, 64_000_000) - one.isn(flow, 0)).isEqualTo(1_000_000);
        assertThat(one.isn(flow, 0)).isEqualTo(new SecureSeq(counting(16)).isn(flow, 0));
        assertThat(one.isn(flow, 0)).isNotEqualTo(one.isn(next, 0));
        assertThat(one.isn(flow, 0)).isNotEqualTo(other.isn(flow, 0));
        assertThat(one.tsOff(flow)).as("per peer, not per port").isEqualTo(one.tsOff(next));
    }
}
