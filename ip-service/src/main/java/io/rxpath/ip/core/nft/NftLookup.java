package io.rxpath.ip.core.nft;

import java.util.function.Consumer;

/** Is the value in a set (kernel net/netfilter/nft_lookup.c)? */
final class NftLookup extends NftStmt {
    final NftExpr key;
    final NftSet set;
    final boolean negated;

    NftLookup(NftExpr key, NftSet set, boolean negated) {
        this.key = key;
        this.set = set;
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
    void uses(Consumer<Object> sink) {
        sink.accept(set);
    }

    @Override
    String refusal(NftChain base) {
        return key.refusal(base);
    }

    @Override
    boolean tracks() {
        return key.tracks();
    }

    @Override
    void print(NftPrinter out) {
        key.print(out);
        boolean masked = key instanceof NftBitwise && !(key.type.hostOrder && set.interval);
        out.text(negated ? " != " : masked ? " == " : " ");
        NftSetText.reference(out, set);
    }
}
