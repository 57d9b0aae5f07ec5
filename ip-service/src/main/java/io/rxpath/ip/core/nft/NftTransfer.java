package io.rxpath.ip.core.nft;

/**
 * nft moves an exclusive or from what is read to what it is compared with: {@code tcp sport ^ 1 == 5} becomes {@code tcp sport
 * 4} (nft src/evaluate.c binop_transfer()). Not so where numbers of the machine's byte order are compared by size, which
 * needs a conversion in between; with a named set, or with a prefix.
 *
 * @param left what is left to be read
 * @param flip the bits to be flipped in the constant
 */
record NftTransfer(NftExpr left, NftValue flip) {
    /** Takes all outermost operations that can be moved from an expression. */
    static NftTransfer of(NftExpr expr) {
        NftExpr left = expr;
        NftValue flip = NftValue.ZERO;
        while (left instanceof NftBitwise bitwise && bitwise.flipped != null) {
            flip = flip.xor(bitwise.flip);
            left = bitwise.flipped;
        }
        return new NftTransfer(left, flip);
    }

    /** The constant behind it. */
    NftValues.Span of(NftValues.Span span) {
        return new NftValues.Span(span.first().xor(flip), span.last().xor(flip), span.prefix());
    }

    private static boolean moves(NftExpr key, NftSet set) {
        return set.name.isEmpty() && key.fields() == 1 && !(key.type.hostOrder && set.interval);
    }

    /** The key of a lookup in {@code set}. */
    static NftExpr key(NftExpr key, NftSet set) {
        return moves(key, set) ? of(key).left : key;
    }

    /** Flips the elements of a set that was written behind {@code key}. */
    static void elements(NftExpr key, NftSet set) {
        NftValue flip = of(key).flip;
        if (moves(key, set) && !flip.isZero()) {
            set.flip(flip);
        }
    }
}
