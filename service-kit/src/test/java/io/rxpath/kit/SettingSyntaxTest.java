package io.rxpath.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingSyntaxTest {
    private static String expand(String value) {
        return value.replace("KEY", "6d" + ":5A".repeat(39)).replace("TABLE", "0 127".concat(" 3".repeat(126)));
    }

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource(delimiter = '|', textBlock = """
        ethtool/eth0/ring/rx                            | 64
        ethtool/eth0/ring/rx                            | 4096
        ethtool/eth0/channels/combined                  | 128
        ethtool/eth0/coalesce/rx-usecs                  | 0
        ethtool/eth0/coalesce/adaptive-rx               | on
        ethtool/eth0/pause/tx                           | off
        ethtool/eth0/feature/rx-udp-gro-forwarding      | on
        ethtool/eth0/rxfh/hkey                          | KEY
        ethtool/eth0/rxfh/indir                         | TABLE
        ethtool/eth0/ntuple/0                           | flow-type tcp4 dst-port 80 action 2
        ethtool/eth0/ntuple/1023                        | flow-type ether proto 0x0806 action -1
        sys/class/net/eth0/threaded                     | 1
        sys/class/net/eth0/napi_defer_hard_irqs         | 2147483647
        sys/class/net/eth0/queues/rx-7/rps_cpus         | 0
        sys/class/net/eth0/queues/rx-7/rps_cpus         | ff,00000001
        sys/class/net/eth0/queues/rx-127/rps_flow_cnt   | 32768
        proc/irq/32/smp_affinity                        | 0x3
        proc/irq/159/smp_affinity                       | 1
        ip/link/eth0/allmulticast                       | off
        ip/link/eth0/xdp                                | off
        ip/maddr/eth0/33:33:00:00:00:01                 | ''
        ip/vlan/eth0/4095                               | ''
        rxpath/softirq/paused                           | 1
        rxpath/softirq/cpu_poll_nanos                   | 1000000000
        sysctl/net.core.netdev_budget                   | 300
        sysctl/net.ipv4.tcp_rmem                        | 4096 131072 6291456
        """)
    void takes(String key, String value) {
        assertThat(SettingSyntax.fault(key, expand(value))).isNull();
    }

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource(delimiter = '|', textBlock = """
        ethtool/eth0/ring/rx                     | 100     | = 100: expected a multiple of 8 from 64 to 4096
        ethtool/eth0/ring/rx                     | 4104    | = 4104: expected a multiple of 8 from 64 to 4096
        ethtool/eth0/ring/rx                     | many    | = many: expected a multiple of 8 from 64 to 4096
        ethtool/eth1/ring/rx                     | 64      | = 64: no such setting
        ethtool/eth0/ring/tx                     | 64      | = 64: no such setting
        ethtool/eth0/channels/combined           | 0       | = 0: expected a number from 1 to 128
        ethtool/eth0/feature/rx-all              | on      | = on: no such setting
        ethtool/eth0/feature/ntuple-filters      | yes     | = yes: expected on or off
        ethtool/eth0/rxfh/hkey                   | 6d:5a   | = 6d:5a: expected 40 bytes as hexadecimal digits with colons, such as 6d:5a:56:...
        ethtool/eth0/rxfh/indir                  | 0 1     | = 0 1: expected 128 queue numbers from 0 to 127, separated by blanks
        ethtool/eth0/ntuple/1024                 | flow-type ip4 action 1 | = flow-type ip4 action 1: expected a place from 0 to 1023
        ethtool/eth0/ntuple/1                    | flow-type icmp action 1 | = flow-type icmp action 1: expected a rule such as flow-type tcp4 dst-port 80 action 2
        ethtool/eth0/ntuple/1                    | ''      | : expected a rule such as flow-type tcp4 dst-port 80 action 2
        sys/class/net/eth0/threaded              | 2       | = 2: expected a number from 0 to 1
        sys/class/net/eth0/queues/rx-0/rps_cpus  | g       | = g: expected CPUs as a hexadecimal mask, such as f or 3,00000001
        sys/class/net/eth0/mtu                   | 1400    | = 1400: no such setting
        proc/irq/31/smp_affinity                 | 1       | = 1: no such interrupt; that of queue N is 32 + N
        proc/irq/32/smp_affinity                 | 00,0    | = 00,0: expected a mask with at least one CPU
        ip/maddr/eth0/02:00:00:00:00:01          | ''      | : expected the MAC address of a group, such as 01:00:5e:00:00:05
        ip/maddr/eth0/33:33:00:00:00:01          | on      | = on: expected no value
        ip/vlan/eth0/4096                        | ''      | : expected a VLAN id from 0 to 4095
        ip/link/eth0/xdp                         | ''      | : expected a program, or off for none
        sysctl/net.core.netdev_budget            | ''      | : expected a value
        """)
    void refuses(String key, String value, String fault) {
        assertThatThrownBy(() -> SettingSyntax.check(key, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(key + (fault.startsWith(":") ? "" : " ") + fault);
    }
}
