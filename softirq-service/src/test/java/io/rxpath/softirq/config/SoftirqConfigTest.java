package io.rxpath.softirq.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rxpath.kit.SettingsInForce;
import io.rxpath.softirq.core.SoftirqSettings;
import io.rxpath.softirq.core.xdp.XdpAction;
import io.rxpath.softirq.core.xdp.XdpBuff;
import io.rxpath.softirq.core.xdp.XdpProgram;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The keys of the config topic: what each sets, what is refused, and what taking one back uncovers. */
class SoftirqConfigTest {
    private static final SoftirqSettings BASE =
            SoftirqSettings.defaults(0x02_00_00_00_00_02L).withCpus(4);

    /** A program of somebody else's. */
    public static final class Passing implements XdpProgram {
        @Override
        public XdpAction run(XdpBuff frame) {
            return XdpAction.PASS;
        }
    }

    private static Arguments sets(String key, String value, Consumer<SoftirqSettings.Builder> change) {
        return Arguments.of(key, value, BASE.with(change));
    }

    static Stream<Arguments> settings() {
        return Stream.of(
                sets("sysctl/net.core.dev_weight_rx_bias", "2", b -> b.devWeightRxBias = 2),
                sets("sysctl/net.core.netdev_max_backlog", "0", b -> b.netdevMaxBacklog = 0),
                sets("sysctl/net.core.flow_limit_cpu_bitmap", "0000000f", b -> b.flowLimitCpus = 15),
                sets("sysctl/net.core.flow_limit_table_len", "8192", b -> b.flowLimitTableLen = 8192),
                sets("sysctl/net.core.rps_sock_flow_entries", "32768", b -> b.rpsSockFlowEntries = 32768),
                sets("sysctl/net.core.netdev_tstamp_prequeue", "0", b -> b.tstampPrequeue = false),
                sets("sys/class/net/eth0/threaded", "1", b -> b.threaded = true),
                sets("sys/class/net/eth0/napi_defer_hard_irqs", "2", b -> b.napiDeferHardIrqs = 2),
                sets("sys/class/net/eth0/gro_flush_timeout", "20000", b -> b.groFlushTimeoutNanos = 20000),
                sets("sys/class/net/eth0/queues/rx-3/rps_cpus", "00000000,0000000e", b -> b.rpsCpus.put(3, 14L)),
                sets("sys/class/net/eth0/queues/rx-3/rps_flow_cnt", "2048", b -> b.rpsFlowCnt.put(3, 2048)),
                sets("proc/irq/33/smp_affinity", "8", b -> b.irqAffinity.put(1, 8L)),
                sets("ethtool/eth0/ring/rx", "256", b -> b.ring = 256),
                sets("ethtool/eth0/channels/combined", "8", b -> b.channels = 8),
                sets("ethtool/eth0/feature/generic-receive-offload", "off", b -> b.gro = false),
                sets("ethtool/eth0/feature/rx-gro-list", "on", b -> b.groList = true),
                sets("ethtool/eth0/feature/rx-udp-gro-forwarding", "on", b -> b.udpGroForwarding = true),
                sets("rxpath/softirq/paused", "1", b -> b.paused = true),
                sets("rxpath/softirq/cpu_packet_nanos", "700", b -> b.cpuPacketNanos = 700),
                sets("rxpath/softirq/cpu_poll_nanos", "90", b -> b.cpuPollNanos = 90));
    }

    @ParameterizedTest(name = "{0} = {1}")
    @MethodSource("settings")
    void aKeySetsOneValue(String key, String value, SoftirqSettings expected) {
        assertThat(SoftirqConfig.apply(BASE, key, value)).isEqualTo(expected).isNotEqualTo(BASE);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "neigh/10.9.0.1",
                "sysctl/net.ipv4.tcp_sack",
                "ethtool/eth0/pause/rx",
                "ethtool/eth0/feature/rx-vlan-filter",
                "ip/link/eth0/promisc",
                "rxpath/nic/fifo",
            })
    void keysOfOtherLayersChangeNothing(String key) {
        assertThat(SoftirqConfig.apply(BASE, key, "whatever")).isSameAs(BASE);
    }

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource(delimiter = '|', textBlock = """
            ethtool/eth0/ring/rx                    | 100   | ethtool/eth0/ring/rx = 100: expected a multiple of 8 from 64 to 4096
            ethtool/eth0/channels/combined          | 129   | ethtool/eth0/channels/combined = 129: expected a number from 1 to 128
            ethtool/eth0/feature/rx-gro-list        | yes   | ethtool/eth0/feature/rx-gro-list = yes: expected on or off
            sysctl/net.core.flow_limit_table_len    | 1000  | sysctl: net.core.flow_limit_table_len = 1000: expected a power of 2
            sys/class/net/eth0/threaded             | 2     | sys/class/net/eth0/threaded = 2: expected a number from 0 to 1
            sys/class/net/eth0/mtu                  | 9     | sys/class/net/eth0/mtu: there is no such file to write to
            sys/class/net/eth0/queues/rx-0/rps_cpus | xyz   | sys/class/net/eth0/queues/rx-0/rps_cpus = xyz: expected a mask of CPUs 0 to 63 in hexadecimal digits
            proc/irq/32/smp_affinity                | f0    | proc/irq/32/smp_affinity = f0: expected a mask with at least one of the 4 CPUs
            proc/irq/5/smp_affinity                 | 1     | proc/irq/5/smp_affinity: expected proc/irq/N/smp_affinity with N from 32 to 159
            ip/link/eth0/xdp                        | drip  | ip/link/eth0/xdp: xdp rule 'drip': 'drip': expected pass, drop, tx, redirect or aborted
            ip/link/eth0/xdp                        | class no.Such | ip/link/eth0/xdp: class no.Such is not on the class path
            ip/link/eth0/xdp                        | class java.lang.String | ip/link/eth0/xdp: class java.lang.String does not implement io.rxpath.softirq.core.xdp.XdpProgram
            rxpath/softirq/speed                    | 1     | rxpath/softirq/speed: expected paused, cpus, cpu_packet_nanos or cpu_poll_nanos behind rxpath/softirq/
            """)
    void aBadValueIsNamed(String key, String value, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SoftirqConfig.apply(BASE, key, value))
                .withMessage(message);
    }

    @Test
    void aProgramMayBeAClass() {
        String program = "class " + Passing.class.getName();
        SoftirqSettings settings = SoftirqConfig.apply(BASE, "ip/link/eth0/xdp", program);
        assertThat(settings.xdp()).hasToString(program);
        assertThat(SoftirqConfig.apply(BASE, "ip/link/eth0/xdp", program))
                .as("the same class is the same program")
                .isEqualTo(settings);
        assertThat(SoftirqConfig.apply(settings, "ip/link/eth0/xdp", "off")).isEqualTo(BASE);
    }

    @Test
    void takingAChangeBackUncoversTheHostFile() {
        List<SoftirqSettings> applied = new ArrayList<>();
        SettingsInForce<SoftirqSettings> inForce =
                new SettingsInForce<>(BASE, SoftirqConfig::obeys, SoftirqConfig::all, applied::add);
        inForce.accept("sysctl/net.core.netdev_budget", "600");
        inForce.accept("rxpath/softirq/paused", "1");
        inForce.accept("neigh/10.9.0.1", "02:00:00:00:00:01");
        assertThatIllegalArgumentException().isThrownBy(() -> inForce.accept("sysctl/net.core.netdev_budget", "0"));
        inForce.accept("sysctl/net.core.netdev_budget", null);
        inForce.accept("sysctl/net.core.netdev_budget", null);
        assertThat(applied)
                .containsExactly(
                        BASE.withNetdevBudget(600, 8_000_000),
                        BASE.withNetdevBudget(600, 8_000_000).with(b -> b.paused = true),
                        BASE.with(b -> b.paused = true));
    }
}
