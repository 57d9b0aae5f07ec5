package io.rxpath.ip.core.xtables;

import io.rxpath.ip.core.conntrack.NfConn;
import java.util.List;

/** Match connbytes (kernel net/netfilter/xt_connbytes.c connbytes_mt()). */
final class XtConnbytes extends XtMatch {
    private long from;
    private long to;
    private boolean invert;
    private String mode = "";
    private String direction = "";

    XtConnbytes() {
        super(
                "connbytes",
                List.of(
                        XtOpt.arg("connbytes").inv().must(),
                        XtOpt.arg("connbytes-dir").must(),
                        XtOpt.arg("connbytes-mode").must()));
    }

    @Override
    void option(String name, String arg, boolean inverted) {
        switch (name) {
            case "connbytes" -> {
                int colon = arg.indexOf(':');
                boolean open = colon < 0 || colon == arg.length() - 1;
                String text = colon >= 0 && open ? arg.substring(0, colon) : arg;
                long[] range = open
                        ? new long[] {XtValues.number(this, name, text, 0, Long.MAX_VALUE), Long.MAX_VALUE}
                        : XtValues.range(this, name, text, Long.MAX_VALUE);
                from = range[0];
                to = range[1];
                if (to < from) {
                    throw new XtProblem(from + " should be less than " + to);
                }
                invert = inverted;
            }
            case "connbytes-dir" -> direction = oneOf(arg, name, "original", "reply", "both");
            default -> mode = oneOf(arg, name, "packets", "bytes", "avgpkt");
        }
    }

    private static String oneOf(String arg, String option, String... names) {
        for (String name : names) {
            if (name.equals(arg)) {
                return arg;
            }
        }
        throw new XtProblem("Unknown --" + option + " `" + arg + "'");
    }

    @Override
    boolean needsConntrack() {
        return true;
    }

    @Override
    boolean needsAcct() {
        return true;
    }

    @Override
    boolean match(XtPacket p) {
        NfConn ct = p.ct();
        if (ct == null || !ct.acct) {
            return false;
        }
        long packets = sum(ct.packets);
        long bytes = sum(ct.bytes);
        long what = switch (mode) {
            case "packets" -> packets;
            case "bytes" -> bytes;
            default -> packets == 0 ? 0 : bytes / packets;
        };
        return (what >= from && what <= to) != invert;
    }

    private long sum(long[] counts) {
        return switch (direction) {
            case "original" -> counts[0];
            case "reply" -> counts[1];
            default -> counts[0] + counts[1];
        };
    }

    private void text(StringBuilder out, String separator, String dashes) {
        out.append(from);
        if (to != Long.MAX_VALUE) {
            out.append(':').append(to);
        }
        out.append(' ')
                .append(dashes)
                .append("connbytes")
                .append(separator)
                .append("mode ")
                .append(mode);
        out.append(' ').append(dashes).append("connbytes").append(separator);
        out.append(dashes.isEmpty() ? "direction " : "dir ").append(direction);
    }

    @Override
    void save(StringBuilder out) {
        out.append(invert ? " !" : "").append(" --connbytes ");
        text(out, "-", "--");
    }

    @Override
    void print(StringBuilder out, boolean numeric) {
        out.append(invert ? " !" : "").append(" connbytes ");
        text(out, " ", "");
    }
}
