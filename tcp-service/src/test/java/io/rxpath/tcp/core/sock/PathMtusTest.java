package io.rxpath.tcp.core.sock;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.IpAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is believed of a path, and for how long. */
class PathMtusTest {
    private static final IpAddress PEER = IpAddress.parse("192.0.2.1");
    private static final long MINUTE = 60_000_000_000L;

    private final PathMtus paths = new PathMtus();

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1,  1500, 1200, 1200, less is believed",
        "192.0.2.1,  1500, 552,  552,  the least",
        "192.0.2.1,  1500, 300,  552,  less than the least is not believed",
        "192.0.2.1,  1500, 0,    552,  a router of before RFC 1191",
        "192.0.2.1,  1500, 1600, 1500, more than the device takes is no news",
        "192.0.2.1,  400,  300,  400,  a device that takes less than the least",
        "2001:db8::1, 1500, 1400, 1400, IPv6",
        "2001:db8::1, 1500, 600,  1280, IPv6 has a least MTU of its own",
    })
    void believes(String peer, int device, int told, int expected, String why) {
        IpAddress address = IpAddress.parse(peer);
        paths.update(address, told, device, 0);
        assertThat(paths.mtu(address, device, 1)).as(why).isEqualTo(expected);
    }

    @Test
    void aWiderPathIsNoNewsAndANarrowerOneIs() {
        paths.update(PEER, 1200, 1500, 0);
        paths.update(PEER, 1300, 1500, MINUTE);
        assertThat(paths.mtu(PEER, 1500, MINUTE)).isEqualTo(1200);
        paths.update(PEER, 1000, 1500, MINUTE);
        assertThat(paths.mtu(PEER, 1500, MINUTE)).isEqualTo(1000);
        assertThat(paths.mtu(IpAddress.parse("192.0.2.2"), 1500, MINUTE)).isEqualTo(1500);
    }

    @Test
    void isForgottenAfterTenMinutes() {
        paths.update(PEER, 1200, 1500, 0);
        assertThat(paths.takeChanged()).containsExactly(PEER);
        assertThat(paths.mtu(PEER, 1500, 10 * MINUTE - 1)).isEqualTo(1200);
        assertThat(paths.takeChanged()).isEmpty();
        assertThat(paths.mtu(PEER, 1500, 10 * MINUTE)).isEqualTo(1500);
        assertThat(paths.isEmpty()).isTrue();
        assertThat(paths.takeChanged()).containsExactly(PEER);
    }

    @Test
    void theOldestMakesRoom() {
        for (int i = 0; i <= PathMtus.MAX; i++) {
            paths.update(IpAddress.v4(i), 1200, 1500, 0);
        }
        assertThat(paths.get(IpAddress.v4(0))).isNull();
        assertThat(paths.mtu(IpAddress.v4(1), 1500, 1)).isEqualTo(1200);
        assertThat(paths.takeChanged()).contains(IpAddress.v4(0));
    }
}
