package io.rxpath.ip.core.nft;

/** To user space, where nobody listens (kernel net/netfilter/nft_queue.c). */
final class NftQueue extends NftStmt {
    private final int first;
    private final int last;
    private final boolean bypass;
    private final boolean fanout;

    NftQueue(int first, int last, boolean bypass, boolean fanout) {
        this.first = first;
        this.last = last;
        this.bypass = bypass;
        this.fanout = fanout;
    }

    @Override
    int eval(NftPktInfo pkt) {
        return bypass ? NftVerdict.ACCEPT : NftVerdict.QUEUE;
    }

    @Override
    boolean terminal() {
        return true;
    }

    @Override
    void print(NftPrinter out) {
        out.text("queue");
        if (bypass || fanout) {
            out.text(" flags ").text(bypass ? "bypass" : "").text(bypass && fanout ? "," : "");
            out.text(fanout ? "fanout" : "");
        }
        out.text(" to ").number(first);
        if (last != first) {
            out.text("-").number(last);
        }
    }
}
