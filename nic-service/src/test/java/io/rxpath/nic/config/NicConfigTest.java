package io.rxpath.nic.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rxpath.nic.core.Coalesce;
import io.rxpath.nic.core.Frames;
import io.rxpath.nic.core.NicSettings;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class NicConfigTest {
    private static final NicSettings BASE = NicSettings.defaults(Frames.US);

    static Stream<Arguments> settings() {
        String key = "00" + ":01".repeat(39);
        byte[] bytes = new byte[40];
        Arrays.fill(bytes, 1, 40, (byte) 1);
        return Stream.of(
                row("ethtool/eth0/ring/rx", "512", s -> s.withRing(512)),
                row("ethtool/eth0/channels/combined", "4", s -> s.withQueues(4)),
                row("ethtool/eth0/coalesce/rx-usecs", "50", s -> s.withCoalesce(new Coalesce(50, 1, false))),
                row("ethtool/eth0/coalesce/adaptive-rx", "on", s -> s.withCoalesce(new Coalesce(0, 1, true))),
                row("ethtool/eth0/pause/rx", "on", s -> s.withPause(s.pause().withRx(true))),
                row("ethtool/eth0/pause/tx", "on", s -> s.withPause(s.pause().withTx(true))),
                row("ethtool/eth0/feature/rx-checksumming", "off", s -> s.withRxChecksumOffload(false)),
                row(
                        "ethtool/eth0/feature/rx-vlan-offload",
                        "off",
                        s -> s.withFeatures(s.features().withRxVlanOffload(false))),
                row(
                        "ethtool/eth0/feature/rx-vlan-filter",
                        "on",
                        s -> s.withFeatures(s.features().withRxVlanFilter(true))),
                row("ethtool/eth0/feature/generic-receive-offload", "off", s -> s),
                row("ethtool/eth0/rxfh/hkey", key, s -> s.withRssKey(bytes)),
                row("ethtool/eth0/rxfh/indir", zeros(128), s -> s.withRssIndirection(new int[128])),
                row("ip/link/eth0/promisc", "on", s -> s.withPromiscuous(true)),
                row("ip/link/eth0/allmulticast", "on", s -> s.withAllMulticast(true)),
                row("ip/link/eth0/xdp", "drop tcp", s -> s),
                row(
                        "ip/maddr/eth0/01:00:5e:00:00:05",
                        "",
                        s -> s.withRxMode(s.rxMode().withAddress(0x0100_5e00_0005L))),
                row("ip/vlan/eth0/42", "", s -> s.withRxMode(s.rxMode().withVlan(42))),
                row("sysctl/net.core.netdev_budget", "300", s -> s),
                row("ethtool/eth1/ring/rx", "512", s -> s));
    }

    private static String zeros(int n) {
        return String.join(" ", Collections.nCopies(n, "0"));
    }

    private static Arguments row(String key, String value, UnaryOperator<NicSettings> change) {
        return Arguments.of(key, value, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("settings")
    void shouldObeyItsKeysAndNoOthers(String key, String value, UnaryOperator<NicSettings> change) {
        assertThat(NicConfig.apply(BASE, key, value)).isEqualTo(change.apply(BASE));
    }

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            ethtool/eth0/ring/rx                   | 100  | ring 100: expected a multiple of 8
            ethtool/eth0/ring/rx                   | many | 'many' is not a whole number
            ethtool/eth0/ring/tx                   | 256  | 'tx' is not known: expected rx
            ethtool/eth0/channels/combined         | 200  | queues 200: expected 1..128
            ethtool/eth0/coalesce/rx-frames        | 0    | rx-usecs 0 and rx-frames 0: no interrupt would ever come; set one
            ethtool/eth0/pause/rx                  | yes  | 'yes' is neither on nor off
            ethtool/eth0/rxfh/hkey                 | 0x:1 | '0x' is not a byte: expected two hex digits
            ethtool/eth0/rxfh/indir                | 0 0  | rssIndirection has 2 entries: expected 128
            ethtool/eth0/speed                     | 10   | 'speed' is not known: expected ring, channels, coalesce, pause, feature, rxfh or ntuple
            ethtool/eth0/ntuple/3                  | flow-type tcp4 dst-port 80 | action is missing: expected the number of a queue, or -1 to drop
            rxpath/nic/checksum                    | all  | 'all' is not known: expected none, unnecessary or complete
            ip/vlan/eth0/4095                      | x    | vlan 4095: expected 0..4094
            """)
    void shouldRefuseWithKeyValueAndReason(String key, String value, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NicConfig.apply(BASE, key, value))
                .withMessage(key + " = '" + value + "': " + reason);
    }

    @Test
    void shouldFindAnOrderInWhichAllKeysAreValid() {
        NicConfig.Applied applied = NicConfig.applyAll(
                BASE,
                Map.of(
                        "ethtool/eth0/coalesce/rx-frames", "0",
                        "ethtool/eth0/coalesce/rx-usecs", "50",
                        "ethtool/eth0/ring/rx", "65"));

        assertThat(applied.settings()).isEqualTo(BASE.withCoalesce(new Coalesce(50, 0, false)));
        assertThat(applied.refused()).containsOnlyKeys("ethtool/eth0/ring/rx");
    }
}
