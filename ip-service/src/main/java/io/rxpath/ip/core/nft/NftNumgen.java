package io.rxpath.ip.core.nft;

/** A number of a generator (kernel net/netfilter/nft_numgen.c). */
final class NftNumgen extends NftExpr {
    private final boolean random;
    private final long modulus;
    private final long offset;
    private long counter;

    NftNumgen(boolean random, long modulus, long offset) {
        super(NftTypes.HOST_INTEGER);
        this.random = random;
        this.modulus = modulus;
        this.offset = offset;
        this.counter = modulus - 1;
    }

    @Override
    boolean load(NftPktInfo pkt) {
        if (random) {
            return pkt.result(((pkt.services.random() & 0xffff_ffffL) * modulus >>> 32) + offset);
        }
        counter = counter + 1 < modulus ? counter + 1 : 0;
        return pkt.result(counter + offset);
    }

    @Override
    void print(NftPrinter out) {
        out.text("numgen ").text(random ? "random" : "inc").text(" mod ").number(modulus);
        if (offset != 0) {
            out.text(" offset ").number(offset);
        }
    }
}
