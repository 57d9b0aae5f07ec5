package io.rxpath.skb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccEcnOptionTest {
    private static final int[] START = {0x100, 0x300};
    private static final int[] END = {0x200, 0x400};

    /** The counters are 0xa1b2c3, 0xd4e5f6 and 0x010203; what is given besides is SACK-permitted, scale and blocks. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            all three alone                  |  3 | false | -1 | 0 | ae0ba1b2c3d4e5f601020301
            two                              |  2 | false | -1 | 0 | ae08a1b2c3d4e5f6
            one alone is filled up           |  1 | false | -1 | 0 | ae05a1b2c3010101
            none alone is filled up          |  0 | false | -1 | 0 | ae020101
            one in front of SACK-permitted   |  1 | true  | -1 | 0 | ae05a1b2c3010402
            none in front of SACK-permitted  |  0 | true  | -1 | 0 | ae020402
            one in front of a window scale   |  1 | false |  7 | 0 | ae05a1b2c3030307
            none needs two bytes             |  0 | false |  7 | 0 | 01030307ae020101
            one in front of a SACK block     |  1 | false | -1 | 1 | ae05a1b2c301050a0000010000000200
            none in front of a SACK block    |  0 | false | -1 | 1 | ae02050a0000010000000200
            three in front of a SACK block   |  3 | false | -1 | 1 | ae0ba1b2c3d4e5f6010203010101050a0000010000000200
            no option                        | -1 | true  | -1 | 0 | 01010402
            """)
    void write(String name, int fields, boolean sack, int scale, int blocks, String expected) {
        AccEcnOption option = new AccEcnOption();
        option.fields = fields;
        option.e1b = 0xa1b2c3;
        option.ceb = 0xd4e5f6;
        option.e0b = 0x010203;
        byte[] header = new byte[60];
        int length = TcpOptionWriter.write(
                header, TcpHeader.LENGTH, 0, sack, scale, false, 0, 0, blocks, START, END, option);
        byte[] written = Arrays.copyOfRange(header, TcpHeader.LENGTH, TcpHeader.LENGTH + length);
        assertThat(HexFormat.of().formatHex(written)).isEqualTo(expected);
        new TcpHeader(header, 0).doffAndFlags((TcpHeader.LENGTH + length) / 4, TcpHeader.SYN);
        TcpOptions read = new TcpOptions();
        read.parse(header, 0, true);
        assertThat(read.accEcnKind).isEqualTo(fields < 0 ? 0 : TcpOptions.KIND_ACCECN1);
        assertThat(read.accEcnFields).isEqualTo(Math.max(0, fields));
        int[] wire = {option.e1b, option.ceb, option.e0b};
        for (int i = 0; i < fields; i++) {
            assertThat(read.accEcn[i]).isEqualTo(wire[i]);
        }
    }
}
