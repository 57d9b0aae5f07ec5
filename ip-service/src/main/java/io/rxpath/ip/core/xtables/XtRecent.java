package io.rxpath.ip.core.xtables;

import io.rxpath.skb.IpAddress;
import java.util.List;

/** Match recent (kernel net/netfilter/xt_recent.c recent_mt()). */
final class XtRecent extends XtMatch {
    private static final long SECOND = 1_000_000_000L;
    private static final int MAX_HITCOUNT = 255;
    private static final int DEFAULT_STAMPS = 32;

    private String how = "";
    private boolean invert;
    private String list = "DEFAULT";
    private long seconds;
    private int hitcount;
    private String maskText = "";
    private XtAddress mask = XtAddress.ANY;
    private boolean v6;
    private boolean destination;
    private RecentTable table = new RecentTable();

    XtRecent() {
        super(
                "recent",
                List.of(
                        XtOpt.flag("set").inv().excl("rcheck", "update", "remove"),
                        XtOpt.flag("rcheck").inv().excl("set", "update", "remove"),
                        XtOpt.flag("update").inv().excl("set", "rcheck", "remove"),
                        XtOpt.arg("seconds"),
                        XtOpt.flag("reap").also("seconds"),
                        XtOpt.arg("hitcount"),
                        XtOpt.flag("remove").inv().excl("set", "rcheck", "update"),
                        XtOpt.flag("rttl").excl("set", "remove"),
                        XtOpt.arg("name"),
                        XtOpt.flag("rsource").excl("rdest"),
                        XtOpt.flag("rdest").excl("rsource"),
                        XtOpt.arg("mask")));
    }

    @Override
    void option(String name, String arg, boolean inverted) {
        switch (name) {
            case "set", "rcheck", "update", "remove" -> {
                how = name;
                invert = inverted;
            }
            case "seconds" -> seconds = XtValues.number(this, name, arg, 1, 0xffff_ffffL);
            case "hitcount" -> hitcount = (int) XtValues.number(this, name, arg, 0, MAX_HITCOUNT);
            case "name" -> list = arg;
            case "mask" -> maskText = arg;
            case "rdest" -> destination = true;
            default -> {}
        }
    }

    @Override
    void finish(XtContext context) {
        if (how.isEmpty()) {
            throw new XtProblem("recent: you must specify one of `--set', `--rcheck' `--update' or `--remove'");
        }
        v6 = context.v6();
        String any = v6 ? "::/" : "0.0.0.0/";
        mask = XtAddress.parse(any + (maskText.isEmpty() ? v6 ? "128" : "32" : maskText), v6);
        table = context.shared().recent.computeIfAbsent(list, n -> new RecentTable());
        int wanted =
                hitcount == 0 ? DEFAULT_STAMPS : Math.max(1, Integer.highestOneBit(Math.max(1, hitcount - 1)) << 1);
        table.keep(hitcount == 1 ? 1 : wanted);
    }

    @Override
    boolean match(XtPacket p) {
        long hi = p.addressHi(!destination) & mask.maskHi();
        long lo = p.addressLo(!destination) & mask.maskLo();
        IpAddress address = new IpAddress(hi, lo);
        long now = p.state.now;
        // As it was before it was forwarded.
        int ttl = p.ttl() + (p.state.out != null && p.state.in != null ? 1 : 0);
        RecentTable.Entry entry = table.lookup(address, given("rttl") ? ttl : 0);
        if (entry == null) {
            if (!how.equals("set")) {
                return invert;
            }
            table.add(address, ttl, now);
            return !invert;
        }
        boolean result = invert;
        if (how.equals("set")) {
            result = !invert;
        } else if (how.equals("remove")) {
            table.remove(entry);
            result = !invert;
        } else {
            long time = now - seconds * SECOND;
            result = hit(entry, time) != invert;
            if (given("reap")) {
                table.reap(time, entry, how.equals("update") && result);
            }
        }
        if (how.equals("set") || how.equals("update") && result) {
            table.update(entry, now);
            entry.ttl = ttl;
        }
        return result;
    }

    private boolean hit(RecentTable.Entry entry, long time) {
        int hits = 0;
        for (int i = 0; i < entry.count; i++) {
            if (seconds != 0 && time > entry.stamps[i]) {
                continue;
            }
            if (hitcount == 0 || ++hits >= hitcount) {
                return true;
            }
        }
        return false;
    }

    private String maskName() {
        String saved =
                v6 ? new IpAddress(mask.maskHi(), mask.maskLo()).toString() : IpAddress.format((int) mask.maskLo());
        return saved;
    }

    @Override
    void save(StringBuilder out) {
        out.append(invert ? " !" : "").append(" --").append(how);
        if (seconds != 0) {
            out.append(" --seconds ").append(seconds);
        }
        out.append(given("reap") ? " --reap" : "");
        if (hitcount != 0) {
            out.append(" --hitcount ").append(hitcount);
        }
        out.append(given("rttl") ? " --rttl" : "")
                .append(" --name ")
                .append(list)
                .append(" --mask ")
                .append(maskName());
        out.append(destination ? " --rdest" : " --rsource");
    }

    @Override
    void print(StringBuilder out, boolean numeric) {
        String name = switch (how) {
            case "set" -> "SET";
            case "rcheck" -> "CHECK";
            case "update" -> "UPDATE";
            default -> "REMOVE";
        };
        out.append(invert ? " !" : "").append(" recent: ").append(name);
        if (seconds != 0) {
            out.append(" seconds: ").append(seconds);
        }
        out.append(given("reap") ? " reap" : "");
        if (hitcount != 0) {
            out.append(" hit_count: ").append(hitcount);
        }
        out.append(given("rttl") ? " TTL-Match" : "").append(" name: ").append(list);
        out.append(destination ? " side: dest" : " side: source")
                .append(" mask: ")
                .append(maskName());
    }
}
