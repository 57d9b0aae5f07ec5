package io.rxpath.ip.core.nft;

/** A value moved by a number of bits (kernel net/netfilter/nft_bitwise.c NFT_BITWISE_LSHIFT, _RSHIFT). */
final class NftShift extends NftExpr {
    private final NftExpr inner;
    private final boolean left;
    private final int count;

    NftShift(NftExpr inner, boolean left, int count) {
        super(inner.type, inner.bits);
        this.inner = inner;
        this.left = left;
        this.count = count;
    }

    @Override
    boolean load(NftPktInfo pkt) {
        if (!inner.load(pkt)) {
            return false;
        }
        pkt.lo = (left ? pkt.lo << count : pkt.lo >>> count)
                & NftValue.ones(bits).lo();
        return true;
    }

    @Override
    boolean tracks() {
        return inner.tracks();
    }

    @Override
    void print(NftPrinter out) {
        inner.print(out);
        out.text(left ? " << " : " >> ").number(count);
    }
}
