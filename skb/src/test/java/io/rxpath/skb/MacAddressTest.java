package io.rxpath.skb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MacAddressTest {
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(textBlock = """
            plain,                02:00:00:00:00:02, 020000000002, 02:00:00:00:00:02, false
            zero,                 00:00:00:00:00:00, 000000000000, 00:00:00:00:00:00, false
            broadcast,            ff:ff:ff:ff:ff:ff, ffffffffffff, ff:ff:ff:ff:ff:ff, true
            capitals,             0A:1B:2C:3D:4E:5F, 0a1b2c3d4e5f, 0a:1b:2c:3d:4e:5f, false
            IPv4 multicast,       01:00:5e:00:00:fb, 01005e0000fb, 01:00:5e:00:00:fb, true
            single digits,        2:0:0:0:0:2,       020000000002, 02:00:00:00:00:02, false
            group bit is bit 0,   03:00:00:00:00:02, 030000000002, 03:00:00:00:00:02, true
            """)
    void shouldReadAndPrint(String name, String text, String hex, String printed, boolean multicast) {
        long mac = MacAddress.parse(text);

        assertThat(mac).isEqualTo(Long.parseLong(hex, 16));
        assertThat(MacAddress.format(mac)).isEqualTo(printed);
        assertThat(MacAddress.isMulticast(mac)).isEqualTo(multicast);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            nothing,              ''
            five bytes,           02:00:00:00:00
            seven bytes,          02:00:00:00:00:02:03
            empty byte,           02::00:00:00:02
            three digits,         002:00:00:00:00:02
            no hexadecimal,       02:00:00:00:00:0g
            dashes,               02-00-00-00-00-02
            dots,                 0200.0000.0002
            no separator,         020000000002
            a sign,               -2:00:00:00:00:02
            a space,              '02:00:00:00:00: 2'
            colon at the end,     02:00:00:00:00:02:
            """)
    void shouldNameTheTextThatIsNone(String name, String text) {
        assertThatThrownBy(() -> MacAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'" + text + "' is not a MAC address: expected a form like 02:00:00:00:00:02");
    }
}
