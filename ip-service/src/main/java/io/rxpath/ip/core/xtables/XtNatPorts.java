package io.rxpath.ip.core.xtables;

import io.rxpath.ip.core.netfilter.NfNatRange;
import io.rxpath.ip.core.netfilter.NfServices;
import java.util.List;
import java.util.stream.Stream;

/** A target that gives a connection the host's own address and, if asked, one of some ports. */
abstract class XtNatPorts extends XtTarget {
    private final String listed;
    private String text = "";

    /** The ports, and whether one is drawn. */
    protected NfNatRange range = NfNatRange.ANY;

    /** What does it. */
    protected NfServices services = XtNoServices.INSTANCE;

    /**
     * A target.
     *
     * @param listed what a listing has in front of the ports
     * @param flags options without a value; each asks for ports to be drawn
     */
    XtNatPorts(String name, String listed, List<XtOpt> flags) {
        super(
                name,
                Stream.concat(Stream.of(XtOpt.arg("to-ports")), flags.stream()).toList());
        this.listed = listed;
    }

    @Override
    final void option(String name, String arg, boolean invert) {
        if (!arg.isEmpty()) {
            text = arg;
        }
    }

    @Override
    final void finish(XtContext context) {
        services = context.shared().services;
        if (!text.isEmpty() && !XtNatRange.ported(context.entry())) {
            throw new XtProblem("Need TCP, UDP, SCTP or DCCP with port specification");
        }
        NfNatRange ports = text.isEmpty() ? NfNatRange.ANY : XtNatRange.ports(text);
        boolean random = options().stream().anyMatch(option -> !option.arg() && given(option.name()));
        range = new NfNatRange(null, null, ports.minPort(), ports.maxPort(), ports.ports(), random, false);
    }

    @Override
    final boolean needsConntrack() {
        return true;
    }

    @Override
    final String refusal(XtContext context) {
        return context.table().equals("nat") ? "" : "target " + name() + " is for table nat";
    }

    private void flags(StringBuilder out, String dashes) {
        for (XtOpt option : options()) {
            if (!option.arg() && given(option.name())) {
                out.append(' ').append(dashes).append(option.name());
            }
        }
    }

    @Override
    final void save(StringBuilder out) {
        if (range.ports()) {
            out.append(" --to-ports ");
            XtNatRange.ports(out, range);
        }
        flags(out, "--");
    }

    @Override
    final void print(StringBuilder out, boolean numeric) {
        if (range.ports()) {
            out.append(listed);
            XtNatRange.ports(out, range);
        }
        flags(out, "");
    }
}
