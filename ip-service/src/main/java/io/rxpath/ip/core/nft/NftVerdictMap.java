package io.rxpath.ip.core.nft;

import java.util.function.Consumer;

/** The verdict a map has for a key: {@code tcp dport vmap { 22 : accept }}. */
final class NftVerdictMap extends NftStmt {
    private final NftExpr key;
    private final NftSet map;

    NftVerdictMap(NftExpr key, NftSet map) {
        this.key = NftTransfer.key(key, map);
        this.map = map;
    }

    @Override
    int eval(NftPktInfo pkt) {
        NftKey scratch = pkt.key(key.fields());
        if (!key.loadKey(pkt, scratch)) {
            return NftVerdict.BREAK;
        }
        NftElement element = map.lookup(scratch, pkt.now());
        if (element == null || element.verdict == null || !element.pass(pkt)) {
            return NftVerdict.BREAK;
        }
        return element.verdict.eval(pkt);
    }

    @Override
    void targets(Consumer<NftChain> sink) {
        for (NftElement element : map.elements()) {
            if (element.verdict != null && element.verdict.chain() != null) {
                sink.accept(element.verdict.chain());
            }
        }
    }

    @Override
    void uses(Consumer<Object> sink) {
        sink.accept(map);
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
        out.text(" vmap ");
        NftSetText.reference(out, map);
    }
}
