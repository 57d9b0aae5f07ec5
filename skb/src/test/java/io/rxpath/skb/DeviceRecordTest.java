package io.rxpath.skb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The device of an skb stands behind whatever else its header has. */
class DeviceRecordTest {
    @ParameterizedTest(name = "flow {0}, protocol {1}, options {2}: at {3}")
    @CsvSource({
        "false, 6, '', 96",
        "true, 6, '', 132",
        "true, 17, '', 133",
        "true, 6, 07030400, 138",
    })
    void device(boolean flow, int protocol, String options, int at) {
        SkBuff skb = SkBuff.wrap(new byte[] {1, 2, 3});
        if (flow) {
            skb.flow = FlowKey.v4(1, 2, 3, 4);
            skb.ipProtocol = protocol;
            skb.replyOptions = options.isEmpty() ? null : HexFormat.of().parseHex(options);
        }
        byte[] before = new byte[SkbRecord.encodedLength(skb)];
        SkbRecord.encode(skb, before, 0);
        skb.iif = 0x01020304;
        byte[] a = new byte[SkbRecord.encodedLength(skb)];
        assertThat(SkbRecord.encode(skb, a, 0)).isEqualTo(a.length).isEqualTo(before.length + 4);
        assertThat(Bytes.get32(a, at)).isEqualTo(0x01020304);
        SkBuff again = SkbRecord.decode(a, 0, a.length, 0);
        assertThat(again.iif).isEqualTo(0x01020304);
        assertThat(again.ipProtocol).isEqualTo(skb.ipProtocol);
        assertThat(again.replyOptions).isEqualTo(skb.replyOptions);
        assertThat(again.len()).isEqualTo(3);
        assertThat(SkbRecord.decode(before, 0, before.length, 0).iif).isZero();
    }
}
