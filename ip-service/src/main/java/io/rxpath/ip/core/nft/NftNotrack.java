package io.rxpath.ip.core.nft;

/** The packet is not to be tracked (kernel net/netfilter/nft_ct.c nft_notrack_eval()). */
final class NftNotrack extends NftStmt {
    @Override
    int eval(NftPktInfo pkt) {
        pkt.services.notrack(pkt.state);
        return NftVerdict.CONTINUE;
    }

    @Override
    void print(NftPrinter out) {
        out.text("notrack");
    }
}
