package io.rxpath.nic.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rxpath.kit.HostFile;
import io.rxpath.kit.InterfaceSection;
import io.rxpath.kit.RxpathProperties;
import io.rxpath.nic.core.NicSettings;
import io.rxpath.nic.wire.VxlanPort;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NicConfigurationTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "IPv4, 127.0.0.1:4789, 127.0.0.1, 4789",
        "any address and port, 0.0.0.0:0, 0.0.0.0, 0",
        "highest port, 127.0.0.1:65535, 127.0.0.1, 65535",
        "IPv6 in brackets, [::1]:4789, 0:0:0:0:0:0:0:1, 4789",
        "IPv6 without brackets, ::1:4789, 0:0:0:0:0:0:0:1, 4789",
    })
    void shouldReadWhereToListen(String name, String text, String address, int port) {
        InetSocketAddress listen = NicConfiguration.address(text);

        assertThat(listen.getAddress().getHostAddress()).isEqualTo(address);
        assertThat(listen.getPort()).isEqualTo(port);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            absent          |                   | 'null' is not ADDRESS:PORT, such as 127.0.0.1:4789
            empty           | ""                | '' is not ADDRESS:PORT, such as 127.0.0.1:4789
            no port         | 127.0.0.1         | '127.0.0.1' is not ADDRESS:PORT, such as 127.0.0.1:4789
            empty port      | 127.0.0.1:        | '127.0.0.1:' is not ADDRESS:PORT, such as 127.0.0.1:4789
            no address      | :4789             | ':4789' is not ADDRESS:PORT, such as 127.0.0.1:4789
            port a word     | 127.0.0.1:vxlan   | '127.0.0.1:vxlan' is not ADDRESS:PORT, such as 127.0.0.1:4789
            negative port   | 127.0.0.1:-1      | '127.0.0.1:-1' is not ADDRESS:PORT, such as 127.0.0.1:4789
            six digits      | 127.0.0.1:100000  | '127.0.0.1:100000' is not ADDRESS:PORT, such as 127.0.0.1:4789
            port too great  | 127.0.0.1:65536   | '127.0.0.1:65536' has a port that is not between 0 and 65535
            """)
    void shouldNameTheSettingAndWhatWasExpected(String name, String text, String message) {
        assertThatThrownBy(() -> NicConfiguration.address(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("rxpath.nic.vxlan-listen: " + message);
    }

    @Test
    void shouldHaveAQueuePerPartitionUnlessTheHostFileSaysOtherwise() {
        RxpathProperties properties = new RxpathProperties(null, 6, "0", 10);
        HostFile host = new HostFile(
                "02:00:00:00:00:09",
                List.of("10.9.0.2/24"),
                List.of(),
                9000,
                new HostFile.NicSection(2, 512),
                Map.of(),
                List.of());

        NicSettings settings = new NicConfiguration().nicSettings(host, properties);

        assertThat(settings.queues()).isEqualTo(2);
        assertThat(settings.ring()).isEqualTo(512);
        assertThat(settings.mtu()).isEqualTo(9000);
        assertThat(settings.mac()).isEqualTo(0x02_00_00_00_00_09L);
        assertThat(new NicConfiguration()
                        .nicSettings(HostFile.defaults(), properties)
                        .queues())
                .isEqualTo(6);
    }

    private static HostFile router(int vni) {
        return new HostFile(
                "02:00:00:00:00:02",
                List.of("10.9.0.2/24", "fd00:9::1:2345/64"),
                List.of(),
                1450,
                new HostFile.NicSection(1, 512),
                HostFile.SoftirqSection.defaults(),
                Map.of(),
                List.of(),
                List.of(
                        new InterfaceSection("eth1", "02:00:00:00:01:03", List.of("10.9.1.2/24"), 1500, vni),
                        new InterfaceSection("eth2", "02:00:00:00:02:04", List.of(), 0, null)),
                List.of(),
                null,
                List.of(),
                List.of());
    }

    @Test
    void shouldGiveEachDeviceAPortAnAddressAndItsGroups() {
        NicSettings settings = new NicConfiguration().nicSettings(router(43), new RxpathProperties(null, 1, "0", 10));

        assertThat(settings.portMacs()).containsExactly(Map.entry(2, 0x020000000103L), Map.entry(3, 0x020000000204L));
        assertThat(settings.mtu()).as("the largest of all").isEqualTo(1500);
        assertThat(settings.rxMode().addresses())
                .containsExactlyInAnyOrder(
                        0x01005e000001L,
                        0x333300000001L,
                        0x3333ff000002L,
                        0x3333ff012345L,
                        0x3333ff000103L,
                        0x3333ff000204L);
        assertThat(NicConfiguration.networks(42, 1450, router(43)))
                .containsExactly(new VxlanPort.Network(42, 1450, 1), new VxlanPort.Network(43, 1500, 2));
        assertThatThrownBy(() -> NicConfiguration.networks(42, 1450, router(42)))
                .hasMessageContaining("eth1: vni 42 is eth0's network");
    }
}
