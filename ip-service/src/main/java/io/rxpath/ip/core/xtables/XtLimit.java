package io.rxpath.ip.core.xtables;

import java.util.List;

/**
 * Match limit, which the nf_tables back end makes an expression limit of: a bucket of nanoseconds (kernel
 * net/netfilter/nft_limit.c nft_limit_eval(), nft_limit_init()).
 */
final class XtLimit extends XtMatch {
    private static final int DEFAULT_BURST = 5;
    private static final int MAX_BURST = 10000;
    private static final long SECOND = 1_000_000_000L;

    private RateText rate = RateText.DEFAULT;
    private int burst = DEFAULT_BURST;
    private long tokens;
    private long last;

    XtLimit() {
        super("limit", List.of(XtOpt.arg("limit"), XtOpt.arg("limit-burst")));
    }

    @Override
    void option(String name, String arg, boolean invert) {
        if (name.equals("limit")) {
            rate = RateText.parse(arg);
        } else {
            // The kernel's default stands for 0 (NFT_LIMIT_PKT_BURST_DEFAULT).
            int wanted = (int) XtValues.number(this, name, arg, 0, MAX_BURST);
            burst = wanted == 0 ? DEFAULT_BURST : wanted;
        }
    }

    private long cost() {
        return rate.unit() * SECOND / rate.count();
    }

    private long max() {
        return cost() * burst;
    }

    @Override
    void reset(long now) {
        tokens = max();
        last = now;
    }

    @Override
    boolean match(XtPacket p) {
        long now = p.state.now;
        long have = Math.min(tokens + now - last, max());
        last = now;
        boolean enough = have >= cost();
        tokens = enough ? have - cost() : have;
        return enough;
    }

    @Override
    void save(StringBuilder out) {
        out.append(" --limit ").append(rate.text());
        if (burst != DEFAULT_BURST) {
            out.append(" --limit-burst ").append(burst);
        }
    }

    @Override
    void print(StringBuilder out, boolean numeric) {
        out.append(" limit: avg ").append(rate.text()).append(" burst ").append(burst);
    }
}
