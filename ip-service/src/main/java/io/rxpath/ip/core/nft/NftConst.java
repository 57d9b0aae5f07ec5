package io.rxpath.ip.core.nft;

/** A constant among the fields of a key: {@code add @s { ip saddr . 80 }}. */
final class NftConst extends NftExpr {
    private final NftValue value;

    NftConst(NftType type, NftValue value) {
        super(type);
        this.value = value;
    }

    @Override
    boolean load(NftPktInfo pkt) {
        pkt.hi = value.hi();
        pkt.lo = value.lo();
        return true;
    }

    @Override
    void print(NftPrinter out) {
        type.format(out, value);
    }
}
