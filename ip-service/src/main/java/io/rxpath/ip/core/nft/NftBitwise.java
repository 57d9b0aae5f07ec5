package io.rxpath.ip.core.nft;

import org.jspecify.annotations.Nullable;

/** {@code (value & mask) ^ xor} (kernel net/netfilter/nft_bitwise.c). */
final class NftBitwise extends NftExpr {
    final NftExpr inner;
    final NftValue mask;
    final NftValue xor;

    /** If the last operation is an exclusive or: what it is done to; null otherwise. */
    final @Nullable NftExpr flipped;

    /** The bits it flips. */
    final NftValue flip;

    NftBitwise(NftExpr inner, NftValue mask, NftValue xor) {
        this(inner, mask, xor, null, NftValue.ZERO);
    }

    private NftBitwise(NftExpr inner, NftValue mask, NftValue xor, @Nullable NftExpr flipped, NftValue flip) {
        super(inner.type, inner.bits);
        this.inner = inner;
        this.mask = mask;
        this.xor = xor;
        this.flipped = flipped;
        this.flip = flip;
    }

    /** Puts one more operation behind this one. */
    NftBitwise with(String operation, NftValue value) {
        return switch (operation) {
            case "&" -> new NftBitwise(inner, mask.and(value), xor.and(value));
            case "|" ->
                new NftBitwise(
                        inner, mask.and(value.not()), xor.and(value.not()).or(value));
            default -> new NftBitwise(inner, mask, xor.xor(value), plain(), value);
        };
    }

    /** The expression itself if nothing is done to it. */
    NftExpr plain() {
        return mask.equals(NftValue.ones(bits)) && xor.isZero() ? inner : this;
    }

    static NftBitwise none(NftExpr inner) {
        return new NftBitwise(inner, NftValue.ones(inner.bits), NftValue.ZERO);
    }

    @Override
    boolean load(NftPktInfo pkt) {
        if (!inner.load(pkt)) {
            return false;
        }
        pkt.hi = pkt.hi & mask.hi() ^ xor.hi();
        pkt.lo = pkt.lo & mask.lo() ^ xor.lo();
        return true;
    }

    @Override
    String refusal(NftChain base) {
        return inner.refusal(base);
    }

    @Override
    boolean tracks() {
        return inner.tracks();
    }

    @Override
    void print(NftPrinter out) {
        inner.print(out);
        NftValue or = xor.and(mask.not());
        NftValue and = mask.or(or);
        NftValue flip = xor.and(or.not());
        if (!and.equals(NftValue.ones(bits))) {
            out.text(" & ");
            value(out, and);
        }
        if (!flip.isZero()) {
            out.text(" ^ ");
            value(out, flip);
        }
        if (!or.isZero()) {
            out.text(" | ");
            value(out, or);
        }
    }

    /** Several flags stand in parentheses. */
    private void value(NftPrinter out, NftValue value) {
        boolean several = type.bitmask && value.bitCount() > 1;
        out.text(several ? "(" : "");
        type.format(out, value);
        out.text(several ? ")" : "");
    }
}
