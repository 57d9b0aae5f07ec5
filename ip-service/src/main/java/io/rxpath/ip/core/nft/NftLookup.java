package io.rxpath.ip.core.nft;

/** Is the value in a set (kernel net/netfilter/nft_lookup.c)? */
final class NftLookup extends NftSetStmt {
    final boolean negated;

    NftLookup(NftExpr key, NftSet set, boolean negated) {
        super(key, set);
        this.negated = negated;
    }

    @Override
    int eval(NftPktInfo pkt) {
        NftKey scratch = pkt.key(key.fields());
        if (!key.loadKey(pkt, scratch)) {
            return NftVerdict.BREAK;
        }
        NftElement element = set.lookup(scratch, pkt.now());
        if (element == null) {
            return negated ? NftVerdict.CONTINUE : NftVerdict.BREAK;
        }
        return !negated && element.pass(pkt) ? NftVerdict.CONTINUE : NftVerdict.BREAK;
    }

    @Override
    void print(NftPrinter out) {
        key.print(out);
        boolean masked = key instanceof NftBitwise && !(key.type.hostOrder && set.interval);
        out.text(negated ? " != " : masked ? " == " : " ");
        NftSetText.reference(out, set);
    }
}
