package io.rxpath.ip.core.nft;

/** Matches until so many bytes have passed, or from then on (kernel net/netfilter/nft_quota.c). */
final class NftQuota extends NftStmt {
    private final long quota;
    private final boolean over;
    private long used;

    NftQuota(long quota, boolean over, long used) {
        this.quota = quota;
        this.over = over;
        this.used = used;
    }

    @Override
    int eval(NftPktInfo pkt) {
        used += pkt.skb.len();
        boolean exceeded = Long.compareUnsigned(used, quota) > 0;
        return exceeded == over ? NftVerdict.CONTINUE : NftVerdict.BREAK;
    }

    @Override
    void reset() {
        used = 0;
    }

    /** The same with nothing used. */
    NftQuota fresh() {
        return new NftQuota(quota, over, 0);
    }

    @Override
    void print(NftPrinter out) {
        out.text("quota ");
        printState(out);
    }

    void printState(NftPrinter out) {
        out.text(over ? "over " : "");
        NftLimit.amount(out, quota);
        if (used != 0 && !out.stateless) {
            out.text(" used ");
            NftLimit.amount(out, used);
        }
    }
}
