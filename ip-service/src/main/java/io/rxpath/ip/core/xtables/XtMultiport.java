package io.rxpath.ip.core.xtables;

import java.util.List;

/** Match multiport (kernel net/netfilter/xt_multiport.c multiport_mt()). */
final class XtMultiport extends XtMatch {
    private static final int MAX_PORTS = 15;

    private String which = "";
    private int[] min = {};
    private int[] max = {};
    private boolean invert;

    XtMultiport() {
        super(
                "multiport",
                List.of(
                        XtOpt.arg("source-ports").alias("sports").inv().excl("destination-ports", "ports"),
                        XtOpt.arg("destination-ports").alias("dports").inv().excl("source-ports", "ports"),
                        XtOpt.arg("ports").inv().excl("source-ports", "destination-ports")));
    }

    @Override
    void option(String name, String arg, boolean inverted) {
        which = name;
        invert = inverted;
        String[] words = arg.split(",", -1);
        min = new int[words.length];
        max = new int[words.length];
        int slots = 0;
        for (int i = 0; i < words.length; i++) {
            int colon = words[i].indexOf(':');
            min[i] = XtValues.port(colon < 0 ? words[i] : words[i].substring(0, colon));
            max[i] = colon < 0 ? min[i] : XtValues.port(words[i].substring(colon + 1));
            if (colon >= 0 && min[i] >= max[i]) {
                throw new XtProblem("invalid portrange specified");
            }
            slots += colon < 0 ? 1 : 2;
            if (slots > MAX_PORTS) {
                throw new XtProblem("too many ports specified");
            }
        }
    }

    /** The protocol must have been said before the ports. */
    void protocol(XtEntry entry) {
        int protocol = entry.protocol;
        if (protocol == 0 || entry.invProtocol) {
            throw new XtProblem("multiport needs `-p tcp', `-p udp', `-p udplite', `-p sctp' or `-p dccp'");
        }
        if (protocol != XtProtocols.TCP
                && protocol != XtProtocols.UDP
                && protocol != XtProtocols.UDPLITE
                && protocol != XtProtocols.SCTP
                && protocol != XtProtocols.DCCP) {
            throw new XtProblem("multiport only works with TCP, UDP, UDPLITE, SCTP and DCCP");
        }
    }

    @Override
    void finish(XtContext context) {
        protocol(context.entry());
        if (which.isEmpty()) {
            throw new XtProblem("multiport expection an option");
        }
    }

    @Override
    boolean match(XtPacket p) {
        if (p.fragOff != 0) {
            return false;
        }
        if (!p.has(p.thoff, 4)) {
            p.hotdrop = true;
            return false;
        }
        int source = p.u16(p.thoff);
        int destination = p.u16(p.thoff + 2);
        boolean sources = !which.equals("destination-ports");
        boolean destinations = !which.equals("source-ports");
        for (int i = 0; i < min.length; i++) {
            if (sources && source >= min[i] && source <= max[i]
                    || destinations && destination >= min[i] && destination <= max[i]) {
                return !invert;
            }
        }
        return invert;
    }

    private String shortName() {
        return which.equals("source-ports") ? "sports" : which.equals("destination-ports") ? "dports" : "ports";
    }

    private void list(StringBuilder out) {
        for (int i = 0; i < min.length; i++) {
            out.append(i == 0 ? "" : ",").append(XtValues.range(min[i], max[i]));
        }
    }

    @Override
    void save(StringBuilder out) {
        out.append(invert ? " ! --" : " --").append(shortName()).append(' ');
        list(out);
    }

    @Override
    void print(StringBuilder out, boolean numeric) {
        out.append(" multiport ").append(shortName()).append(invert ? "  !" : " ");
        list(out);
    }
}
