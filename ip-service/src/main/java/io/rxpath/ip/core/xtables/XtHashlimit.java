package io.rxpath.ip.core.xtables;

import java.util.List;

/**
 * Match hashlimit (kernel net/netfilter/xt_hashlimit.c hashlimit_mt()). Credit is counted in nanoseconds, the kernel's in
 * parts of a jiffy. Rates in bytes and --hashlimit-rate-match are not supported.
 */
final class XtHashlimit extends XtMatch {
    private static final long SCALE = 1_000_000;
    private static final long SECOND = 1_000_000_000L;
    private static final long MILLISECOND = 1_000_000L;
    private static final int DEFAULT_BURST = 5;
    private static final int DEFAULT_EXPIRE = 10000;
    private static final int COLLECT_AT = 1024;
    private static final String[] MODES = {"srcip", "srcport", "dstip", "dstport"};
    private static final int SRCIP = 1;
    private static final int SRCPORT = 1 << 1;
    private static final int DSTIP = 1 << 2;
    private static final int DSTPORT = 1 << 3;

    private RateText rate = RateText.DEFAULT;
    private boolean above;
    private long burst = DEFAULT_BURST;
    private int mode;
    private String table = "";
    private long size;
    private long max;
    private long collect;
    private long expire = DEFAULT_EXPIRE;
    private int srcMask = -1;
    private int dstMask = -1;
    private XtAddress src = XtAddress.ANY;
    private XtAddress dst = XtAddress.ANY;
    private HashlimitTable buckets = new HashlimitTable();

    XtHashlimit() {
        super(
                "hashlimit",
                List.of(
                        XtOpt.arg("hashlimit-upto").alias("hashlimit").inv().excl("hashlimit-above"),
                        XtOpt.arg("hashlimit-above").inv().excl("hashlimit-upto"),
                        XtOpt.arg("hashlimit-srcmask"),
                        XtOpt.arg("hashlimit-dstmask"),
                        XtOpt.arg("hashlimit-burst"),
                        XtOpt.arg("hashlimit-htable-size"),
                        XtOpt.arg("hashlimit-htable-max"),
                        XtOpt.arg("hashlimit-htable-gcinterval"),
                        XtOpt.arg("hashlimit-htable-expire"),
                        XtOpt.arg("hashlimit-mode"),
                        XtOpt.arg("hashlimit-name").must()));
    }

    @Override
    void option(String name, String arg, boolean invert) {
        switch (name) {
            case "hashlimit-upto", "hashlimit-above" -> {
                rate = RateText.parse(arg, SCALE);
                above = name.equals("hashlimit-above") != invert;
            }
            case "hashlimit-srcmask" -> srcMask = (int) XtValues.number(this, name, arg, 0, 128);
            case "hashlimit-dstmask" -> dstMask = (int) XtValues.number(this, name, arg, 0, 128);
            case "hashlimit-burst" -> burst = XtValues.number(this, name, arg, 1, 1_000_000);
            case "hashlimit-htable-size" -> size = XtValues.number(this, name, arg, 0, 0xffff_ffffL);
            case "hashlimit-htable-max" -> max = XtValues.number(this, name, arg, 0, Integer.MAX_VALUE);
            case "hashlimit-htable-gcinterval" -> collect = XtValues.number(this, name, arg, 0, 0xffff_ffffL);
            case "hashlimit-htable-expire" -> expire = XtValues.number(this, name, arg, 0, 0xffff_ffffL);
            case "hashlimit-mode" -> mode = modeOf(arg);
            default -> table = arg;
        }
    }

    private static int modeOf(String text) {
        int bits = 0;
        for (String word : text.split(",", -1)) {
            int bit = 0;
            for (int i = 0; i < MODES.length; i++) {
                if (MODES[i].equals(word)) {
                    bit = 1 << i;
                }
            }
            if (bit == 0) {
                throw new XtProblem("hashlimit: invalid mode: \"" + word + "\"");
            }
            bits |= bit;
        }
        return bits;
    }

    @Override
    void finish(XtContext context) {
        if (!given("hashlimit-upto") && !given("hashlimit-above")) {
            throw new XtProblem("You have to specify --hashlimit");
        }
        int all = context.v6() ? 128 : 32;
        src = mask(srcMask, all, context.v6());
        dst = mask(dstMask, all, context.v6());
        buckets = context.shared().hashlimit.computeIfAbsent(table, n -> new HashlimitTable());
    }

    private XtAddress mask(int bits, int all, boolean v6) {
        if (bits > all) {
            throw new XtProblem(
                    "hashlimit: bad value for option \"--hashlimit-srcmask\", or out of range (0-" + all + ").");
        }
        long[] mask = XtAddress.ones(bits < 0 ? all : bits, v6);
        return new XtAddress(0, 0, mask[0], mask[1]);
    }

    @Override
    boolean match(XtPacket p) {
        int sport = 0;
        int dport = 0;
        if ((mode & (SRCPORT | DSTPORT)) != 0) {
            if (p.fragOff != 0 || p.l4 < 0) {
                p.hotdrop = true;
                return false;
            }
            boolean ported = p.l4 == XtProtocols.TCP
                    || p.l4 == XtProtocols.UDP
                    || p.l4 == XtProtocols.UDPLITE
                    || p.l4 == XtProtocols.SCTP
                    || p.l4 == XtProtocols.DCCP;
            if (ported && !p.has(p.thoff, 4)) {
                p.hotdrop = true;
                return false;
            }
            sport = ported && (mode & SRCPORT) != 0 ? p.u16(p.thoff) : 0;
            dport = ported && (mode & DSTPORT) != 0 ? p.u16(p.thoff + 2) : 0;
        }
        boolean bySrc = (mode & SRCIP) != 0;
        boolean byDst = (mode & DSTIP) != 0;
        HashlimitTable.Key key = new HashlimitTable.Key(
                bySrc ? p.addressHi(true) & src.maskHi() : 0,
                bySrc ? p.addressLo(true) & src.maskLo() : 0,
                byDst ? p.addressHi(false) & dst.maskHi() : 0,
                byDst ? p.addressLo(false) & dst.maskLo() : 0,
                sport,
                dport);
        long now = p.state.now;
        if (buckets.size() >= (max > 0 ? max : COLLECT_AT)) {
            buckets.collect(now, (int) max);
        }
        long cost = rate.unit() * SECOND / rate.count();
        return buckets.take(key, cost, cost * burst, expire * MILLISECOND, now) != above;
    }

    private String modes(String separator) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < MODES.length; i++) {
            if ((mode & 1 << i) != 0) {
                out.append(out.isEmpty() ? "" : separator).append(MODES[i]);
            }
        }
        return out.toString();
    }

    private void settings(StringBuilder out, String dashes) {
        one(out, dashes + "htable-size", size, given("hashlimit-htable-size"));
        one(out, dashes + "htable-max", max, given("hashlimit-htable-max"));
        one(out, dashes + "htable-gcinterval", collect, given("hashlimit-htable-gcinterval"));
        one(out, dashes + "htable-expire", expire, expire != DEFAULT_EXPIRE);
        one(out, dashes + "srcmask", srcMask, srcMask >= 0);
        one(out, dashes + "dstmask", dstMask, dstMask >= 0);
    }

    private static void one(StringBuilder out, String name, long value, boolean said) {
        if (said) {
            out.append(' ').append(name).append(' ').append(value);
        }
    }

    @Override
    void save(StringBuilder out) {
        out.append(above ? " --hashlimit-above " : " --hashlimit-upto ").append(rate.text());
        out.append(" --hashlimit-burst ").append(burst);
        if (mode != 0) {
            out.append(" --hashlimit-mode ").append(modes(","));
        }
        out.append(" --hashlimit-name ").append(table);
        settings(out, "--hashlimit-");
    }

    @Override
    void print(StringBuilder out, boolean numeric) {
        out.append(above ? " limit: above " : " limit: up to ")
                .append(rate.text())
                .append(" burst ")
                .append(burst);
        if (mode != 0) {
            out.append(" mode ").append(modes("-"));
        }
        settings(out, "");
    }
}
