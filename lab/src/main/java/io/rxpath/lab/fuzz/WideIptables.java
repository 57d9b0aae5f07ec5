package io.rxpath.lab.fuzz;

import java.util.Set;

/** What {@link IptablesDice} leaves out: matches that count, remember or look deep, and targets that change packets. */
final class WideIptables {
    private static final String[] ANY = {
        "-m connbytes --connbytes 2 --connbytes-mode packets --connbytes-dir both",
        "-m connbytes --connbytes 100:500 --connbytes-mode bytes --connbytes-dir original",
        "-m string --algo bm --hex-string '|5574|' --to 200",
        "-m recent --set --name a",
        "-m recent --update --hitcount 2 --name a",
        "-m recent --rcheck --name a",
        "-m hashlimit --hashlimit-upto 1/hour --hashlimit-burst 2 --hashlimit-mode srcip --hashlimit-name h",
        "-m hashlimit --hashlimit-above 1/hour --hashlimit-burst 2 --hashlimit-mode dstip --hashlimit-name g",
        "-m pkttype --pkt-type unicast",
        "-m pkttype --pkt-type multicast",
        "-m connmark --mark 1",
        "-m state --state NEW",
        "-m state --state RELATED,ESTABLISHED",
        "-m conntrack --ctproto udp",
        "-m conntrack --ctstatus NONE",
        "-m conntrack --ctstatus CONFIRMED",
        "-m conntrack --ctstate DNAT",
        "-m conntrack --ctdir REPLY",
        "-m conntrack --ctstate SNAT,NEW",
        "-m statistic --mode nth --every 3 --packet 1",
        "-m comment --comment x",
        "-m ecn --ecn-ip-ect 3",
        "-m addrtype --dst-type MULTICAST",
        "-m addrtype --src-type UNICAST"
    };

    private static final String[] V4 = {
        "-m iprange --src-range 10.9.0.1-10.9.0.9",
        "-m conntrack --ctorigsrc 10.9.0.1",
        "-m conntrack --ctrepldst 10.9.0.1",
        "-m u32 --u32 '6&0xFF=0x11'",
        "-m u32 --u32 '0>>22&0x3C@0>>16=4001'",
        "-m addrtype --dst-type BROADCAST",
        "-m addrtype --dst-type BLACKHOLE",
        "-m addrtype --src-type LOCAL"
    };

    private static final String[] V6 = {
        "-m iprange --src-range fd00:9::1-fd00:9::9",
        "-m conntrack --ctorigsrc fd00:9::1",
        "-m u32 --u32 '4&0xFF00>>8=0x11'",
        "-m addrtype --src-type LOCAL"
    };

    private static final String[] UDP = {
        "-m multiport --sports 53,4001", "--sport 53:5000 --dport 53", "-m conntrack --ctorigdstport 7001"
    };

    private static final String[] TCP = {
        "--tcp-option 2", "--tcp-flags ALL NONE", "-m tcpmss --mss 1000:1460", "-m ecn --ecn-tcp-ece"
    };

    private static final String[] MANGLE = {
        "-j CONNMARK --set-mark 1",
        "-j CONNMARK --save-mark",
        "-j CONNMARK --restore-mark",
        "-j MARK --or-mark 4",
        "-j MARK --xor-mark 5",
        "-j TOS --or-tos 4",
        "-j TOS --and-tos 0x10",
        "-j DSCP --set-dscp-class AF11",
        "-j LOG --log-prefix x"
    };

    private static final Set<String> RECEIVED = Set.of("PREROUTING", "INPUT", "FORWARD");

    private final Dice dice;
    private final boolean six;

    WideIptables(Dice dice, boolean six) {
        this.dice = dice;
        this.six = six;
    }

    /** A match for a rule of this chain and protocol. */
    String match(String table, String hook, String protocol) {
        int kind = dice.below(100);
        if (kind < 25 && protocol.equals("udp")) {
            return dice.of(UDP);
        }
        if (kind < 40 && protocol.equals("tcp")) {
            return dice.of(TCP);
        }
        if (kind < 55 && RECEIVED.contains(hook)) {
            boolean early = hook.equals("PREROUTING") && !table.contains("nat");
            return early
                    ? dice.of("-m rpfilter", "-m rpfilter --invert", "-m rpfilter --loose")
                    : "-m mac --mac-source 02:00:00:00:00:01";
        }
        return kind < 80 ? dice.of(ANY) : dice.of(six ? V6 : V4);
    }

    /** A target of table mangle. */
    String mangle(String hook) {
        if (dice.chance(20)) {
            return six
                    ? dice.of("-j HL --hl-inc 1", "-j HL --hl-dec 1")
                    : dice.of("-j TTL --ttl-inc 1", "-j TTL --ttl-dec 1");
        }
        return dice.of(MANGLE);
    }
}
