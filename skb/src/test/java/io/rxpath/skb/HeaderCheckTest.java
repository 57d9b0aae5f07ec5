package io.rxpath.skb;

import static io.rxpath.skb.SkbDropReason.NOT_DROPPED_YET;
import static io.rxpath.skb.SkbDropReason.NOT_SPECIFIED;
import static io.rxpath.skb.SkbDropReason.PKT_TOO_SMALL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What check() accepts, no accessor may leave. */
class HeaderCheckTest {
    private interface Check {
        SkbDropReason check(byte[] a, int off, int len);
    }

    private record View(String name, int length, Check check, BiFunction<byte[], Integer, Object> open) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final List<View> VIEWS = List.of(
            new View("Ethernet", EthernetHeader.LENGTH, EthernetHeader::check, EthernetHeader::new),
            new View("VLAN", VlanTag.LENGTH, VlanTag::check, VlanTag::new),
            new View("ARP", ArpHeader.LENGTH, ArpHeader::check, ArpHeader::new),
            new View("IPv4", Ipv4Header.LENGTH, Ipv4Header::check, Ipv4Header::new),
            new View("IPv6", Ipv6Header.LENGTH, Ipv6Header::check, Ipv6Header::new),
            new View("ICMP", IcmpHeader.LENGTH, IcmpHeader::check, IcmpHeader::new),
            new View("UDP", UdpHeader.LENGTH, UdpHeader::check, UdpHeader::new),
            new View("TCP", TcpHeader.LENGTH, TcpHeader::check, TcpHeader::new));

    static Stream<View> views() {
        return VIEWS.stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("views")
    void shouldRefuseEveryLengthBelowTheHeaderWithoutReadingBeyond(View view) {
        for (int len = 0; len < view.length; len++) {
            byte[] a = new byte[5 + len];
            Arrays.fill(a, (byte) 0x55);
            assertThat(view.check.check(a, 5, len).dropped())
                    .as("%d bytes", len)
                    .isTrue();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("views")
    void shouldKeepEveryAccessorInsideWhatCheckAccepted(View view) throws ReflectiveOperationException {
        Random random = new Random(42);
        int accepted = 0;
        for (int i = 0; i < 3000; i++) {
            int off = random.nextInt(8);
            int len = random.nextInt(70);
            byte[] a = new byte[off + len];
            random.nextBytes(a);
            if (len > 0 && random.nextBoolean()) {
                // Random first bytes are seldom versions; help the IP headers along.
                a[off] = (byte) (i % 2 == 0 ? 0x40 | random.nextInt(16) : 0x60);
            }
            if (view.check.check(a, off, len) == NOT_DROPPED_YET) {
                accepted++;
                readEverything(view.open.apply(a, off), len);
            }
        }
        assertThat(accepted).isGreaterThan(100);
    }

    static Stream<Arguments> reasons() {
        return Stream.of(
                Arguments.of("Ethernet 13", PKT_TOO_SMALL, EthernetHeader.check(new byte[13], 0, 13)),
                Arguments.of("Ethernet 14", NOT_DROPPED_YET, EthernetHeader.check(new byte[14], 0, 14)),
                Arguments.of("VLAN 3", NOT_SPECIFIED, VlanTag.check(new byte[3], 0, 3)),
                Arguments.of("VLAN 4", NOT_DROPPED_YET, VlanTag.check(new byte[4], 0, 4)),
                Arguments.of("ARP 27", PKT_TOO_SMALL, ArpHeader.check(new byte[27], 0, 27)),
                Arguments.of("ARP 28", NOT_DROPPED_YET, ArpHeader.check(new byte[28], 0, 28)),
                Arguments.of("ICMP 7", NOT_SPECIFIED, IcmpHeader.check(new byte[7], 0, 7)),
                Arguments.of("ICMP 8", NOT_DROPPED_YET, IcmpHeader.check(new byte[8], 0, 8)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("reasons")
    void shouldGiveTheReasonOfTheKernel(String name, SkbDropReason expected, SkbDropReason actual) {
        assertThat(actual).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "plain, 0x45, 20, NOT_DROPPED_YET",
        "one byte short, 0x45, 19, IP_INHDR",
        "version 5, 0x55, 60, IP_INHDR",
        "version 6, 0x65, 60, IP_INHDR",
        "header of four words, 0x44, 60, IP_INHDR",
        "header of no words, 0x40, 60, IP_INHDR",
        "options all there, 0x4f, 60, NOT_DROPPED_YET",
        "options cut, 0x4f, 59, IP_INHDR",
        "one word of options cut, 0x46, 23, IP_INHDR",
    })
    void shouldCheckIpv4(String name, int versionIhl, int len, SkbDropReason expected) {
        byte[] a = new byte[len];
        a[0] = (byte) versionIhl;

        assertThat(Ipv4Header.check(a, 0, len)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "plain, 0x60, 40, NOT_DROPPED_YET",
        "one byte short, 0x60, 39, IP_INHDR",
        "version 4, 0x45, 40, IP_INHDR",
    })
    void shouldCheckIpv6(String name, int firstByte, int len, SkbDropReason expected) {
        byte[] a = new byte[len];
        a[0] = (byte) firstByte;

        assertThat(Ipv6Header.check(a, 0, len)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "header only, 8, 8, NOT_DROPPED_YET",
        "length below the header, 7, 8, PKT_TOO_SMALL",
        "length zero, 0, 100, PKT_TOO_SMALL",
        "one byte short, 8, 7, NOT_SPECIFIED",
        "data elsewhere, 1400, 8, NOT_DROPPED_YET",
    })
    void shouldCheckUdp(String name, int length, int len, SkbDropReason expected) {
        byte[] a = new byte[8];
        Bytes.put16(a, 4, length);

        assertThat(UdpHeader.check(a, 0, len)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "plain, 5, 20, NOT_DROPPED_YET",
        "one byte short, 5, 19, NOT_SPECIFIED",
        "data offset of four words, 4, 60, PKT_TOO_SMALL",
        "data offset of no words, 0, 60, PKT_TOO_SMALL",
        "options all there, 15, 60, NOT_DROPPED_YET",
        "options cut, 15, 59, NOT_SPECIFIED",
        "one word of options cut, 6, 23, NOT_SPECIFIED",
    })
    void shouldCheckTcp(String name, int doff, int len, SkbDropReason expected) {
        byte[] a = new byte[len];
        a[12] = (byte) (doff << 4);

        assertThat(TcpHeader.check(a, 0, len)).isEqualTo(expected);
    }

    private static void readEverything(Object view, int len) throws ReflectiveOperationException {
        for (Method method : view.getClass().getDeclaredMethods()) {
            boolean accessor = Modifier.isPublic(method.getModifiers())
                    && !Modifier.isStatic(method.getModifiers())
                    && method.getParameterCount() == 0;
            if (accessor) {
                assertThatCode(() -> method.invoke(view))
                        .as("%s with %d bytes", method, len)
                        .doesNotThrowAnyException();
            }
        }
        if (view instanceof TcpHeader th) {
            assertThat(th.headerLength()).isBetween(TcpHeader.LENGTH, len);
        }
    }
}
