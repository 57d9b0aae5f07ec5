package io.rxpath.ip.core.xtables;

import io.rxpath.skb.InternetChecksum;
import java.util.List;

/** Targets TTL and HL (kernel net/netfilter/xt_HL.c ttl_tg(), hl_tg6()). */
final class XtTtlTarget extends XtTarget {
    private static final int TTL = 8;
    private static final int CHECKSUM = 10;
    private static final int HOP_LIMIT = 7;
    private static final int MAX = 255;

    private final String prefix;
    private String how = "";
    private int value;

    XtTtlTarget(boolean v6) {
        super(v6 ? "HL" : "TTL", options(v6 ? "hl" : "ttl"));
        prefix = v6 ? "hl" : "ttl";
    }

    private static List<XtOpt> options(String prefix) {
        String set = prefix + "-set";
        String dec = prefix + "-dec";
        String inc = prefix + "-inc";
        return List.of(
                XtOpt.arg(set).excl(dec, inc),
                XtOpt.arg(dec).excl(set, inc),
                XtOpt.arg(inc).excl(set, dec));
    }

    @Override
    void option(String name, String arg, boolean invert) {
        how = name.substring(name.length() - 3);
        value = (int) XtValues.number(this, name, arg, how.equals("set") ? 0 : 1, MAX);
    }

    @Override
    void finish(XtContext context) {
        if (how.isEmpty()) {
            throw new XtProblem(name() + ": You must specify an action");
        }
    }

    @Override
    String refusal(XtContext context) {
        return context.table().equals("mangle") ? "" : "target " + name() + " is for table mangle";
    }

    @Override
    int target(XtPacket p) {
        int old = p.ttl();
        int next = switch (how) {
            case "set" -> value;
            case "inc" -> Math.min(MAX, old + value);
            default -> Math.max(0, old - value);
        };
        if (next == old) {
            return CONTINUE;
        }
        if (p.v6) {
            p.put8(HOP_LIMIT, next);
        } else {
            int word = p.u16(TTL);
            p.put8(TTL, next);
            p.put16(CHECKSUM, InternetChecksum.replace16(p.u16(CHECKSUM), word, p.u16(TTL)));
        }
        return CONTINUE;
    }

    @Override
    void save(StringBuilder out) {
        out.append(" --").append(prefix).append('-').append(how).append(' ').append(value);
    }

    @Override
    void print(StringBuilder out, boolean numeric) {
        String words = how.equals("set") ? "set to " : how.equals("inc") ? "increment by " : "decrement by ";
        out.append(' ').append(name()).append(' ').append(words).append(value);
    }
}
