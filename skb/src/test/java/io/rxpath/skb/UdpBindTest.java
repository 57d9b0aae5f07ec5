package io.rxpath.skb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a UDP socket may be bound to, which of them get into each other's way, and their numbers. */
class UdpBindTest {
    private static final UdpBind SEVEN = UdpBind.on(7);
    private static final IpAddress A = IpAddress.parse("10.9.0.2");
    private static final IpAddress B = IpAddress.parse("10.9.0.3");
    private static final IpAddress V6 = IpAddress.parse("fd00::2");

    @ParameterizedTest(name = "SO_RCVBUF {0}")
    @CsvSource({"1, 2304", "1152, 2304", "4608, 9216", "212992, 425984", "9999999, 425984"})
    void setsockoptDoublesWithinItsLimits(int asked, int rcvbuf) {
        assertThat(UdpBind.withRcvbuf(7, asked).rcvbuf()).isEqualTo(rcvbuf);
    }

    static List<Arguments> pairs() {
        UdpBind connected = SEVEN.connect(B, 9);
        return List.of(
                Arguments.of("the same", SEVEN, SEVEN, true),
                Arguments.of("other ports", SEVEN, UdpBind.on(8), false),
                Arguments.of("one address and all", SEVEN.address(A), SEVEN, true),
                Arguments.of("two addresses", SEVEN.address(A), SEVEN.address(B), false),
                Arguments.of("both families", SEVEN, UdpBind.onAny(7), true),
                Arguments.of("IPv6 only beside IPv4", SEVEN, UdpBind.onAny(7).onlyV6(), false),
                Arguments.of(
                        "one IPv6 address beside IPv4", SEVEN, UdpBind.onAny(7).address(V6), false),
                Arguments.of("all of IPv6 and one of IPv4", UdpBind.onAny(7), SEVEN.address(A), true),
                Arguments.of("two devices", SEVEN.device("eth0"), SEVEN.device("eth1"), false),
                Arguments.of("a device and all", SEVEN.device("eth0"), SEVEN, true),
                Arguments.of("both share", SEVEN.reuseport(0), SEVEN.reuseport(1), false),
                Arguments.of("one does not share", SEVEN.reuseport(0), SEVEN, true),
                Arguments.of("a connected one", SEVEN, connected, false));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pairs")
    void bindFindsAPortInUse(String name, UdpBind one, UdpBind other, boolean inUse) {
        for (List<UdpBind> pair : List.of(List.of(one, other), List.of(other, one))) {
            if (inUse) {
                assertThatThrownBy(() -> UdpBind.check(pair)).hasMessage("udp port 7 is bound twice, expected once");
            } else {
                assertThatCode(() -> UdpBind.check(pair)).doesNotThrowAnyException();
            }
        }
    }

    @Test
    void badOnesAreRefused() {
        assertThatThrownBy(() -> UdpBind.on(0)).hasMessage("udp port is 0, expected 1 to 65535");
        assertThatThrownBy(() -> SEVEN.rcvbuf(1)).hasMessage("rcvbuf of udp port 7 is 1, expected 2304 or more");
        assertThatThrownBy(() -> SEVEN.connect(A, 0))
                .hasMessage("udp port 7 is connected to 10.9.0.2 port 0, expected both an address and a port");
        assertThatThrownBy(() -> SEVEN.connect(V6, 9))
                .hasMessage("udp port 7 is bound to 0.0.0.0 and connected to fd00::2, expected one family");
        assertThatThrownBy(() -> SEVEN.onlyV6()).hasMessage("udp port 7 of 0.0.0.0 cannot be IPv6 only");
        assertThatThrownBy(() -> UdpBind.check(List.of(SEVEN.reuseport(1), SEVEN.reuseport(1))))
                .hasMessage("udp port 7 is number 1 twice among those that share it, expected numbers of their own");
    }

    @Test
    void theCookieIsThatOfTheBindingAndSaysSo() {
        assertThat(SEVEN.cookie()).isEqualTo(UdpBind.on(7).rcvbuf(9999).cookie());
        assertThat(List.of(
                        SEVEN.cookie(),
                        UdpBind.on(8).cookie(),
                        UdpBind.onAny(7).cookie(),
                        SEVEN.address(A).cookie(),
                        SEVEN.connect(A, 1).cookie(),
                        SEVEN.device("eth0").cookie(),
                        SEVEN.reuseport(1).cookie()))
                .doesNotHaveDuplicates()
                .allSatisfy(cookie -> {
                    assertThat(SockCookie.isUdp(cookie)).isTrue();
                    assertThat(SockCookie.isPing(cookie)).isFalse();
                });
        long ping = SockCookie.ping(0x1234, true);
        assertThat(SockCookie.isPing(ping)).isTrue();
        assertThat(SockCookie.isUdp(ping)).isFalse();
        assertThat(SockCookie.pingIdent(ping)).isEqualTo(0x1234);
        assertThat(SockCookie.isUdp(0x0003_0000_0000_0001L)).isFalse();
    }
}
