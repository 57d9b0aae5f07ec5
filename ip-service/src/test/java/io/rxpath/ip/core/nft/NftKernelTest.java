package io.rxpath.ip.core.nft;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.ip.core.netfilter.NfHook;
import io.rxpath.ip.core.netfilter.NfServices;
import io.rxpath.skb.SkBuff;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * 152 rules and 300 random frames, and what each rule's counter said behind them on Linux 6.18: kernel-rules.nft,
 * kernel-packets.txt and kernel-counters.txt. Among the frames are fragments, options, extension headers and cut headers.
 */
class NftKernelTest {
    private static final int ETHERNET = 14;

    @Test
    void countersAreThoseOfTheKernel() throws IOException {
        NftRig rig = new NftRig();
        rig.tables.run(String.join("\n", NftRulesGoldenTest.lines("/nft/kernel-rules.nft")), rig.now);
        for (String own : new String[] {"10.9.0.2", "fd00::2"}) {
            rig.routes.put(own, new NfServices.FibResult("local", 1, "lo"));
        }
        for (String peer : new String[] {"10.9.0.1", "10.9.0.7", "10.9.0.77", "fd00::1", "fd00::7"}) {
            rig.routes.put(peer, new NfServices.FibResult("unicast", 2, "eth0"));
        }
        for (String line : NftRulesGoldenTest.lines("/nft/kernel-packets.txt")) {
            byte[] frame = HexFormat.of().parseHex(line);
            SkBuff skb = SkBuff.wrap(frame, ETHERNET, frame.length);
            skb.protocol = (frame[12] & 0xff) << 8 | frame[13] & 0xff;
            skb.resetNetworkHeader();
            rig.pass(NfHook.PRE_ROUTING, skb);
        }
        Matcher counters = Pattern.compile("(.*) counter packets (\\d+) bytes (\\d+) comment \"(r\\d+)\"")
                .matcher(rig.tables.listRuleset(false, rig.now));
        List<String> counted = new ArrayList<>();
        while (counters.find()) {
            counted.add(counters.group(4) + " " + counters.group(2) + " " + counters.group(3));
        }
        assertThat(counted).isEqualTo(NftRulesGoldenTest.lines("/nft/kernel-counters.txt"));
        assertThat(counted).hasSize(152);
    }
}
