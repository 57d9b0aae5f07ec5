package io.rxpath.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rxpath.skb.Layer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SysctlsTest {
    @ParameterizedTest(name = "{0} is of {1}")
    @CsvSource({
        "net.core.netdev_budget, SOFTIRQ",
        "net.core.netdev_budget_usecs, SOFTIRQ",
        "net.core.dev_weight, SOFTIRQ",
        "net.core.gro_normal_batch, SOFTIRQ",
        "net.core.dev_weight_rx_bias, SOFTIRQ",
        "net.core.netdev_max_backlog, SOFTIRQ",
        "net.core.netdev_tstamp_prequeue, SOFTIRQ",
        "net.core.rps_sock_flow_entries, SOFTIRQ",
        "net.core.flow_limit_cpu_bitmap, SOFTIRQ",
        "net.core.flow_limit_table_len, SOFTIRQ",
        "net.core.rmem_max, TCP",
        "net.core.mem_pcpu_rsv, TCP",
        "net.ipv4.tcp_mem, TCP",
        "net.core.somaxconn, TCP",
        "kernel.osrelease, TCP",
        "net.ipv4.ip_default_ttl, IP",
        "net.ipv4.conf.eth0.rp_filter, IP",
        "net.ipv6.conf.all.forwarding, IP",
        "net.netfilter.nf_conntrack_max, IP",
        "net.ipv4.tcp_rmem, TCP",
        "net.ipv4.tcp_anything, TCP",
    })
    void shouldKnowTheLayer(String name, Layer layer) {
        assertThat(Sysctls.owner(name)).isEqualTo(layer);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"net.ipv4.udp_mem", "net.ipv4.tcp", "net.core", "tcp_sack", "''", "NET.CORE.RMEM_MAX"})
    void shouldRefuseOthers(String name) {
        assertThatThrownBy(() -> Sysctls.owner(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "sysctl: " + name + " is not supported; supported are net.ipv4.tcp_*, net.ipv4.ip_*, ");
    }

    @Test
    void shouldNameWhatTheSoftirqShows() {
        assertThat(Sysctls.shownNames())
                .contains("net.core.netdev_budget", "net.core.flow_limit_cpu_bitmap")
                .doesNotContain("net.core.somaxconn")
                .isSorted();
    }

    @Test
    void shouldGiveEachLayerItsOwn() {
        HostFile defaults = HostFile.defaults();
        HostFile host = new HostFile(
                defaults.mac(),
                defaults.addresses(),
                List.of(),
                1500,
                defaults.nic(),
                Map.of("net.core.dev_weight", "8", "net.ipv4.tcp_sack", "0", "net.core.rmem_max", "99999"),
                List.of());

        assertThat(Sysctls.of(Layer.SOFTIRQ, host)).containsExactly(Map.entry("net.core.dev_weight", "8"));
        assertThat(Sysctls.of(Layer.TCP, host))
                .containsExactly(Map.entry("net.core.rmem_max", "99999"), Map.entry("net.ipv4.tcp_sack", "0"));
        assertThat(Sysctls.of(Layer.IP, host)).isEmpty();
    }

    @ParameterizedTest(name = "''{0}'' from 1 to 255")
    @CsvSource({"1, 1", "255, 255", "' 64 ', 64", "+7, 7", "007, 7"})
    void shouldReadNumbers(String value, int number) {
        assertThat(Sysctls.number("x.y", value, 1, 255)).isEqualTo(number);
    }

    @ParameterizedTest(name = "''{0}'' from 1 to 255")
    @CsvSource({"0", "256", "-1", "''", "abc", "1.5", "0x10", "99999999999", "1 2"})
    void shouldNameSettingValueAndRange(String value) {
        assertThatThrownBy(() -> Sysctls.number("x.y", value, 1, 255))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("sysctl: x.y = " + value + ": expected a number from 1 to 255");
    }
}
