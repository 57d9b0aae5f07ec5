package io.rxpath.ip.core.xtables;

import io.rxpath.skb.CtInfo;
import java.util.List;
import java.util.Locale;

/** Match state (kernel net/netfilter/xt_state.c state_mt()). */
final class XtState extends XtMatch {
    static final int INVALID = 1;
    static final int NEW = 1 << 1;
    static final int RELATED = 1 << 2;
    static final int ESTABLISHED = 1 << 3;
    static final int UNTRACKED = 1 << 4;
    static final int SNAT = 1 << 5;
    static final int DNAT = 1 << 6;

    private static final String[] NAMES = {"INVALID", "NEW", "RELATED", "ESTABLISHED", "UNTRACKED", "SNAT", "DNAT"};
    private static final int NAMES_OF_STATE = 5;

    private int states;
    private boolean invert;

    XtState() {
        super("state", List.of(XtOpt.arg("state").inv().must()));
    }

    @Override
    void option(String name, String arg, boolean inverted) {
        states = parse(arg, NAMES_OF_STATE, "Bad state \"");
        invert = inverted;
    }

    /** Bits of the states with these names. */
    static int parse(String text, String problem) {
        return parse(text, NAMES.length, problem);
    }

    private static int parse(String text, int known, String problem) {
        int bits = 0;
        for (String word : text.split(",", -1)) {
            int bit = 0;
            for (int i = 0; i < known; i++) {
                if (NAMES[i].equals(word.toUpperCase(Locale.ROOT))) {
                    bit = 1 << i;
                }
            }
            if (bit == 0) {
                throw new XtProblem(problem + word + "\"");
            }
            bits |= bit;
        }
        return bits;
    }

    /** Names of the states. */
    static String names(int bits) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < NAMES.length; i++) {
            if ((bits & 1 << i) != 0) {
                out.append(out.isEmpty() ? "" : ",").append(NAMES[i]);
            }
        }
        return out.toString();
    }

    /** The bit of a packet's state (kernel XT_STATE_BIT()). */
    static int of(CtInfo info) {
        return switch (info) {
            case NONE -> INVALID;
            case NEW -> NEW;
            case ESTABLISHED, ESTABLISHED_REPLY -> ESTABLISHED;
            case RELATED, RELATED_REPLY -> RELATED;
            case UNTRACKED -> UNTRACKED;
        };
    }

    @Override
    boolean needsConntrack() {
        return true;
    }

    @Override
    boolean match(XtPacket p) {
        return ((of(p.skb.ctInfo) & states) != 0) != invert;
    }

    @Override
    void save(StringBuilder out) {
        out.append(invert ? " !" : "").append(" --state ").append(names(states));
    }

    @Override
    void print(StringBuilder out, boolean numeric) {
        out.append(invert ? " !" : "").append(" state ").append(names(states));
    }
}
