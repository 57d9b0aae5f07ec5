package io.rxpath.skb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CidrTest {
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(textBlock = """
            host bits are kept,      10.9.0.2/24,       10.9.0.2,  24
            everything,              0.0.0.0/0,         0.0.0.0,   0
            one host,                10.9.0.2/32,       10.9.0.2,  32
            no prefix,               10.9.0.2,          10.9.0.2,  32
            IPv6,                    fd00::2/64,        fd00::2,   64
            IPv6 without prefix,     fd00::2,           fd00::2,   128
            IPv6 everything,         ::/0,              ::,        0
            """)
    void shouldReadNetworks(String name, String text, String address, int prefix) {
        Cidr cidr = Cidr.parse(text);

        assertThat(cidr).isEqualTo(new Cidr(IpAddress.parse(address), prefix));
        assertThat(cidr).hasToString(address + "/" + prefix);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            IPv4 prefix too long,   10.9.0.2/33,   'prefix length 33 of 10.9.0.2 is not between 0 and 32'
            negative prefix,        10.9.0.2/-1,   'prefix length -1 of 10.9.0.2 is not between 0 and 32'
            IPv6 prefix too long,   fd00::2/129,   'prefix length 129 of fd00::2 is not between 0 and 128'
            mapped IPv6 is IPv4,    ::ffff:10.9.0.2/120, 'prefix length 120 of 10.9.0.2 is not between 0 and 32'
            no number,              10.9.0.2/,     ''10.9.0.2/' has no number behind the slash'
            a netmask,              10.9.0.2/255.255.255.0, ''10.9.0.2/255.255.255.0' has no number behind the slash'
            two slashes,            10.9.0.2/2/4,  ''10.9.0.2/2/4' has no number behind the slash'
            no address,             /24,           ''' is not an IP address: expected a form like 10.9.0.2 or fd00::2'
            bad address,            10.9/24,       ''10.9' is not an IP address: expected a form like 10.9.0.2 or fd00::2'
            """, quoteCharacter = '"')
    void shouldSayWhatIsWrong(String name, String text, String message) {
        assertThatThrownBy(() -> Cidr.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message.substring(1, message.length() - 1));
    }

    @ParameterizedTest(name = "{0}: {2} in {1}")
    @CsvSource(textBlock = """
            first of the network,          10.9.0.2/24,   10.9.0.0,        true
            last of the network,           10.9.0.2/24,   10.9.0.255,      true
            one below,                     10.9.0.2/24,   10.8.255.255,    false
            one above,                     10.9.0.2/24,   10.9.1.0,        false
            odd prefix inside,             10.9.0.2/23,   10.9.1.255,      true
            odd prefix outside,            10.9.0.2/23,   10.9.2.0,        false
            everything,                    0.0.0.0/0,     255.255.255.255, true
            IPv4 everything is not IPv6,   0.0.0.0/0,     ::1,             false
            IPv6 everything is not IPv4,   ::/0,          10.9.0.2,        false
            IPv6 everything,               ::/0,          ffff::1,         true
            host itself,                   10.9.0.2/32,   10.9.0.2,        true
            host's neighbour,              10.9.0.2/32,   10.9.0.3,        false
            IPv6 /64 inside,               fd00::2/64,    fd00::ffff:1:2:3, true
            IPv6 /64 outside,              fd00::2/64,    fd00:0:0:1::2,   false
            IPv6 /63 inside,               fd00::2/63,    fd00:0:0:1::2,   true
            IPv6 /65 outside,              fd00::2/65,    fd00::8000:0:0:2, false
            IPv6 host itself,              fd00::2/128,   fd00::2,         true
            IPv6 host's neighbour,         fd00::2/128,   fd00::3,         false
            top bit,                       128.0.0.0/1,   192.0.2.1,       true
            below the top bit,             128.0.0.0/1,   127.255.255.255, false
            """, quoteCharacter = '"')
    void shouldContainWhatSharesItsPrefix(String name, String network, String address, boolean inside) {
        assertThat(Cidr.parse(network).contains(IpAddress.parse(address))).isEqualTo(inside);
    }

    @ParameterizedTest(name = "/{0} is {1}")
    @CsvSource({
        "0, 0.0.0.0",
        "1, 128.0.0.0",
        "8, 255.0.0.0",
        "23, 255.255.254.0",
        "31, 255.255.255.254",
        "32, 255.255.255.255"
    })
    void shouldKnowItsNetmask(int prefix, String mask) {
        assertThat(IpAddress.format(new Cidr(IpAddress.ANY_V4, prefix).maskV4()))
                .isEqualTo(mask);
    }
}
