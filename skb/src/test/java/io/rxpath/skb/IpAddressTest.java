package io.rxpath.skb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IpAddressTest {
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(textBlock = """
            plain,                          10.9.0.2,                    0,                0000ffff0a090002, 10.9.0.2
            lowest,                         0.0.0.0,                     0,                0000ffff00000000, 0.0.0.0
            highest,                        255.255.255.255,             0,                0000ffffffffffff, 255.255.255.255
            leading zeros are decimal,      010.009.000.002,             0,                0000ffff0a090002, 10.9.0.2
            any,                            ::,                          0,                0000000000000000, ::
            loopback,                       ::1,                         0,                0000000000000001, ::1
            gap in the middle,              fd00::2,                     fd00000000000000, 0000000000000002, fd00::2
            gap at the end,                 fe80::,                      fe80000000000000, 0000000000000000, fe80::
            all groups,                     1:2:3:4:5:6:7:8,             0001000200030004, 0005000600070008, 1:2:3:4:5:6:7:8
            capitals,                       FD00::ABCD,                  fd00000000000000, 000000000000abcd, fd00::abcd
            leading zeros of groups,        0001:0002::0008,             0001000200000000, 0000000000000008, 1:2::8
            first of two runs is longer,    1:0:0:0:5:0:0:8,             0001000000000000, 0005000000000008, 1::5:0:0:8
            second of two runs is longer,   1:0:0:4:0:0:0:8,             0001000000000004, 0000000000000008, 1:0:0:4::8
            first of two equal runs,        1:0:0:4:5:0:0:8,             0001000000000004, 0005000000000008, 1::4:5:0:0:8
            a single zero is not shortened, 1:0:3:4:5:6:7:8,             0001000000030004, 0005000600070008, 1:0:3:4:5:6:7:8
            gap of one group,               1:2:3:4:5:6:7::,             0001000200030004, 0005000600070000, 1:2:3:4:5:6:7:0
            mapped is IPv4,                 ::ffff:10.9.0.2,             0,                0000ffff0a090002, 10.9.0.2
            mapped in hexadecimal,          ::ffff:a09:2,                0,                0000ffff0a090002, 10.9.0.2
            dotted end,                     64:ff9b::10.9.0.2,           0064ff9b00000000, 000000000a090002, 64:ff9b::a09:2
            six groups and dotted end,      1:2:3:4:5:6:7.8.9.10,        0001000200030004, 000500060708090a, 1:2:3:4:5:6:708:90a
            """)
    void shouldReadAddresses(String name, String text, String hi, String lo, String printed) {
        IpAddress address = IpAddress.parse(text);

        assertThat(Long.toHexString(address.hi())).isEqualTo(stripZeros(hi));
        assertThat(Long.toHexString(address.lo())).isEqualTo(stripZeros(lo));
        assertThat(address).hasToString(printed);
        assertThat(IpAddress.parse(printed)).as("read back").isEqualTo(address);
    }

    private static String stripZeros(String hex) {
        return hex.replaceFirst("^0+(?=.)", "");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            nothing,                         ''
            a name,                          localhost
            three numbers,                   10.9.0
            five numbers,                    10.9.0.2.1
            number too great,                10.9.0.256
            empty number,                    10..0.2
            four digits,                     0010.9.0.2
            a sign,                          10.9.0.-2
            a plus sign,                     10.9.0.+2
            a space,                         '10.9.0. 2'
            a space in front,                ' 10.9.0.2'
            hexadecimal number,              0xa.9.0.2
            digits of another script,        '10.9.0.٢'
            seven groups,                    1:2:3:4:5:6:7
            nine groups,                     1:2:3:4:5:6:7:8:9
            gap and eight groups,            1:2:3:4::5:6:7:8
            two gaps,                        1::2::3
            three colons,                    1:::2
            colon at the end,                1:2:3:4:5:6:7:
            colon in front,                  :2:3:4:5:6:7:8
            a single colon,                  ':'
            group too long,                  fd00::12345
            no hexadecimal,                  fd00::g
            a zone,                          fe80::1%eth0
            dotted in front of a gap,        1.2.3.4::1
            dotted in the middle,            1:2:1.2.3.4:5:6:7
            dotted end too short,            ::1.2.3
            dotted end too great,            ::1.2.3.999
            seven groups and dotted end,     1:2:3:4:5:6:7:1.2.3.4
            brackets,                        '[::1]'
            a prefix length,                 10.9.0.2/24
            """)
    void shouldNameTheTextThatIsNone(String name, String text) {
        assertThatThrownBy(() -> IpAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'" + text + "' is not an IP address: expected a form like 10.9.0.2 or fd00::2");
    }

    /** The JDK's own parser is the other opinion; it asks no name server for texts that are addresses. */
    @Test
    void shouldAgreeWithTheJdk() throws UnknownHostException {
        Random random = new Random(42);
        for (int i = 0; i < 2000; i++) {
            StringBuilder text = new StringBuilder();
            for (int group = 0; group < 8; group++) {
                boolean zero = random.nextInt(3) == 0;
                text.append(group == 0 ? "" : ":").append(Integer.toHexString(zero ? 0 : random.nextInt(0x10000)));
            }
            InetAddress jdk = InetAddress.getByName(text.toString());
            IpAddress ours = IpAddress.parse(text.toString());

            ByteBuffer bytes = ByteBuffer.wrap(jdk.getAddress());
            if (jdk instanceof Inet6Address) {
                assertThat(ours).as(text.toString()).isEqualTo(new IpAddress(bytes.getLong(), bytes.getLong()));
            }
            assertThat(InetAddress.getByName(ours.toString())).as("printed").isEqualTo(jdk);
        }
    }

    @Test
    void shouldKnowItsKind() {
        assertThat(IpAddress.v4(0x0a090002)).isEqualTo(IpAddress.parse("10.9.0.2"));
        assertThat(IpAddress.v4(0xc0a80001).v4()).as("top bit set").isEqualTo(0xc0a80001);
        assertThat(IpAddress.v4(-1)).hasToString("255.255.255.255");
        assertThat(IpAddress.ANY_V4).hasToString("0.0.0.0");
        assertThat(IpAddress.parse("::10.9.0.2").isV4())
                .as("compatible, not mapped")
                .isFalse();
        assertThat(IpAddress.parse("1::ffff:10.9.0.2").isV4())
                .as("prefix not zero")
                .isFalse();
        assertThat(IpAddress.format(0xfffefdfc)).isEqualTo("255.254.253.252");
    }
}
