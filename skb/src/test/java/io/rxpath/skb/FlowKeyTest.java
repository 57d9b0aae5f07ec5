package io.rxpath.skb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlowKeyTest {
    private static FlowKey key(String local, int localPort, String remote, int remotePort) {
        IpAddress us = IpAddress.parse(local);
        IpAddress peer = IpAddress.parse(remote);
        return new FlowKey(us.hi(), us.lo(), peer.hi(), peer.lo(), localPort, remotePort);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            IPv4,             10.9.0.2, 80,    10.9.0.1,        40000, 10.9.0.2:80 <- 10.9.0.1:40000,        true
            high addresses,   192.0.2.2, 65535, 255.255.255.255, 0,    192.0.2.2:65535 <- 255.255.255.255:0, true
            IPv6,             fd00::2,  80,    fd00::1,         40000, [fd00::2]:80 <- [fd00::1]:40000,      false
            """)
    void shouldKeepBothEnds(
            String name, String local, int localPort, String remote, int remotePort, String text, boolean v4) {
        FlowKey key = key(local, localPort, remote, remotePort);

        assertThat(key).hasToString(text);
        assertThat(key.isV4()).isEqualTo(v4);
        assertThat(key.local()).isEqualTo(IpAddress.parse(local));
        assertThat(key.remote()).isEqualTo(IpAddress.parse(remote));
        byte[] a = new byte[FlowKey.ENCODED_LENGTH + 4];
        key.encode(a, 3);
        assertThat(FlowKey.decode(a, 3)).isEqualTo(key);
        assertThat(a[2]).as("byte in front").isZero();
        assertThat(a[3 + FlowKey.ENCODED_LENGTH]).as("byte behind").isZero();
    }

    @Test
    void shouldBeTheSameMadeOfIntegers() {
        FlowKey key = FlowKey.v4(0xc0000202, 80, 0x0a090001, 40000);

        assertThat(key).isEqualTo(key("192.0.2.2", 80, "10.9.0.1", 40000));
        assertThat(key).hasSameHashCodeAs(key("192.0.2.2", 80, "10.9.0.1", 40000));
        assertThat(key.localV4()).isEqualTo(0xc0000202);
        assertThat(key.remoteV4()).isEqualTo(0x0a090001);
    }

    /** A client's connections differ in the source port only: they must not all meet in one bucket. */
    @Test
    void shouldSpreadThePortsOfOneClient() {
        Set<Integer> buckets = new HashSet<>();
        for (int port = 32768; port < 32768 + 4096; port++) {
            int hash = FlowKey.v4(0x0a090002, 80, 0x0a090001, port).hashCode();
            buckets.add((hash ^ hash >>> 16) & 0xfff);
        }

        // 4096 keys thrown at random into 4096 buckets hit 1 - 1/e of them: 2589.
        assertThat(buckets).hasSizeGreaterThan(2400);
    }

    @Test
    void shouldDifferInEveryField() {
        Random random = new Random(7);
        for (int i = 0; i < 200; i++) {
            FlowKey key = Samples.flow(random);
            byte[] a = new byte[FlowKey.ENCODED_LENGTH];
            key.encode(a, 0);
            a[random.nextInt(a.length)] ^= (byte) (1 << random.nextInt(8));

            assertThat(FlowKey.decode(a, 0)).isNotEqualTo(key);
        }
    }
}
