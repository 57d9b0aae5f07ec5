package io.rxpath.softirq.core.xdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rxpath.skb.SkBuff;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The match language: what a rule matches, which rule decides, and what cannot be read. */
class XdpRulesTest {
    private static final String MACS = "020000000002" + "020000000001";
    private static final String V4 = "4500002800010000400600000a0900070a090002";
    private static final String UDP4 = "4500001c00010000401100000a0900070a090002" + "303900350008" + "0000";
    private static final String TCP4 = V4 + "9c402328" + "00".repeat(16);
    private static final String FRAGMENT4 = "4500001c00010001401100000a0900070a090002" + "3039003500080000";
    private static final String V6 = "6000000000081140fd00000000000000000000000000000700000000000000000000000000000002";
    private static final String V6_HBH = "6000000000100040fd0000000000000000000000000000070000000000000000000000000000"
            + "0002" + "1100000000000000";

    private static SkBuff frame(String name) {
        String hex = switch (name) {
            case "tcp" -> MACS + "0800" + TCP4;
            case "udp" -> MACS + "0800" + UDP4;
            case "icmp" -> MACS + "0800" + "4500001c00010000400100000a0900070a090002" + "0800000000000000";
            case "arp" -> MACS + "0806" + "00".repeat(28);
            case "lldp" -> MACS + "88cc" + "00".repeat(46);
            case "vlan" -> MACS + "81006005" + "0800" + UDP4;
            case "qinq" -> MACS + "88a80007" + "81000005" + "0800" + UDP4;
            case "fragment" -> MACS + "0800" + FRAGMENT4;
            case "udp6" -> MACS + "86dd" + V6 + "3039003500080000";
            case "udp6-options" -> MACS + "86dd" + V6_HBH + "3039003500080000";
            case "icmp6" -> MACS + "86dd" + V6.replace("0811", "083a") + "8000000000000000";
            case "short" -> MACS;
            case "cut" -> MACS + "0800" + "4500";
            case "stripped" -> MACS + "0800" + UDP4;
            default -> throw new IllegalArgumentException(name);
        };
        SkBuff skb = SkBuff.wrap(HexFormat.of().parseHex(hex));
        skb.vlanTci = name.equals("stripped") ? 0x6005 : -1;
        return skb;
    }

    @ParameterizedTest(name = "{1} against {0}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            drop udp dst port 53             | udp          | DROP
            drop udp dst port 53             | tcp          | PASS
            drop udp dst port 53             | fragment     | PASS
            drop udp                         | fragment     | DROP
            drop udp dst port 50-60          | udp          | DROP
            drop dst port 54-60              | udp          | PASS
            drop src port 12345              | udp6         | DROP
            drop dst port 53                 | udp6-options | DROP
            drop udp ip6                     | udp6-options | DROP
            drop tcp dst port 9000           | tcp          | DROP
            tx icmp                          | icmp         | TX
            tx icmp                          | icmp6        | TX
            tx icmp ip                       | icmp6        | PASS
            aborted src 10.9.0.7/32          | udp          | ABORTED
            aborted src 10.9.0.8/32          | udp          | PASS
            aborted dst 10.9.0.0/24          | arp          | PASS
            drop src fd00::/16               | udp6         | DROP
            drop src fd00::/16               | udp          | PASS
            drop vlan 5                      | vlan         | DROP
            drop vlan 5                      | stripped     | DROP
            drop vlan 5                      | udp          | PASS
            drop vlan 7 udp dst port 53      | qinq         | DROP
            drop vlan 5                      | qinq         | PASS
            drop ether type 0x88cc           | lldp         | DROP
            drop ether type 0x800            | vlan         | DROP
            drop arp                         | arp          | DROP
            drop ip                          | arp          | PASS
            drop len 60                      | lldp         | DROP
            drop len 0-59                    | lldp         | PASS
            drop len 12                      | short        | DROP
            drop ip                          | short        | PASS
            drop src 0.0.0.0/0               | cut          | PASS
            drop                             | udp          | DROP
            pass udp; drop                   | udp          | PASS
            pass udp; drop                   | tcp          | DROP
            redirect 3 tcp                   | tcp          | REDIRECT
            """)
    void theFirstRuleThatMatchesDecides(String program, String name, XdpAction action) {
        XdpBuff buff = new XdpBuff();
        buff.of(frame(name));
        assertThat(XdpRules.parse(program).run(buff)).isEqualTo(action);
        assertThat(buff.redirectPort()).isEqualTo(action == XdpAction.REDIRECT ? 3 : 0);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            reject tcp        | xdp rule 'reject tcp': 'reject': expected pass, drop, tx, redirect or aborted
            drop sctp         | xdp rule 'drop sctp': 'sctp': expected ether, vlan, arp, ip, ip6, tcp, udp, icmp, src, dst or len
            drop udp dst port | xdp rule 'drop udp dst port' ends too early: expected a port
            drop dst port 70000 | xdp rule 'drop dst port 70000': '70000': expected a number from 0 to 65535
            drop dst port 9-1 | xdp rule 'drop dst port 9-1': '9-1': expected a range such as 1-10
            drop vlan x       | xdp rule 'drop vlan x': 'x': expected a number from 0 to 4095
            drop ether 0x800  | xdp rule 'drop ether 0x800': '0x800': expected type
            redirect          | xdp rule 'redirect' ends too early: expected a port
            drop tcp; ; pass x| xdp rule 'pass x': 'x': expected ether, vlan, arp, ip, ip6, tcp, udp, icmp, src, dst or len
            ;                 | xdp program ';' has no rule: expected one such as 'drop icmp'
            """)
    void whatCannotBeReadIsNamed(String program, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> XdpRules.parse(program))
                .withMessage(message);
    }

    @Test
    void actionsAndRulesAreCounted() {
        RunXdp xdp = new RunXdp();
        xdp.attach(XdpRules.parse("drop  udp ;tx icmp"));
        for (String name : List.of("udp", "udp", "icmp", "tcp")) {
            xdp.run(frame(name));
        }
        assertThat(xdp.hits()).hasToString("{1: drop udp=2, 2: tx icmp=1}");
        assertThat(xdp.counters().nonZero()).hasToString("{xdp.xdp_drop=2, xdp.xdp_pass=1, xdp.xdp_tx=1}");
        xdp.attach(XdpRules.parse("drop udp"));
        assertThat(xdp.hits()).hasToString("{1: drop udp=0}");
        assertThat(xdp.counters().get(XdpStat.DROP)).isEqualTo(2);
    }

    @Test
    void aProgramThatThrowsAborts() {
        RunXdp xdp = new RunXdp();
        xdp.attach(frame -> {
            throw new IllegalStateException("a fault in the program");
        });
        assertThat(xdp.run(frame("udp"))).isEqualTo(XdpAction.ABORTED);
        assertThat(xdp.counters().get(XdpStat.EXCEPTION)).isEqualTo(1);
        assertThat(xdp.counters().get(XdpStat.ABORTED)).isEqualTo(1);
    }
}
