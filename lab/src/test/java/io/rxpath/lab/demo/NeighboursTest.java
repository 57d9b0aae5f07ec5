package io.rxpath.lab.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rxpath.kit.HostFile;
import io.rxpath.lab.run.LabException;
import io.rxpath.skb.IpAddress;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NeighboursTest {
    private static HostFile host(String address) {
        HostFile host = HostFile.defaults();
        return new HostFile(
                host.mac(), List.of(address), host.routes(), host.mtu(), host.nic(), host.sysctl(), host.listen());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "the default network,             10.9.0.2/24,    0, 10.9.0.101",
        "the next,                        10.9.0.2/24,    1, 10.9.0.102",
        "the host's own is left out,      10.9.0.101/24,  0, 10.9.0.102",
        "a large network,                 10.200.7.9/8,   2, 10.0.0.103",
        "a small one goes round,          10.9.0.10/29,   0, 10.9.0.13",
        "never the broadcast address,     10.9.0.10/29,   1, 10.9.0.14",
    })
    void stationsAreOnTheHostsNetwork(String name, String address, int index, String expected) {
        assertThat(IpAddress.format(new Neighbours(host(address)).station(index).ip()))
                .isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "no room, 10.9.0.1/30, 'address 10.9.0.1/30: expected a network with room for generators, a prefix of at most 29'",
        "no IPv4, fd00::2/64,  the host has no IPv4 address; generators need one",
    })
    void refuses(String name, String address, String message) {
        assertThatThrownBy(() -> new Neighbours(host(address)))
                .isInstanceOf(LabException.class)
                .hasMessage(message);
    }
}
