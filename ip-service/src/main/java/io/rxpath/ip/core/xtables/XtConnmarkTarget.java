package io.rxpath.ip.core.xtables;

import io.rxpath.ip.core.conntrack.NfConn;
import java.util.List;

/** Target CONNMARK (kernel net/netfilter/xt_connmark.c connmark_tg()). */
final class XtConnmarkTarget extends XtTarget {
    private static final String[] ACTIONS = {
        "set-xmark", "set-mark", "and-mark", "or-mark", "xor-mark", "save-mark", "restore-mark"
    };

    private String action = "";
    private int mark;
    private int ctMask = -1;
    private int nfMask = -1;

    XtConnmarkTarget() {
        super(
                "CONNMARK",
                List.of(
                        XtOpt.arg("set-xmark").excl(others(0)),
                        XtOpt.arg("set-mark").excl(others(1)),
                        XtOpt.arg("and-mark").excl(others(2)),
                        XtOpt.arg("or-mark").excl(others(3)),
                        XtOpt.arg("xor-mark").excl(others(4)),
                        XtOpt.flag("save-mark").excl(others(5)),
                        XtOpt.flag("restore-mark").excl(others(6)),
                        XtOpt.arg("ctmask").excl("mask"),
                        XtOpt.arg("nfmask").excl("mask"),
                        XtOpt.arg("mask").excl("ctmask", "nfmask")));
    }

    private static String[] others(int except) {
        return java.util.Arrays.stream(ACTIONS)
                .filter(action -> !action.equals(ACTIONS[except]))
                .toArray(String[]::new);
    }

    @Override
    void option(String name, String arg, boolean invert) {
        switch (name) {
            case "set-xmark", "set-mark" -> {
                int[] value = XtValues.mark(this, name, arg);
                change(value[0], name.equals("set-mark") ? value[1] | value[0] : value[1]);
            }
            case "and-mark" -> change(0, ~number(name, arg));
            case "or-mark" -> change(number(name, arg), number(name, arg));
            case "xor-mark" -> change(number(name, arg), 0);
            case "save-mark" -> action = "save";
            case "restore-mark" -> action = "restore";
            case "ctmask" -> ctMask = number(name, arg);
            case "nfmask" -> nfMask = number(name, arg);
            default -> {
                ctMask = number(name, arg);
                nfMask = ctMask;
            }
        }
    }

    private int number(String name, String arg) {
        return (int) XtValues.number(this, name, arg, 0, 0xffff_ffffL);
    }

    private void change(int newMark, int newMask) {
        action = "set";
        mark = newMark;
        ctMask = newMask;
    }

    @Override
    void finish(XtContext context) {
        if (action.isEmpty()) {
            throw new XtProblem("CONNMARK target: No operation specified");
        }
        if (action.equals("set") && (given("mask") || given("ctmask") || given("nfmask"))) {
            throw new XtProblem("CONNMARK: --mask is for --save-mark and --restore-mark");
        }
    }

    @Override
    boolean needsConntrack() {
        return true;
    }

    @Override
    int target(XtPacket p) {
        NfConn ct = p.ct();
        if (ct == null) {
            return CONTINUE;
        }
        switch (action) {
            case "set" -> ct.mark = ct.mark & ~ctMask ^ mark;
            case "save" -> ct.mark = ct.mark & ~ctMask ^ p.skb.mark & nfMask;
            default -> p.skb.mark = p.skb.mark & ~nfMask ^ ct.mark & ctMask;
        }
        return CONTINUE;
    }

    private static String hex(int value) {
        return "0x" + Integer.toHexString(value);
    }

    @Override
    void save(StringBuilder out) {
        if (action.equals("set")) {
            out.append(" --set-xmark ").append(hex(mark)).append('/').append(hex(ctMask));
        } else {
            out.append(" --").append(action).append("-mark --nfmask ").append(hex(nfMask));
            out.append(" --ctmask ").append(hex(ctMask));
        }
    }

    @Override
    void print(StringBuilder out, boolean numeric) {
        out.append(" CONNMARK ");
        if (action.equals("set")) {
            XtMarkTarget.change(out, mark, ctMask);
            return;
        }
        out.append(action);
        if (nfMask == -1 && ctMask == -1) {
            return;
        }
        if (nfMask == ctMask) {
            out.append(" mask ").append(hex(ctMask));
        } else if (action.equals("save")) {
            out.append(" nfmask ").append(hex(nfMask)).append(" ctmask ~").append(hex(ctMask));
        } else {
            out.append(" ctmask ").append(hex(ctMask)).append(" nfmask ~").append(hex(nfMask));
        }
    }
}
