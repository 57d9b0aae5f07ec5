package io.rxpath.ip.core.xtables;

import java.util.List;

/** Target TOS (kernel net/netfilter/xt_DSCP.c tos_tg(), tos_tg6()). */
final class XtTosTarget extends XtTarget {
    private int value;
    private int mask;

    XtTosTarget() {
        super(
                "TOS",
                List.of(
                        XtOpt.arg("set-tos").excl("and-tos", "or-tos", "xor-tos"),
                        XtOpt.arg("and-tos").excl("set-tos", "or-tos", "xor-tos"),
                        XtOpt.arg("or-tos").excl("set-tos", "and-tos", "xor-tos"),
                        XtOpt.arg("xor-tos").excl("set-tos", "and-tos", "or-tos")));
    }

    @Override
    void option(String name, String arg, boolean invert) {
        if (name.equals("set-tos")) {
            int[] tos = TosText.parse(this, name, arg, 0xff);
            value = tos[0];
            mask = tos[1];
            return;
        }
        int bits = (int) XtValues.number(this, name, arg, 0, 255);
        value = name.equals("and-tos") ? 0 : bits;
        mask = name.equals("and-tos") ? ~bits & 0xff : name.equals("or-tos") ? bits : 0;
    }

    @Override
    void finish(XtContext context) {
        if (!given("set-tos") && !given("and-tos") && !given("or-tos") && !given("xor-tos")) {
            throw new XtProblem("TOS: An action is required");
        }
    }

    @Override
    String refusal(XtContext context) {
        return context.table().equals("mangle") ? "" : "target TOS is for table mangle";
    }

    @Override
    int target(XtPacket p) {
        DsField.change(p, 0, p.tos() & ~mask ^ value);
        return CONTINUE;
    }

    @Override
    void save(StringBuilder out) {
        out.append(" --set-tos ").append(TosText.hex(value, mask));
    }

    @Override
    void print(StringBuilder out, boolean numeric) {
        String name = numeric ? "" : TosText.name(value, mask);
        if (!name.isEmpty()) {
            // As it is printed, spaces and all.
            out.append("  TOS set").append(name);
            return;
        }
        out.append(" TOS ");
        if (numeric) {
            out.append("set ").append(TosText.hex(value, mask));
        } else if (value == 0) {
            out.append("and ").append(XtValues.hex2(~mask & 0xff));
        } else if (value == mask) {
            out.append("or ").append(XtValues.hex2(value));
        } else if (mask == 0) {
            out.append("xor ").append(XtValues.hex2(value));
        } else {
            out.append("set ").append(TosText.hex(value, mask));
        }
    }
}
