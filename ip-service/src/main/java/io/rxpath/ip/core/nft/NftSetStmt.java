package io.rxpath.ip.core.nft;

import java.util.function.Consumer;

/** A statement that looks a packet's value up in a set. */
abstract class NftSetStmt extends NftStmt {
    final NftExpr key;
    final NftSet set;

    NftSetStmt(NftExpr key, NftSet set) {
        this.key = key;
        this.set = set;
    }

    @Override
    final void uses(Consumer<Object> sink) {
        sink.accept(set);
    }

    @Override
    final String refusal(NftChain base) {
        return key.refusal(base);
    }

    @Override
    final boolean tracks() {
        return key.tracks();
    }
}
