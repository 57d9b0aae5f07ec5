package io.rxpath.ip.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rxpath.ip.core.InetDevconf;
import io.rxpath.ip.core.IpSettings;
import io.rxpath.ip.core.conntrack.ConntrackSysctl;
import io.rxpath.skb.Cidr;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class IpConfigTest {
    private static final IpSettings BASE = IpSettings.defaults(0x0200_0000_0002L, List.of(Cidr.parse("10.9.0.2/24")));

    private static Arguments row(String name, String value, Function<IpSettings, Object> what, Object expected) {
        return Arguments.of(name, value, what, expected);
    }

    private static Function<IpSettings, Object> conf(String dev, InetDevconf what) {
        return s -> s.conf(dev).get(what);
    }

    static Stream<Arguments> sysctls() {
        return Stream.of(
                row("net.ipv4.ip_forward", "1", IpSettings::forward, true),
                row("net.ipv4.ip_forward", "1", conf("eth0", InetDevconf.FORWARDING), 1),
                row("net.ipv4.ip_forward", "1", conf("all", InetDevconf.ACCEPT_REDIRECTS), 0),
                row("net.ipv4.ip_default_ttl", "32", IpSettings::defaultTtl, 32),
                row("net.ipv4.ip_no_pmtu_disc", "1", IpSettings::noPmtuDisc, 1),
                row("net.ipv4.ip_forward_use_pmtu", "1", IpSettings::forwardUsePmtu, true),
                row("net.ipv4.ip_forward_update_priority", "0", IpSettings::forwardUpdatePriority, false),
                row("net.ipv4.fwmark_reflect", "1", IpSettings::fwmarkReflect, true),
                row("net.ipv4.icmp_echo_ignore_all", "1", s -> s.icmp().echoIgnoreAll(), true),
                row("net.ipv4.icmp_echo_ignore_broadcasts", "0", s -> s.icmp().echoIgnoreBroadcasts(), false),
                row("net.ipv4.icmp_ratelimit", "250", s -> s.icmp().ratelimitMillis(), 250),
                row("net.ipv4.icmp_ratemask", "8", s -> s.icmp().ratemask(), 8),
                row("net.ipv4.icmp_msgs_per_sec", "7", s -> s.icmp().msgsPerSec(), 7),
                row("net.ipv4.icmp_msgs_burst", "9", s -> s.icmp().msgsBurst(), 9),
                row(
                        "net.ipv4.icmp_errors_use_inbound_ifaddr",
                        "1",
                        s -> s.icmp().errorsUseInboundIfaddr(),
                        true),
                row(
                        "net.ipv4.icmp_ignore_bogus_error_responses",
                        "0",
                        s -> s.icmp().ignoreBogusErrorResponses(),
                        false),
                row("net.ipv4.ipfrag_high_thresh", "1000", s -> s.frag().highThresh(), 1000L),
                row("net.ipv4.ipfrag_low_thresh", "900", s -> s.frag().lowThresh(), 900L),
                row("net.ipv4.ipfrag_time", "2", s -> s.frag().timeNanos(), 2_000_000_000L),
                row("net.ipv4.ipfrag_max_dist", "0", s -> s.frag().maxDist(), 0),
                row("net.ipv4.conf.eth0.rp_filter", "2", conf("eth0", InetDevconf.RP_FILTER), 2),
                row("net.ipv4.conf.all.forwarding", "1", IpSettings::forward, true),
                row("net.ipv4.neigh.default.ucast_solicit", "5", s -> s.neigh().ucastSolicit(), 5),
                row("net.netfilter.nf_conntrack_max", "77", s -> s.conntrack().get(ConntrackSysctl.MAX), 77));
    }

    @ParameterizedTest(name = "{0} = {1}")
    @MethodSource("sysctls")
    void obeys(String name, String value, Function<IpSettings, Object> what, Object expected) {
        assertThat(what.apply(BASE)).as("before").isNotEqualTo(expected).isNotNull();
        assertThat(what.apply(IpConfig.apply(BASE, "sysctl/" + name, value))).isEqualTo(expected);
    }

    @Test
    void aDevicesOwnAndTheDefaultAreApart() {
        IpSettings own = IpConfig.apply(BASE, "sysctl/net.ipv4.conf.eth0.rp_filter", "2");
        assertThat(own.conf("lo").get(InetDevconf.RP_FILTER)).isZero();
        IpSettings later = IpConfig.apply(BASE, "sysctl/net.ipv4.conf.default.rp_filter", "1");
        assertThat(later.conf("eth0").get(InetDevconf.RP_FILTER)).isZero();
    }

    @Test
    void laterChangesSeeEarlierOnes() {
        Map<String, String> changes = new LinkedHashMap<>();
        changes.put("sysctl/net.ipv4.conf.default.rp_filter", "1");
        changes.put("sysctl/net.ipv4.conf.all.rp_filter", "2");
        changes.put("rxpath/softirq/paused", "1");
        changes.put("sysctl/net.ipv4.tcp_sack", "0");
        IpSettings after = IpConfig.all(BASE, changes);
        assertThat(after.conf("default").get(InetDevconf.RP_FILTER)).isEqualTo(1);
        assertThat(after.conf("all").get(InetDevconf.RP_FILTER)).isEqualTo(2);
        assertThat(after.with(b -> {
                    b.conf("all", InetDevconf.RP_FILTER, 0);
                    b.conf("default", InetDevconf.RP_FILTER, 0);
                }))
                .returns(0, s -> s.conf("eth0").get(InetDevconf.RP_FILTER))
                .returns(BASE.icmp(), IpSettings::icmp);
    }

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "net.ipv4.ip_forward | 2 | sysctl: net.ipv4.ip_forward = 2: expected a number from 0 to 1",
                "net.ipv4.ip_forward | on | sysctl: net.ipv4.ip_forward = on: expected a number from 0 to 1",
                "net.ipv4.conf.eth0.tag | 1 | sysctl: net.ipv4.conf.eth0.tag is not supported",
                "net.ipv4.conf.rp_filter | 1 | sysctl: net.ipv4.conf.rp_filter is not supported",
                "net.ipv4.conf.eth9.rp_filter | 1 |"
                        + " sysctl: net.ipv4.conf.eth9.rp_filter = 1: there is no device 'eth9'",
                "net.ipv4.conf.eth0.rp_filter | 3 |"
                        + " sysctl: net.ipv4.conf.eth0.rp_filter = 3: expected a number from 0 to 2",
                "net.ipv4.ip_nonlocal_bind | 1 | sysctl: net.ipv4.ip_nonlocal_bind is not supported",
                "net.ipv4.neigh.eth0.gc_thresh1 | 1 |"
                        + " sysctl: net.ipv4.neigh.eth0.gc_thresh1 is not supported,"
                        + " expected net.ipv4.neigh.default.NAME",
            })
    void refuses(String name, String value, String message) {
        assertThatThrownBy(() -> IpConfig.apply(BASE, "sysctl/" + name, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
