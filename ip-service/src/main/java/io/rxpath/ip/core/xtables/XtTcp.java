package io.rxpath.ip.core.xtables;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Match tcp (kernel net/netfilter/xt_tcpudp.c tcp_mt(); without --tcp-option the nf_tables back end reads ports and flags
 * itself, and a header that is too short then does not match instead of being dropped).
 */
final class XtTcp extends XtMatch implements XtTwoArgs {
    private static final int HEADER = 20;
    private static final int FLAGS = 13;
    private static final String[] NAMES = {"FIN", "SYN", "RST", "PSH", "ACK", "URG"};
    private static final int ALL = 0x3f;

    private final XtPorts source = new XtPorts();
    private final XtPorts destination = new XtPorts();
    private int flagMask;
    private int flagCompare;
    private boolean invFlags;
    private String mask = "";
    private int tcpOption;
    private boolean invOption;
    private boolean compat;
    private boolean vacuous;

    XtTcp() {
        super(
                "tcp",
                List.of(
                        XtOpt.arg("source-port").alias("sport").inv(),
                        XtOpt.arg("destination-port").alias("dport").inv(),
                        XtOpt.flag("syn").inv(),
                        XtOpt.arg("tcp-flags").inv(),
                        XtOpt.arg("tcp-option").inv()));
    }

    @Override
    String again(XtOpt option) {
        String name = option.name().equals("syn") ? "tcp-flags" : option.name();
        return "Only one `--" + name + "' allowed";
    }

    @Override
    void option(String name, String arg, boolean invert) {
        switch (name) {
            case "source-port" -> source.set(arg, invert);
            case "destination-port" -> destination.set(arg, invert);
            case "syn" -> flags(0x17, 2, invert);
            case "tcp-flags" -> {
                mask = arg;
                invFlags = invert;
            }
            default -> {
                long value = XtValues.number(arg, 255);
                if (value < 1) {
                    throw new XtProblem("Bad TCP option \"" + arg + "\"");
                }
                tcpOption = (int) value;
                invOption = invert;
            }
        }
    }

    private void flags(int mask, int compare, boolean invert) {
        if (flagMask != 0) {
            throw new XtProblem("Only one of `--syn' or `--tcp-flags' allowed");
        }
        flagMask = mask;
        flagCompare = compare;
        invFlags = invert;
    }

    @Override
    public boolean wantsSecond(String option) {
        return option.equals("tcp-flags");
    }

    @Override
    public void second(@Nullable String word) {
        if (word == null) {
            throw new XtProblem("--tcp-flags requires two args.");
        }
        flags(flagsOf(mask), flagsOf(word), invFlags);
    }

    private static int flagsOf(String text) {
        int flags = 0;
        for (String word : text.split(",", -1)) {
            int bit = flag(word.toUpperCase(Locale.ROOT));
            if (bit < 0) {
                throw new XtProblem("Unknown TCP flag `" + word + "'");
            }
            flags |= bit;
        }
        return flags;
    }

    private static int flag(String name) {
        for (int i = 0; i < NAMES.length; i++) {
            if (NAMES[i].equals(name)) {
                return 1 << i;
            }
        }
        return name.equals("ALL") ? ALL : name.equals("NONE") ? 0 : -1;
    }

    @Override
    void finish(XtContext context) {
        if (context.entry().protocol != XtProtocols.TCP) {
            throw new XtProblem("TCP match requires '-p tcp'");
        }
        // The back end leaves the whole match to xt_tcpudp where it does not know an option, or where there is none.
        compat = tcpOption != 0 || source.any() && destination.any() && flagMask == 0 && !invFlags;
        if (!compat) {
            source.settle();
            destination.settle();
            vacuous = source.any() && destination.any() && flagMask == 0 && !invFlags;
        }
    }

    @Override
    boolean vacuous() {
        return vacuous;
    }

    @Override
    boolean match(XtPacket p) {
        if (compat) {
            return compat(p);
        }
        if (flagMask != 0 || invFlags) {
            if (!p.hasTransport(FLAGS, 1) || ((p.u8(p.thoff + FLAGS) & flagMask) == flagCompare) == invFlags) {
                return false;
            }
        }
        return source.match(p, 0) && destination.match(p, 2);
    }

    private boolean compat(XtPacket p) {
        if (p.fragOff != 0) {
            // Nobody who is honest begins a fragment within the TCP header.
            p.hotdrop |= p.fragOff == 1;
            return false;
        }
        if (!p.has(p.thoff, HEADER)) {
            p.hotdrop = true;
            return false;
        }
        if (!source.contains(p.u16(p.thoff)) || !destination.contains(p.u16(p.thoff + 2))) {
            return false;
        }
        if (((p.u8(p.thoff + FLAGS) & flagMask) == flagCompare) == invFlags) {
            return false;
        }
        return tcpOption == 0 || findOption(p);
    }

    private boolean findOption(XtPacket p) {
        int length = (p.u8(p.thoff + 12) >>> 4 << 2) - HEADER;
        if (length < 0 || length > 0 && !p.has(p.thoff + HEADER, length)) {
            p.hotdrop = true;
            return false;
        }
        int options = p.thoff + HEADER;
        for (int i = 0; i < length; ) {
            int kind = p.u8(options + i);
            if (kind == tcpOption) {
                return !invOption;
            }
            int step = kind < 2 || i + 1 >= length ? 1 : p.u8(options + i + 1);
            i += step == 0 ? 1 : step;
        }
        return invOption;
    }

    @Override
    void save(StringBuilder out) {
        source.save(out, "--sport");
        destination.save(out, "--dport");
        if (tcpOption != 0) {
            out.append(invOption ? " !" : "").append(" --tcp-option ").append(tcpOption);
        }
        if (flagMask != 0 || invFlags) {
            out.append(invFlags ? " !" : "").append(" --tcp-flags ").append(names(flagMask));
            out.append(' ').append(names(flagCompare));
        }
    }

    private static String names(int flags) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < NAMES.length; i++) {
            if ((flags & 1 << i) != 0) {
                out.append(out.isEmpty() ? "" : ",").append(NAMES[i]);
            }
        }
        return out.isEmpty() ? "NONE" : out.toString();
    }

    @Override
    void print(StringBuilder out, boolean numeric) {
        out.append(" tcp");
        source.print(out, "spt");
        destination.print(out, "dpt");
        if (tcpOption != 0) {
            out.append(" option=").append(invOption ? "!" : "").append(tcpOption);
        }
        if (flagMask != 0 || invFlags) {
            out.append(" flags:").append(invFlags ? "!" : "");
            out.append(numeric ? hex(flagMask) : names(flagMask)).append('/');
            out.append(numeric ? hex(flagCompare) : names(flagCompare));
        }
    }

    private static String hex(int flags) {
        return String.format(Locale.ROOT, "0x%02X", flags);
    }
}
