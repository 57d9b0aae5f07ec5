package io.rxpath.ip.core.xtables;

import java.util.List;

/** Target MARK (kernel net/netfilter/xt_mark.c mark_tg()). */
final class XtMarkTarget extends XtTarget {
    private int mark;
    private int mask;
    private boolean said;

    XtMarkTarget() {
        super(
                "MARK",
                List.of(
                        XtOpt.arg("set-xmark").excl("set-mark", "and-mark", "or-mark", "xor-mark"),
                        XtOpt.arg("set-mark").excl("set-xmark", "and-mark", "or-mark", "xor-mark"),
                        XtOpt.arg("and-mark").excl("set-xmark", "set-mark", "or-mark", "xor-mark"),
                        XtOpt.arg("or-mark").excl("set-xmark", "set-mark", "and-mark", "xor-mark"),
                        XtOpt.arg("xor-mark").excl("set-xmark", "set-mark", "and-mark", "or-mark")));
    }

    @Override
    void option(String name, String arg, boolean invert) {
        said = true;
        if (name.startsWith("set")) {
            int[] value = XtValues.mark(this, name, arg);
            mark = value[0];
            mask = name.equals("set-mark") ? value[1] | value[0] : value[1];
            return;
        }
        int value = (int) XtValues.number(this, name, arg, 0, 0xffff_ffffL);
        mark = name.equals("and-mark") ? 0 : value;
        mask = name.equals("and-mark") ? ~value : name.equals("or-mark") ? value : 0;
    }

    @Override
    void finish(XtContext context) {
        if (!said) {
            throw new XtProblem("MARK: One of the --set-xmark, --{and,or,xor,set}-mark options is required");
        }
    }

    @Override
    int target(XtPacket p) {
        p.skb.mark = p.skb.mark & ~mask ^ mark;
        return CONTINUE;
    }

    @Override
    void save(StringBuilder out) {
        out.append(" --set-xmark 0x").append(Integer.toHexString(mark));
        out.append("/0x").append(Integer.toHexString(mask));
    }

    @Override
    void print(StringBuilder out, boolean numeric) {
        out.append(" MARK ");
        change(out, mark, mask);
    }

    /** What {@code old & ~mask ^ mark} does, in a word. */
    static void change(StringBuilder out, int mark, int mask) {
        String value = "0x" + Integer.toHexString(mark);
        if (mark == 0) {
            out.append("and 0x").append(Integer.toHexString(~mask));
        } else if (mark == mask) {
            out.append("or ").append(value);
        } else if (mask == 0) {
            out.append("xor ").append(value);
        } else if (mask == -1) {
            out.append("set ").append(value);
        } else {
            out.append("xset ").append(value).append("/0x").append(Integer.toHexString(mask));
        }
    }
}
