package io.rxpath.softirq.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rxpath.kit.HostFile;
import io.rxpath.softirq.core.SoftirqSettings;
import io.rxpath.softirq.core.xdp.XdpRules;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SoftirqConfigurationTest {
    private static final SoftirqSettings DEFAULTS = SoftirqSettings.defaults(0x02_00_00_00_00_02L);

    /** Whatever was set, everything else is as it was. */
    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource({
        "net.core.dev_weight, 8, 8, 300, 8000000, 8",
        "net.core.netdev_budget, 600, 64, 600, 8000000, 8",
        "net.core.netdev_budget_usecs, 2000, 64, 300, 2000000, 8",
        "net.core.netdev_budget_usecs, 1073741824, 64, 300, 1073741824000, 8",
        "net.core.gro_normal_batch, 1, 64, 300, 8000000, 1",
    })
    void shouldSetOneValueAndKeepTheOthers(
            String name, String value, int devWeight, int budget, long budgetNanos, int batch) {
        SoftirqSettings changed = SoftirqConfig.apply(DEFAULTS, "sysctl/" + name, value);

        assertThat(changed)
                .isEqualTo(DEFAULTS.with(b -> b.devWeight = devWeight)
                        .withNetdevBudget(budget, budgetNanos)
                        .withGro(true, batch));
    }

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource(delimiter = '|', textBlock = """
            net.core.netdev_budget       | 0          | sysctl: net.core.netdev_budget = 0: expected a number from 1 to 1073741824
            net.core.netdev_budget_usecs | abc        | sysctl: net.core.netdev_budget_usecs = abc: expected a number from 1 to 1073741824
            net.core.gro_normal_batch    | 1073741825 | sysctl: net.core.gro_normal_batch = 1073741825: expected a number from 1 to 1073741824
            net.core.dev_weight          | 32769      | sysctl: net.core.dev_weight = 32769: expected a number from 1 to 32768
            """)
    void shouldNameWhatIsWrong(String name, String value, String message) {
        assertThatThrownBy(() -> SoftirqConfig.apply(DEFAULTS, "sysctl/" + name, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void shouldTakeItsSettingsFromTheHostFileAndLeaveTheOthers() {
        HostFile host = new HostFile(
                "02:00:00:00:00:09",
                List.of("10.9.0.2/24"),
                List.of(),
                1500,
                new HostFile.NicSection(0, 512),
                new HostFile.SoftirqSection(2, 500, null, "on", null, 20_000, "off", Map.of("rx-1", "3"), "drop icmp"),
                Map.of(
                        "net.core.dev_weight", "16",
                        "net.core.netdev_budget", "50",
                        "net.core.rmem_max", "1",
                        "net.ipv4.tcp_sack", "0"),
                List.of());

        assertThat(SoftirqConfiguration.of(host, 4))
                .isEqualTo(SoftirqSettings.defaults(0x02_00_00_00_00_09L)
                        .withNetdevBudget(50, 8_000_000)
                        .withCpuCost(500, 0)
                        .withDeferral(0, 20_000)
                        .withGro(false, 8)
                        .with(b -> {
                            b.devWeight = 16;
                            b.channels = 4;
                            b.ring = 512;
                            b.cpus = 2;
                            b.threaded = true;
                            b.rpsCpus.put(1, 3L);
                            b.xdp = XdpRules.parse("drop icmp");
                        }));
    }

    @Test
    void shouldHaveACpuForEachQueueUnlessTheFileSaysOtherwise() {
        assertThat(SoftirqConfiguration.of(HostFile.defaults(), 6).cpus()).isEqualTo(6);
        assertThat(SoftirqConfiguration.of(HostFile.defaults(), 100).cpus()).isEqualTo(64);
    }
}
