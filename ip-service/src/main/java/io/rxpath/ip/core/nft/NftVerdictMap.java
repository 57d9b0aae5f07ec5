package io.rxpath.ip.core.nft;

import java.util.function.Consumer;

/** The verdict a map has for a key: {@code tcp dport vmap { 22 : accept }}. */
final class NftVerdictMap extends NftSetStmt {
    NftVerdictMap(NftExpr key, NftSet map) {
        super(NftTransfer.key(key, map), map);
    }

    @Override
    int eval(NftPktInfo pkt) {
        NftKey scratch = pkt.key(key.fields());
        if (!key.loadKey(pkt, scratch)) {
            return NftVerdict.BREAK;
        }
        NftElement element = set.lookup(scratch, pkt.now());
        if (element == null || element.verdict == null || !element.pass(pkt)) {
            return NftVerdict.BREAK;
        }
        return element.verdict.eval(pkt);
    }

    @Override
    void targets(Consumer<NftChain> sink) {
        for (NftElement element : set.elements()) {
            if (element.verdict != null && element.verdict.chain() != null) {
                sink.accept(element.verdict.chain());
            }
        }
    }

    @Override
    void print(NftPrinter out) {
        key.print(out);
        out.text(" vmap ");
        NftSetText.reference(out, set);
    }
}
