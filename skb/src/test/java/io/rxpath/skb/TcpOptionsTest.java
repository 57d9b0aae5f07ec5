package io.rxpath.skb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TcpOptionsTest {
    private final TcpOptions options = new TcpOptions();

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            no options                           | true  | ''                                       | ''
            MSS                                  | true  | 020405b4                                 | mss 1460
            MSS of zero is none                  | true  | 02040000                                 | ''
            the last MSS counts                  | true  | 020405b402040218                         | mss 536
            MSS not on a SYN                     | false | 020405b4                                 | ''
            MSS of wrong length is stepped over  | true  | 0203050104020101                         | sackOK
            window scale                         | true  | 01030307                                 | wscale 7
            window scale of 14                   | true  | 0103030e                                 | wscale 14
            window scale above 14 counts as 14   | true  | 0103030f                                 | wscale 14
            window scale of 255 counts as 14     | true  | 010303ff                                 | wscale 14
            window scale not on a SYN            | false | 01030307                                 | ''
            window scale of wrong length         | true  | 03040701                                 | ''
            SACK permitted                       | true  | 01010402                                 | sackOK
            SACK permitted not on a SYN          | false | 01010402                                 | ''
            SACK permitted of wrong length       | true  | 04030001                                 | ''
            timestamp on a SYN                   | true  | 0101080afedcba9800000000                 | TS val 4275878552 ecr 0
            timestamp later                      | false | 0101080a00000001ffffffff                 | TS val 1 ecr 4294967295
            timestamp not aligned                | false | 080a00000001000000020000                 | TS val 1 ecr 2
            timestamp of wrong length            | false | 08080000000100000101                     | ''
            all that Linux sends on a SYN        | true  | 020405b40402080a00000005000000000103030a | mss 1460,sackOK,TS val 5 ecr 0,wscale 10
            one SACK block                       | false | 0101050a0000000100000005                 | sack {1:5}
            two SACK blocks                      | false | 010105120000000100000005fffffff000000000 | sack {1:5}{4294967280:0}
            SACK without a block                 | false | 05020101                                 | ''
            SACK with half a block               | false | 0506000000010101                         | ''
            SACK with one and a half blocks      | false | 050e00000001000000020000000300000101     | ''
            the second SACK option counts        | false | 050a0000000100000002050a0000000300000004 | sack {3:4}
            fast open asks for a cookie          | true  | 22020101                                 | tfo
            fast open with a cookie              | true  | 220a11223344556677880101                 | tfo
            fast open with an odd cookie         | true  | 2207112233445501                         | ''
            fast open with a cookie too short    | true  | 22041122                                 | ''
            fast open not on a SYN               | false | 22020101                                 | ''
            the end hides what follows           | true  | 00020405b4010101                         | ''
            what came before the end stays       | true  | 020405b400030307                         | mss 1460
            only NOPs                            | true  | 01010101                                 | ''
            an unknown kind is stepped over      | true  | fd04abcd020405b4                         | mss 1460
            length zero ends the parsing         | true  | fd000000020405b4                         | ''
            length one ends the parsing          | true  | fd010000020405b4                         | ''
            a known kind with length one, too    | true  | 02010000020405b4                         | ''
            length beyond the header ends it     | true  | 020405b4fd050000                         | mss 1460
            a kind in the last byte ends it      | true  | 020405b401010102                         | mss 1460
            a timestamp cut by the header        | false | 0101080a00000001                         | ''
            """)
    void shouldParse(String name, boolean syn, String hex, String expected) {
        byte[] a = segment(3, hex);
        assertThat(TcpHeader.check(a, 3, a.length - 3)).isEqualTo(SkbDropReason.NOT_DROPPED_YET);

        options.parse(a, 3, syn);

        assertThat(describe(options)).isEqualTo(expected);
    }

    @Test
    void shouldFillAllFourSackBlocks() {
        options.parse(
                segment(
                        0,
                        "01010522" + "0000000100000002" + "0000000300000004" + "0000000500000006" + "0000000700000008"),
                0,
                false);

        assertThat(describe(options)).isEqualTo("sack {1:2}{3:4}{5:6}{7:8}");
    }

    @Test
    void shouldForgetThePacketBefore() {
        options.parse(segment(0, "020405b40402080a00000005000000000103030a"), 0, true);
        options.parse(segment(0, "0101050a0000000100000005"), 0, false);
        assertThat(describe(options)).isEqualTo("sack {1:5}");

        options.parse(segment(0, ""), 0, true);

        assertThat(describe(options)).isEmpty();
        assertThat(options.mss).isZero();
        assertThat(options.windowScale).isZero();
        assertThat(options.tsVal).isZero();
        assertThat(options.tsEcr).isZero();
    }

    @Test
    void shouldNotReadOptionsThatTheDataOffsetLeavesOut() {
        byte[] a = segment(0, "020405b4");
        a[12] = 0x50;

        options.parse(a, 0, true);

        assertThat(describe(options)).isEmpty();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldSurviveAnyBytes(long seed) {
        Random random = new Random(seed);
        byte[] kinds = {0, 1, 2, 3, 4, 5, 8, 34, (byte) 254};
        for (int i = 0; i < 20_000; i++) {
            int words = random.nextInt(11);
            byte[] a = new byte[20 + words * 4];
            random.nextBytes(a);
            for (int at = 20; at < a.length; at += 1 + random.nextInt(6)) {
                a[at] = kinds[random.nextInt(kinds.length)];
            }
            a[12] = (byte) (5 + words << 4);

            options.parse(a, 0, random.nextBoolean());

            assertThat(options.sackCount).as("seed %d round %d", seed, i).isBetween(0, 4);
            assertThat(options.windowScale).isBetween(0, 14);
            assertThat(options.sawMss).isEqualTo(options.mss != 0);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            nothing                      | 0    | false | -1 | false | 0 | ''
            MSS                          | 1460 | false | -1 | false | 0 | 020405b4
            MSS of 65535                 | 65535| false | -1 | false | 0 | 0204ffff
            window scale alone           | 0    | false | 7  | false | 0 | 01030307
            window scale of zero         | 0    | false | 0  | false | 0 | 01030300
            SACK permitted alone         | 0    | true  | -1 | false | 0 | 01010402
            timestamp alone              | 0    | false | -1 | true  | 0 | 0101080a80000001fedcba98
            SACK permitted and timestamp | 0    | true  | -1 | true  | 0 | 0402080a80000001fedcba98
            a SYN of Linux               | 1460 | true  | 7  | true  | 0 | 020405b40402080a80000001fedcba9801030307
            a SYN without timestamps     | 1460 | true  | 7  | false | 0 | 020405b40101040201030307
            one SACK block               | 0    | false | -1 | false | 1 | 0101050a0000000100000002
            timestamp and SACK blocks    | 0    | false | -1 | true  | 2 | 0101080a80000001fedcba98010105120000000100000002fffffff000000010
            four SACK blocks             | 0    | false | -1 | false | 4 | 010105220000000100000002fffffff00000001000000005000000060000000700000008
            """)
    void shouldWriteWhatLinuxWritesAndReadItBack(
            String name,
            int mss,
            boolean sackPermitted,
            int windowScale,
            boolean timestamp,
            int sacks,
            String expected) {
        byte[] a = new byte[60];
        int[] starts = {1, 0xfffffff0, 5, 7};
        int[] ends = {2, 0x10, 6, 8};

        int written = TcpOptionWriter.write(
                a, 20, mss, sackPermitted, windowScale, timestamp, 0x80000001, 0xfedcba98, sacks, starts, ends);

        assertThat(HexFormat.of().formatHex(a, 20, 20 + written)).isEqualTo(expected);
        assertThat(TcpOptionWriter.length(mss, sackPermitted, windowScale, timestamp, sacks))
                .isEqualTo(written);
        new TcpHeader(a, 0).doffAndFlags(5 + written / 4, TcpHeader.SYN);
        options.parse(a, 0, true);
        assertThat(options.mss).isEqualTo(mss);
        assertThat(options.sackPermitted).isEqualTo(sackPermitted);
        assertThat(options.sawWindowScale ? options.windowScale : -1).isEqualTo(windowScale);
        assertThat(options.sawTimestamp).isEqualTo(timestamp);
        assertThat(options.sackCount).isEqualTo(sacks);
    }

    @Test
    void shouldWriteATimestampOnItsOwn() {
        byte[] a = new byte[12];

        assertThat(TcpOptionWriter.writeTimestamp(a, 0, 1, 2)).isEqualTo(12);

        assertThat(HexFormat.of().formatHex(a)).isEqualTo("0101080a0000000100000002");
    }

    /** A segment of 20 bytes of header and the given options, padded with zeros to a whole word. */
    private static byte[] segment(int off, String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        int words = (bytes.length + 3) / 4;
        byte[] a = new byte[off + 20 + words * 4];
        System.arraycopy(bytes, 0, a, off + 20, bytes.length);
        new TcpHeader(a, off).doffAndFlags(5 + words, 0);
        return a;
    }

    private static String describe(TcpOptions o) {
        StringBuilder s = new StringBuilder();
        if (o.sawMss) {
            s.append(",mss ").append(o.mss);
        }
        if (o.sackPermitted) {
            s.append(",sackOK");
        }
        if (o.sawTimestamp) {
            s.append(",TS val ").append(Integer.toUnsignedLong(o.tsVal));
            s.append(" ecr ").append(Integer.toUnsignedLong(o.tsEcr));
        }
        if (o.sawWindowScale) {
            s.append(",wscale ").append(o.windowScale);
        }
        for (int i = 0; i < o.sackCount; i++) {
            s.append(i == 0 ? ",sack " : "").append('{').append(Integer.toUnsignedLong(o.sackStart[i]));
            s.append(':').append(Integer.toUnsignedLong(o.sackEnd[i])).append('}');
        }
        if (o.sawFastOpen) {
            s.append(",tfo");
        }
        return s.length() == 0 ? "" : s.substring(1);
    }
}
