package io.rxpath.ip.core.nft;

/** Counts packets and bytes (kernel net/netfilter/nft_counter.c). */
final class NftCounter extends NftStmt {
    long packets;
    long bytes;

    NftCounter(long packets, long bytes) {
        this.packets = packets;
        this.bytes = bytes;
    }

    @Override
    int eval(NftPktInfo pkt) {
        packets++;
        bytes += pkt.skb.len();
        return NftVerdict.CONTINUE;
    }

    @Override
    void reset() {
        packets = 0;
        bytes = 0;
    }

    @Override
    void print(NftPrinter out) {
        out.text("counter");
        if (!out.stateless) {
            out.text(" ");
            printState(out);
        }
    }

    void printState(NftPrinter out) {
        out.text("packets ").number(packets).text(" bytes ").number(bytes);
    }
}
