package io.rxpath.lab.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingOwnersTest {
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "ethtool/eth0/ring/rx, nic softirq",
        "ethtool/eth0/channels/combined, nic softirq",
        "ethtool/eth0/coalesce/rx-usecs, nic",
        "ethtool/eth0/feature/rx-checksumming, nic",
        "ethtool/eth0/feature/generic-receive-offload, softirq",
        "ethtool/eth0/feature/rx-gro-list, softirq",
        "ethtool/eth0/feature/rx-udp-gro-forwarding, softirq",
        "ethtool/eth0/rxfh/indir, nic",
        "ethtool/eth0/ntuple/5, nic",
        "sys/class/net/eth0/threaded, softirq",
        "proc/irq/32/smp_affinity, softirq",
        "ip/link/eth0/promisc, nic",
        "ip/link/eth0/xdp, softirq",
        "ip/maddr/eth0/33:33:00:00:00:01, nic",
        "ip/vlan/eth0/5, nic",
        "rxpath/nic/fifo, nic",
        "rxpath/softirq/paused, softirq",
        "sysctl/net.core.netdev_budget, softirq",
        "sysctl/net.ipv4.tcp_sack, tcp",
        "sysctl/net.ipv4.conf.eth0.rp_filter, ip",
        "sysctl/net.netfilter.nf_conntrack_max, ip",
        "netfilter/00000000000000000001, ip",
        "neigh/10.9.0.1, ''",
    })
    void whoObeys(String key, String services) {
        assertThat(SettingOwners.of(key).stream().map(LabService::label).collect(Collectors.joining(" ")))
                .isEqualTo(services);
    }
}
