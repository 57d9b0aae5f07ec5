package io.rxpath.ip.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rxpath.ip.core.Neighbour;
import io.rxpath.skb.IpAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NeighbourSettingTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "heard on a port, 10.9.0.1, 020000000001, 1, neigh/10.9.0.1, 02:00:00:00:00:01 1",
        "port unknown, 10.9.0.1, 0a0b0c0d0e0f, 65535, neigh/10.9.0.1, 0a:0b:0c:0d:0e:0f 65535",
        "being asked for, 10.9.0.1, 0, 65535, neigh/10.9.0.1, 00:00:00:00:00:00 65535",
        "IPv6, fd00::1, 020000000001, 0, neigh/fd00::1, 02:00:00:00:00:01 0",
    })
    void shouldReadWhatItWrote(String name, String address, String mac, int port, String key, String value) {
        Neighbour neighbour = new Neighbour(IpAddress.parse(address), Long.parseLong(mac, 16), port, false);

        assertThat(NeighbourSetting.key(neighbour)).isEqualTo(key);
        assertThat(NeighbourSetting.value(neighbour)).isEqualTo(value);
        assertThat(NeighbourSetting.parse(key, value)).isEqualTo(neighbour);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            nothing           | neigh/10.9.0.1 | ""                        | '' is not MAC PORT, such as 02:00:00:00:00:01 1
            no port           | neigh/10.9.0.1 | 02:00:00:00:00:01         | '02:00:00:00:00:01' is not MAC PORT, such as 02:00:00:00:00:01 1
            three words       | neigh/10.9.0.1 | 02:00:00:00:00:01 1 2     | '02:00:00:00:00:01 1 2' is not MAC PORT, such as 02:00:00:00:00:01 1
            port no number    | neigh/10.9.0.1 | 02:00:00:00:00:01 a       | '02:00:00:00:00:01 a' is not MAC PORT, such as 02:00:00:00:00:01 1
            negative port     | neigh/10.9.0.1 | 02:00:00:00:00:01 -1      | '02:00:00:00:00:01 -1' is not MAC PORT, such as 02:00:00:00:00:01 1
            port too great    | neigh/10.9.0.1 | 02:00:00:00:00:01 65536   | neighbour 10.9.0.1 has the port 65536, expected 0 to 65535
            bad MAC           | neigh/10.9.0.1 | 02:00:00:00:00 1          | '02:00:00:00:00' is not a MAC address: expected a form like 02:00:00:00:00:02
            bad address       | neigh/10.9.0   | 02:00:00:00:00:01 1       | '10.9.0' is not an IP address: expected a form like 10.9.0.2 or fd00::2
            no address        | neigh/         | 02:00:00:00:00:01 1       | '' is not an IP address: expected a form like 10.9.0.2 or fd00::2
            """)
    void shouldNameWhatIsWrong(String name, String key, String value, String message) {
        assertThatThrownBy(() -> NeighbourSetting.parse(key, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
