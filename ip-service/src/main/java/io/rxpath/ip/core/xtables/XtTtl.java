package io.rxpath.ip.core.xtables;

import java.util.List;

/** Matches ttl and hl (kernel net/netfilter/xt_hl.c ttl_mt(), hl_mt6()). */
final class XtTtl extends XtMatch {
    private final String prefix;
    private String how = "";
    private int value;
    private boolean invert;

    XtTtl(boolean v6) {
        super(v6 ? "hl" : "ttl", options(v6 ? "hl" : "ttl"));
        prefix = v6 ? "hl" : "ttl";
    }

    private static List<XtOpt> options(String prefix) {
        String[] names = {prefix + "-lt", prefix + "-gt", prefix + "-eq"};
        XtOpt equal = XtOpt.arg(names[2]).alias(prefix).inv().excl(names[0], names[1]);
        return List.of(
                XtOpt.arg(names[0]).excl(names[1], names[2]),
                XtOpt.arg(names[1]).excl(names[0], names[2]),
                equal);
    }

    @Override
    void option(String name, String arg, boolean inverted) {
        how = name.substring(name.length() - 2);
        value = (int) XtValues.number(this, name, arg, 0, 255);
        invert = inverted;
    }

    @Override
    void finish(XtContext context) {
        if (how.isEmpty()) {
            String upper = prefix.toUpperCase(java.util.Locale.ROOT);
            throw new XtProblem(upper + " match: You must specify one of `--" + prefix + "-eq', `--" + prefix
                    + "-lt', `--" + prefix + "-gt'");
        }
    }

    @Override
    boolean match(XtPacket p) {
        int ttl = p.ttl();
        return switch (how) {
            case "lt" -> ttl < value;
            case "gt" -> ttl > value;
            default -> (ttl == value) != invert;
        };
    }

    @Override
    void save(StringBuilder out) {
        out.append(invert ? " ! --" : " --")
                .append(prefix)
                .append('-')
                .append(how)
                .append(' ')
                .append(value);
    }

    @Override
    void print(StringBuilder out, boolean numeric) {
        String upper = prefix.toUpperCase(java.util.Locale.ROOT);
        String sign = how.equals("lt") ? "<" : how.equals("gt") ? ">" : invert ? "!=" : "==";
        out.append(' ')
                .append(upper)
                .append(" match ")
                .append(upper)
                .append(' ')
                .append(sign)
                .append(' ')
                .append(value);
    }
}
