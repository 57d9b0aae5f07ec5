package io.rxpath.softirq.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.softirq.core.SoftirqSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The text of the files this layer is set by. */
class SoftirqFilesTest {
    private static final SoftirqSettings SETTINGS = SoftirqSettings.defaults(0x02_00_00_00_00_02L)
            .withCpus(6)
            .withDeferral(2, 20_000)
            .with(b -> {
                b.channels = 4;
                b.irqAffinity.put(1, 0x30L);
                b.rpsCpus.put(2, 0x3eL);
                b.rpsFlowCnt.put(2, 2048);
            });

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "sys/class/net/eth0/threaded, 0",
        "sys/class/net/eth0/napi_defer_hard_irqs, 2",
        "sys/class/net/eth0/gro_flush_timeout, 20000",
        "sys/class/net/eth0/queues/rx-0/rps_cpus, 00",
        "sys/class/net/eth0/queues/rx-2/rps_cpus, 3e",
        "sys/class/net/eth0/queues/rx-2/rps_flow_cnt, 2048",
        "proc/irq/32/smp_affinity, 01",
        "proc/irq/33/smp_affinity, 30",
        "proc/irq/35/smp_affinity, 08",
        "proc/sys/net/core/netdev_budget, 300",
        "proc/sys/net/core/netdev_budget_usecs, 8000",
        "proc/sys/net/core/dev_weight, 64",
        "proc/sys/net/core/netdev_max_backlog, 1000",
        "proc/sys/net/core/flow_limit_cpu_bitmap, 00",
    })
    void files(String path, String text) {
        assertThat(SoftirqFiles.read(SETTINGS, path)).isEqualTo(text + "\n");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"sys/class/net/eth0/queues/rx-4/rps_cpus", "proc/irq/36/smp_affinity", "proc/sys/net/core/rmem_max"})
    void filesThatAreNotThere(String path) {
        assertThat(SoftirqFiles.read(SETTINGS, path)).isNull();
    }

    @Test
    void masksOfManyCpusHaveCommas() {
        assertThat(SoftirqFiles.mask(-1L, 64)).isEqualTo("ffffffff,ffffffff");
        assertThat(SoftirqFiles.mask(1L << 33, 36)).isEqualTo("2,00000000");
        assertThat(SoftirqFiles.mask(1, 1)).isEqualTo("1");
    }

    @Test
    void features() {
        assertThat(SoftirqFiles.features(SETTINGS)).isEqualTo("""
                generic-receive-offload: on
                rx-gro-list: off
                rx-udp-gro-forwarding: off
                """);
    }
}
