package io.rxpath.skb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ToeplitzTest {
    private final Toeplitz toeplitz = new Toeplitz(Toeplitz.microsoftKey());

    /** Microsoft, "Verifying the RSS hash calculation": destination, source, hash of addresses, hash with ports. */
    @ParameterizedTest(name = "{2}:{3} > {0}:{1}")
    @CsvSource({
        "161.142.100.80, 1766, 66.9.149.187, 2794, 323e8fc2, 51ccc178",
        "65.69.140.83, 4739, 199.92.111.2, 14230, d718262a, c626b0ea",
        "12.22.207.184, 38024, 24.19.198.95, 12898, d2d0a5de, 5c2b394a",
        "209.142.163.6, 2217, 38.27.205.30, 48228, 82989176, afc7327f",
        "202.188.127.2, 1303, 153.39.163.191, 44251, 5d1809c5, 10e828a2",
    })
    void shouldHashIpv4AsPublished(String dst, int dport, String src, int sport, String addresses, String flow)
            throws UnknownHostException {
        byte[] input = new byte[12];
        System.arraycopy(InetAddress.getByName(src).getAddress(), 0, input, 0, 4);
        System.arraycopy(InetAddress.getByName(dst).getAddress(), 0, input, 4, 4);
        Bytes.put16(input, 8, sport);
        Bytes.put16(input, 10, dport);
        int saddr = Bytes.get32(input, 0);
        int daddr = Bytes.get32(input, 4);

        assertThat(hex(toeplitz.hashV4(saddr, daddr))).isEqualTo(addresses);
        assertThat(hex(toeplitz.hashV4(saddr, daddr, sport, dport))).isEqualTo(flow);
        assertThat(hex(toeplitz.hash(input, 0, 8))).isEqualTo(addresses);
        assertThat(hex(toeplitz.hash(input, 0, 12))).isEqualTo(flow);
    }

    /** The IPv6 half of the same suite. */
    @ParameterizedTest(name = "{2}.{3} > {0}.{1}")
    @CsvSource({
        "3ffe:2501:200:3::1, 1766, 3ffe:2501:200:1fff::7, 2794, 2cc18cd5, 40207d3d",
        "ff02::1, 4739, 3ffe:501:8::260:97ff:fe40:efab, 14230, 0f0c461c, dde51bbf",
        "fe80::200:f8ff:fe21:67cf, 38024, 3ffe:1900:4545:3:200:f8ff:fe21:67cf, 44251, 4b61e985, 02d1feef",
    })
    void shouldHashIpv6AsPublished(String dst, int dport, String src, int sport, String addresses, String flow)
            throws UnknownHostException {
        byte[] input = new byte[36];
        System.arraycopy(InetAddress.getByName(src).getAddress(), 0, input, 0, 16);
        System.arraycopy(InetAddress.getByName(dst).getAddress(), 0, input, 16, 16);
        Bytes.put16(input, 32, sport);
        Bytes.put16(input, 34, dport);
        long sHi = Bytes.get64(input, 0);
        long sLo = Bytes.get64(input, 8);
        long dHi = Bytes.get64(input, 16);
        long dLo = Bytes.get64(input, 24);

        assertThat(hex(toeplitz.hashV6(sHi, sLo, dHi, dLo))).isEqualTo(addresses);
        assertThat(hex(toeplitz.hashV6(sHi, sLo, dHi, dLo, sport, dport))).isEqualTo(flow);
        assertThat(hex(toeplitz.hash(input, 0, 36))).isEqualTo(flow);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldAgreeWithShiftingTheWholeKeyBitByBit(long seed) {
        Random random = new Random(seed);
        byte[] key = new byte[Toeplitz.KEY_LENGTH];
        random.nextBytes(key);
        Toeplitz tables = new Toeplitz(key);
        for (int i = 0; i < 200; i++) {
            byte[] input = new byte[40];
            random.nextBytes(input);
            int off = random.nextInt(5);
            int len = random.nextInt(37);

            assertThat(tables.hash(input, off, len))
                    .as("seed %d round %d", seed, i)
                    .isEqualTo(naive(key, input, off, len));
        }
    }

    @Test
    void shouldHashBothDirectionsAlikeWithAKeyOfPeriodSixteen() {
        byte[] key = new byte[Toeplitz.KEY_LENGTH];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) (i % 2 == 0 ? 0x6d : 0x5a);
        }
        Toeplitz symmetric = new Toeplitz(key);

        assertThat(symmetric.hashV4(0x0a000001, 0xc0a80102, 1234, 80))
                .isEqualTo(symmetric.hashV4(0xc0a80102, 0x0a000001, 80, 1234))
                .isNotZero();
    }

    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(ints = {0, 39, 41, 52})
    void shouldRefuseAKeyOfAnotherLengthAndNameIt(int length) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Toeplitz(new byte[length]))
                .withMessageContaining("40")
                .withMessageContaining(Integer.toString(length));
    }

    @Test
    void shouldNotHandOutItsOwnKey() {
        Toeplitz.microsoftKey()[0] = 0;

        assertThat(HexFormat.of().formatHex(Toeplitz.microsoftKey()))
                .startsWith("6d5a56da255b0ec2")
                .hasSize(80);
    }

    private static String hex(int hash) {
        return HexFormat.of().toHexDigits(hash);
    }

    private static int naive(byte[] key, byte[] input, int off, int len) {
        BigInteger k = new BigInteger(1, key);
        int hash = 0;
        for (int bit = 0; bit < len * 8; bit++) {
            if ((input[off + bit / 8] & 0x80 >> bit % 8) != 0) {
                hash ^= k.shiftRight(key.length * 8 - 32 - bit).intValue();
            }
        }
        return hash;
    }
}
