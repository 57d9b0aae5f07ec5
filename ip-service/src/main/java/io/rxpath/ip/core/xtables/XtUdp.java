package io.rxpath.ip.core.xtables;

import java.util.List;

/** Match udp (kernel net/netfilter/xt_tcpudp.c udp_mt(); the nf_tables back end reads ports itself). */
final class XtUdp extends XtMatch {
    private static final int HEADER = 8;

    private final XtPorts source = new XtPorts();
    private final XtPorts destination = new XtPorts();
    private boolean compat;

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
        (name.equals("source-port") ? source : destination).set(arg, invert);
    }

    @Override
    void finish(XtContext context) {
        if (context.entry().protocol != XtProtocols.UDP) {
            throw new XtProblem("UDP match requires '-p udp'");
        }
        compat = source.any() && destination.any();
        source.settle();
        destination.settle();
    }

    @Override
    boolean vacuous() {
        return !compat && source.any() && destination.any();
    }

    @Override
    boolean match(XtPacket p) {
        if (!compat) {
            return source.match(p, 0) && destination.match(p, 2);
        }
        if (p.fragOff != 0) {
            return false;
        }
        p.hotdrop |= !p.has(p.thoff, HEADER);
        return !p.hotdrop;
    }

    @Override
    void save(StringBuilder out) {
        source.save(out, "--sport");
        destination.save(out, "--dport");
    }

    @Override
    void print(StringBuilder out, boolean numeric) {
        out.append(" udp");
        source.print(out, "spt");
        destination.print(out, "dpt");
    }
}
