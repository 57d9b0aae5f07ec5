package io.rxpath.ip.core.xtables;

import io.rxpath.ip.core.conntrack.NfConn;
import io.rxpath.skb.IpAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Match conntrack (kernel net/netfilter/xt_conntrack.c conntrack_mt()). */
final class XtConntrack extends XtMatch {
    private static final long SECOND = 1_000_000_000L;
    private static final String[] ADDRESSES = {"ctorigsrc", "ctorigdst", "ctreplsrc", "ctrepldst"};
    private static final String[] PORTS = {"ctorigsrcport", "ctorigdstport", "ctreplsrcport", "ctrepldstport"};
    private static final String[] STATUS = {"EXPECTED", "SEEN_REPLY", "ASSURED", "CONFIRMED"};

    private boolean v6;
    private int states;
    private int protocol;
    private final XtAddress[] addresses = {XtAddress.ANY, XtAddress.ANY, XtAddress.ANY, XtAddress.ANY};
    private final String[] addressTexts = {"", "", "", ""};
    private final long[][] ports = new long[4][2];
    private int status;
    private long expireMin;
    private long expireMax;
    private boolean reply;
    private final Map<String, Boolean> inverted = new HashMap<>();
    private boolean hasState;
    private boolean[] hasAddress = new boolean[4];
    private boolean[] hasPort = new boolean[4];

    XtConntrack() {
        super(
                "conntrack",
                List.of(
                        XtOpt.arg("ctstate").inv(),
                        XtOpt.arg("ctproto").inv(),
                        XtOpt.arg("ctorigsrc").inv(),
                        XtOpt.arg("ctorigdst").inv(),
                        XtOpt.arg("ctreplsrc").inv(),
                        XtOpt.arg("ctrepldst").inv(),
                        XtOpt.arg("ctstatus").inv(),
                        XtOpt.arg("ctexpire").inv(),
                        XtOpt.arg("ctorigsrcport").inv(),
                        XtOpt.arg("ctorigdstport").inv(),
                        XtOpt.arg("ctreplsrcport").inv(),
                        XtOpt.arg("ctrepldstport").inv(),
                        XtOpt.arg("ctdir")));
    }

    @Override
    void option(String name, String arg, boolean invert) {
        inverted.put(name, invert);
        switch (name) {
            case "ctstate" -> {
                states = XtState.parse(arg, "Bad ctstate \"");
                hasState = true;
            }
            case "ctproto" -> {
                protocol = XtProtocols.parse(arg);
                if (protocol == 0 && invert) {
                    throw new XtProblem("conntrack: rule would never match protocol");
                }
            }
            case "ctstatus" -> status = statusOf(arg);
            case "ctexpire" -> {
                long[] range = XtValues.range(this, name, arg, 0xffff_ffffL);
                expireMin = range[0];
                expireMax = range[1];
            }
            case "ctdir" -> {
                reply = arg.equalsIgnoreCase("REPLY");
                if (!reply && !arg.equalsIgnoreCase("ORIGINAL")) {
                    throw new XtProblem("conntrack: Bad value for \"--ctdir\" option: \"" + arg + "\"");
                }
            }
            default -> addressOrPort(name, arg);
        }
    }

    private void addressOrPort(String name, String arg) {
        for (int i = 0; i < ADDRESSES.length; i++) {
            if (ADDRESSES[i].equals(name)) {
                addressTexts[i] = arg;
                hasAddress[i] = true;
            } else if (PORTS[i].equals(name)) {
                ports[i] = XtValues.range(this, name, arg, 0xffff);
                hasPort[i] = true;
            }
        }
    }

    private static int statusOf(String text) {
        int bits = 0;
        for (String word : text.split(",", -1)) {
            int bit = 0;
            for (int i = 0; i < STATUS.length; i++) {
                if (STATUS[i].equals(word.toUpperCase(Locale.ROOT))) {
                    bit = 1 << i;
                }
            }
            if (bit == 0 && !word.equalsIgnoreCase("NONE")) {
                throw new XtProblem("Bad ctstatus \"" + word + "\"");
            }
            bits |= bit;
        }
        return bits;
    }

    @Override
    void finish(XtContext context) {
        v6 = context.v6();
        if (inverted.isEmpty()) {
            throw new XtProblem("conntrack: At least one option is required");
        }
        for (int i = 0; i < addresses.length; i++) {
            if (hasAddress[i]) {
                addresses[i] = XtAddress.parse(addressTexts[i], v6);
            }
        }
    }

    @Override
    boolean needsConntrack() {
        return true;
    }

    private boolean inv(String name) {
        return Boolean.TRUE.equals(inverted.get(name));
    }

    @Override
    boolean match(XtPacket p) {
        NfConn ct = p.ct();
        if (hasState) {
            int bits = XtState.of(p.skb.ctInfo);
            if (ct != null) {
                bits |= (ct.status & NfConn.IPS_SRC_NAT) != 0 ? XtState.SNAT : 0;
                bits |= (ct.status & NfConn.IPS_DST_NAT) != 0 ? XtState.DNAT : 0;
            }
            if (((states & bits) != 0) == inv("ctstate")) {
                return false;
            }
            if (inverted.size() == 1) {
                return true;
            }
        }
        // Without a connection the state alone decides.
        return ct == null ? hasState : connection(ct, p);
    }

    private boolean connection(NfConn ct, XtPacket p) {
        if (given("ctdir") && p.skb.ctInfo.reply() != reply) {
            return false;
        }
        for (int i = 0; i < addresses.length; i++) {
            if (hasAddress[i]) {
                IpAddress address = address(ct, i);
                if (addresses[i].contains(address.hi(), address.lo()) == inv(ADDRESSES[i])) {
                    return false;
                }
            }
        }
        if (given("ctproto") && (ct.original.protocol() == protocol) == inv("ctproto")) {
            return false;
        }
        for (int i = 0; i < ports.length; i++) {
            if (hasPort[i]) {
                int port = port(ct, i);
                if ((port >= ports[i][0] && port <= ports[i][1]) == inv(PORTS[i])) {
                    return false;
                }
            }
        }
        if (given("ctstatus") && ((ct.status & status) != 0) == inv("ctstatus")) {
            return false;
        }
        if (given("ctexpire")) {
            long left = Math.max(0, ct.timeoutNanos - p.state.now) / SECOND;
            return (left >= expireMin && left <= expireMax) != inv("ctexpire");
        }
        return true;
    }

    private static IpAddress address(NfConn ct, int which) {
        return switch (which) {
            case 0 -> ct.original.src();
            case 1 -> ct.original.dst();
            case 2 -> ct.reply.src();
            default -> ct.reply.dst();
        };
    }

    private static int port(NfConn ct, int which) {
        return switch (which) {
            case 0 -> ct.original.srcPort();
            case 1 -> ct.original.dstPort();
            case 2 -> ct.reply.srcPort();
            default -> ct.reply.dstPort();
        };
    }

    private void text(StringBuilder out, String dashes) {
        one(out, dashes, "ctstate", XtState.names(states));
        one(out, dashes, "ctproto", String.valueOf(protocol));
        for (int i = 0; i < addresses.length; i++) {
            one(out, dashes, ADDRESSES[i], addresses[i].listed(v6, true));
        }
        for (int i = 0; i < ports.length; i++) {
            one(out, dashes, PORTS[i], XtValues.range(ports[i][0], ports[i][1]));
        }
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < STATUS.length; i++) {
            if ((status & 1 << i) != 0) {
                names.append(names.isEmpty() ? "" : ",").append(STATUS[i]);
            }
        }
        one(out, dashes, "ctstatus", names.isEmpty() ? "NONE" : names.toString());
        one(out, dashes, "ctexpire", XtValues.range(expireMin, expireMax));
        one(out, dashes, "ctdir", reply ? "REPLY" : "ORIGINAL");
    }

    private void one(StringBuilder out, String dashes, String name, String value) {
        if (given(name)) {
            out.append(inv(name) ? " ! " : " ")
                    .append(dashes)
                    .append(name)
                    .append(' ')
                    .append(value);
        }
    }

    @Override
    void save(StringBuilder out) {
        text(out, "--");
    }

    @Override
    void print(StringBuilder out, boolean numeric) {
        text(out, "");
    }
}
