package io.rxpath.ip.core.xtables;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Names of IP protocols, as the file /etc/protocols of a usual host has them. */
final class XtProtocols {
    static final int ICMP = 1;
    static final int TCP = 6;
    static final int UDP = 17;
    static final int DCCP = 33;
    static final int ICMPV6 = 58;
    static final int SCTP = 132;
    static final int UDPLITE = 136;

    private static final String TABLE = "icmp=1 igmp=2 ggp=3 ipencap=4 st=5 tcp=6 egp=8 igp=9 pup=12 udp=17 hmp=20"
            + " xns-idp=22 rdp=27 iso-tp4=29 dccp=33 xtp=36 ddp=37 idpr-cmtp=38 ipv6=41 ipv6-route=43 ipv6-frag=44 idrp=45"
            + " rsvp=46 gre=47 esp=50 ah=51 skip=57 ipv6-icmp=58 ipv6-nonxt=59 ipv6-opts=60 rspf=73 vmtp=81 eigrp=88"
            + " ospf=89 ax.25=93 ipip=94 etherip=97 encap=98 pim=103 ipcomp=108 vrrp=112 l2tp=115 isis=124 sctp=132 fc=133"
            + " mobility-header=135 udplite=136 mpls-in-ip=137 manet=138 hip=139 shim6=140 wesp=141 rohc=142 ethernet=143";

    private static final Map<String, Integer> BY_NAME = new TreeMap<>();
    private static final String[] BY_NUMBER = new String[256];

    static {
        for (String entry : TABLE.split(" ", -1)) {
            int equals = entry.indexOf('=');
            int number = Integer.parseInt(entry.substring(equals + 1));
            BY_NAME.put(entry.substring(0, equals), number);
            BY_NUMBER[number] = entry.substring(0, equals);
        }
        // iptables' own spellings (xtables_chain_protos) beside those of the file.
        BY_NAME.put("icmpv6", ICMPV6);
        BY_NAME.put("ipv6-mh", 135);
        BY_NAME.put("mh", 135);
        BY_NAME.put("all", 0);
    }

    private XtProtocols() {}

    /** Name of the protocol, its number if it has none. */
    static String name(int protocol) {
        String name = BY_NUMBER[protocol];
        return name == null ? String.valueOf(protocol) : name;
    }

    /** Number of a protocol given by name or number, 0 for all. */
    static int parse(String text) {
        Integer number = BY_NAME.get(text.toLowerCase(Locale.ROOT));
        if (number != null) {
            return number;
        }
        if (text.matches("[0-9]{1,3}") && Integer.parseInt(text) < 256) {
            return Integer.parseInt(text);
        }
        throw new XtProblem("unknown protocol \"" + text + "\" specified");
    }
}
