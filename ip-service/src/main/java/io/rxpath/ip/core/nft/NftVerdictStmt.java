package io.rxpath.ip.core.nft;

import java.util.function.Consumer;

/** accept, drop, continue, return, jump and goto (kernel nft_immediate.c). */
final class NftVerdictStmt extends NftStmt {
    private final NftVerdict verdict;

    NftVerdictStmt(NftVerdict verdict) {
        this.verdict = verdict;
    }

    @Override
    int eval(NftPktInfo pkt) {
        return verdict.eval(pkt);
    }

    @Override
    void targets(Consumer<NftChain> sink) {
        if (verdict.chain() != null) {
            sink.accept(verdict.chain());
        }
    }

    @Override
    boolean terminal() {
        return true;
    }

    @Override
    void print(NftPrinter out) {
        verdict.print(out);
    }
}
