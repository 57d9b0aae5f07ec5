package io.rxpath.ip.core.xtables;

import java.util.List;

/** Match udp (kernel net/netfilter/xt_tcpudp.c udp_mt(); the nf_tables back end reads ports itself). */
final class XtUdp extends XtMatch {
    private static final int HEADER = 8;

    private int sportMin;
    private int sportMax = 0xffff;
    private boolean invSport;
    private int dportMin;
    private int dportMax = 0xffff;
    private boolean invDport;

    XtUdp() {
        super(
                "udp",
                List.of(
                        XtOpt.arg("source-port").alias("sport").inv(),
                        XtOpt.arg("destination-port").alias("dport").inv()));
    }

    @Override
    String again(XtOpt option) {
        return "udp: option \"--" + option.name() + "\" can only be used once.";
    }

    @Override
    void option(String name, String arg, boolean invert) {
        int[] ports = XtValues.ports(arg);
        if (name.equals("source-port")) {
            sportMin = ports[0];
            sportMax = ports[1];
            invSport = invert;
        } else {
            dportMin = ports[0];
            dportMax = ports[1];
            invDport = invert;
        }
    }

    @Override
    void finish(XtContext context) {
        if (context.entry().protocol != XtProtocols.UDP) {
            throw new XtProblem("UDP match requires '-p udp'");
        }
    }

    @Override
    boolean match(XtPacket p) {
        if (p.fragOff != 0 || p.l4 < 0) {
            return false;
        }
        boolean anySport = !invSport && sportMin == 0 && sportMax == 0xffff;
        boolean anyDport = !invDport && dportMin == 0 && dportMax == 0xffff;
        if (anySport && anyDport) {
            p.hotdrop |= !p.has(p.thoff, HEADER);
            return !p.hotdrop;
        }
        return (anySport || port(p, 0, sportMin, sportMax, invSport))
                && (anyDport || port(p, 2, dportMin, dportMax, invDport));
    }

    private static boolean port(XtPacket p, int at, int min, int max, boolean invert) {
        if (!p.has(p.thoff + at, 2)) {
            return false;
        }
        int port = p.u16(p.thoff + at);
        return (port >= min && port <= max) != invert;
    }

    @Override
    void save(StringBuilder out) {
        XtTcp.savePorts(out, "--sport", sportMin, sportMax, invSport);
        XtTcp.savePorts(out, "--dport", dportMin, dportMax, invDport);
    }

    @Override
    void print(StringBuilder out, boolean numeric) {
        out.append(" udp");
        XtTcp.printPorts(out, "spt", sportMin, sportMax, invSport);
        XtTcp.printPorts(out, "dpt", dportMin, dportMax, invDport);
    }
}
