package io.rxpath.ip.core.xtables;

import io.rxpath.skb.PacketType;
import java.util.List;
import java.util.Locale;

/** Match pkttype (kernel net/netfilter/xt_pkttype.c pkttype_mt()). */
final class XtPkttype extends XtMatch {
    private PacketType type = PacketType.HOST;
    private boolean invert;

    XtPkttype() {
        super("pkttype", List.of(XtOpt.arg("pkt-type").inv().must()));
    }

    @Override
    void option(String name, String arg, boolean inverted) {
        invert = inverted;
        type = switch (arg.toLowerCase(Locale.ROOT)) {
            case "unicast", "host" -> PacketType.HOST;
            case "broadcast" -> PacketType.BROADCAST;
            case "multicast" -> PacketType.MULTICAST;
            case "otherhost" -> PacketType.OTHERHOST;
            case "outgoing" -> PacketType.OUTGOING;
            default -> throw new XtProblem("Bad packet type '" + arg + "'");
        };
    }

    @Override
    boolean match(XtPacket p) {
        return (p.skb.pktType == type) != invert;
    }

    private String text() {
        return type == PacketType.HOST ? "unicast" : type.name().toLowerCase(Locale.ROOT);
    }

    @Override
    void save(StringBuilder out) {
        out.append(invert ? " !" : "").append(" --pkt-type ").append(text());
    }

    @Override
    void print(StringBuilder out, boolean numeric) {
        out.append(" PKTTYPE ").append(invert ? "!= " : "= ").append(text());
    }
}
