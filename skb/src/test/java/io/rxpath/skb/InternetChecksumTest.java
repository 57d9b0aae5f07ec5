package io.rxpath.skb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InternetChecksumTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            the example of RFC 1071 section 3        | 0001f203f4f5f6f7                         | 220d
            no bytes at all                          | ''                                       | ffff
            a single byte is a high byte             | 12                                       | edff
            an odd tail is a high byte               | 00010200                                 | fdfe
            three bytes                              | 000102                                   | fdfe
            all ones sum to all ones                 | ffffffff                                 | 0000
            all zeros                                | 00000000                                 | ffff
            one end-around carry                     | ffff0001                                 | fffe
            a second carry out of the first          | fffffffffffffffffffffffffffffffe         | 0001
            an IPv4 header, checksum field zeroed    | 450000730000400040110000c0a80001c0a800c7 | b861
            the same header with its checksum        | 45000073000040004011b861c0a80001c0a800c7 | 0000
            """)
    void shouldSumKnownBytes(String name, String hex, String expected) {
        byte[] bytes = HexFormat.of().parseHex(hex);

        assertThat(hex4(InternetChecksum.checksum(bytes, 0, bytes.length))).isEqualTo(expected);
    }

    @Test
    void shouldFoldTheExampleOfRfc1071ToItsPublishedSum() {
        byte[] bytes = HexFormat.of().parseHex("0001f203f4f5f6f7");

        assertThat(hex4(InternetChecksum.fold(InternetChecksum.partial(bytes, 0, 8, 0))))
                .isEqualTo("ddf2");
    }

    @ParameterizedTest(name = "fold {0}")
    @CsvSource({"0,0", "0xffff,0xffff", "0x10000,1", "0x1ffff,1", "0x7fffffffffffffff,0x7fff", "-1,0xffff"})
    void shouldFoldAnyLongByEndAroundCarry(String sum, String expected) {
        assertThat(InternetChecksum.fold(Long.decode(sum))).isEqualTo(Integer.decode(expected));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void shouldAgreeWithTheNaiveSumAtAnyOffsetAndLength(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 2000; i++) {
            int off = random.nextInt(9);
            int len = random.nextInt(i % 10 == 0 ? 1600 : 40);
            byte[] bytes = new byte[off + len + random.nextInt(9)];
            random.nextBytes(bytes);

            assertThat(InternetChecksum.checksum(bytes, off, len))
                    .as("seed %d round %d off %d len %d", seed, i, off, len)
                    .isEqualTo(naive(bytes, off, len));
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {11, 12, 13})
    void shouldJoinBlocksOfAnyLength(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            long sum = 0;
            int at = 0;
            while (at < bytes.length) {
                int block = 1 + random.nextInt(bytes.length - at);
                sum = InternetChecksum.blockAdd(sum, InternetChecksum.partial(bytes, at, block, 0), at);
                at += block;
            }

            assertThat(InternetChecksum.finish(sum))
                    .as("seed %d round %d", seed, i)
                    .isEqualTo(naive(bytes, 0, bytes.length));
        }
    }

    @Test
    void shouldUpdateToZeroWhereRfc1624SaysTheOldEquationFailed() {
        assertThat(InternetChecksum.replace16(0xdd2f, 0x5555, 0x3285)).isZero();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {21, 22, 23})
    void shouldUpdateSixteenBitsAsIfSummedAgain(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 2000; i++) {
            byte[] bytes = new byte[20];
            random.nextBytes(bytes);
            bytes[0] = 0x45;
            int before = InternetChecksum.checksum(bytes, 0, 20);
            int at = 2 + 2 * random.nextInt(9);
            int oldWord = Bytes.get16(bytes, at);
            Bytes.put16(bytes, at, random.nextInt(8) == 0 ? 0xffff : random.nextInt());

            assertThat(InternetChecksum.replace16(before, oldWord, Bytes.get16(bytes, at)))
                    .as("seed %d round %d", seed, i)
                    .isEqualTo(InternetChecksum.checksum(bytes, 0, 20));
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {31, 32, 33})
    void shouldUpdateThirtyTwoBitsAsIfSummedAgain(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 2000; i++) {
            byte[] bytes = new byte[20];
            random.nextBytes(bytes);
            bytes[0] = 0x45;
            int before = InternetChecksum.checksum(bytes, 0, 20);
            int at = 2 + 2 * random.nextInt(8);
            int oldWord = Bytes.get32(bytes, at);
            Bytes.put32(bytes, at, random.nextInt());

            assertThat(InternetChecksum.replace32(before, oldWord, Bytes.get32(bytes, at)))
                    .as("seed %d round %d", seed, i)
                    .isEqualTo(InternetChecksum.checksum(bytes, 0, 20));
        }
    }

    @Test
    void shouldSumThePseudoHeaderOfIpv4AsItsBytes() {
        byte[] pseudo = HexFormat.of().parseHex("c0a80001" + "ffffffff" + "0006" + "ffff");

        long sum = InternetChecksum.pseudoV4(0xc0a80001, 0xffffffff, IpProtocol.TCP, 0xffff);

        assertThat(InternetChecksum.finish(sum)).isEqualTo(naive(pseudo, 0, pseudo.length));
    }

    @Test
    void shouldSumThePseudoHeaderOfIpv6AsItsBytes() {
        byte[] pseudo = HexFormat.of()
                .parseHex("20010db8000000000000000000000001" + "ffffffffffffffffffffffffffffffff" + "00012345"
                        + "0000003a");

        long sum = InternetChecksum.pseudo(0x20010db800000000L, 1, -1, -1, IpProtocol.ICMPV6, 0x12345);

        assertThat(InternetChecksum.finish(sum)).isEqualTo(naive(pseudo, 0, pseudo.length));
    }

    @Test
    void shouldAcceptADatagramThatCarriesItsOwnChecksum() {
        byte[] udp = HexFormat.of().parseHex("00350035000a" + "0000" + "abcd");
        long pseudo = InternetChecksum.pseudoV4(0xc0a80001, 0xc0a80002, IpProtocol.UDP, udp.length);

        int check = InternetChecksum.finish(InternetChecksum.partial(udp, 0, udp.length, pseudo));
        Bytes.put16(udp, 6, check);

        // c0a8+0001+c0a8+0002+0011+000a of the pseudo header and 0035+0035+000a+abcd make 22daf, folded 2db1.
        assertThat(hex4(check)).isEqualTo("d24e");
        assertThat(InternetChecksum.finish(InternetChecksum.partial(udp, 0, udp.length, pseudo)))
                .isZero();
    }

    private static String hex4(int value) {
        return HexFormat.of().toHexDigits((short) value);
    }

    /** RFC 1071 read literally: one 16-bit word at a time, carry folded at every step. */
    private static int naive(byte[] bytes, int off, int len) {
        int sum = 0;
        for (int i = 0; i < len; i += 2) {
            int word = (bytes[off + i] & 0xff) << 8;
            if (i + 1 < len) {
                word += bytes[off + i + 1] & 0xff;
            }
            sum += word;
            if (sum > 0xffff) {
                sum -= 0xffff;
            }
        }
        return 0xffff - sum;
    }
}
