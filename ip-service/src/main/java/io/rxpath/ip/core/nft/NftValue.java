package io.rxpath.ip.core.nft;

/**
 * A constant of 128 bits.
 *
 * @param hi the high 64 bits
 * @param lo the low 64 bits
 */
record NftValue(long hi, long lo) {
    static final NftValue ZERO = new NftValue(0, 0);

    static NftValue of(long lo) {
        return new NftValue(0, lo);
    }

    static int compare(long hi, long lo, long otherHi, long otherLo) {
        int high = Long.compareUnsigned(hi, otherHi);
        return high != 0 ? high : Long.compareUnsigned(lo, otherLo);
    }

    int compareTo(NftValue other) {
        return compare(hi, lo, other.hi, other.lo);
    }

    NftValue and(NftValue mask) {
        return new NftValue(hi & mask.hi, lo & mask.lo);
    }

    NftValue or(NftValue bits) {
        return new NftValue(hi | bits.hi, lo | bits.lo);
    }

    NftValue xor(NftValue bits) {
        return new NftValue(hi ^ bits.hi, lo ^ bits.lo);
    }

    NftValue not() {
        return new NftValue(~hi, ~lo);
    }

    boolean isZero() {
        return (hi | lo) == 0;
    }

    int bitCount() {
        return Long.bitCount(hi) + Long.bitCount(lo);
    }

    /** The next value; the largest is followed by 0. */
    NftValue next() {
        return new NftValue(lo == -1 ? hi + 1 : hi, lo + 1);
    }

    /** {@code length} bits at the top of {@code width} ones; the bits behind are 0. */
    static NftValue prefixMask(int length, int width) {
        NftValue all = ones(width);
        return all.and(ones(width - length).not());
    }

    /** As many ones at the low end. */
    static NftValue ones(int width) {
        if (width >= 2 * Long.SIZE) {
            return new NftValue(-1, -1);
        }
        return width > Long.SIZE
                ? new NftValue((1L << width - Long.SIZE) - 1, -1)
                : new NftValue(0, width == Long.SIZE ? -1 : (1L << width) - 1);
    }

    /** Length of the prefix if this is the mask of one of 1 to {@code width} - 1 bits, otherwise -1. */
    int prefixLength(int width) {
        int length = bitCount();
        return length > 0 && length < width && equals(prefixMask(length, width)) ? length : -1;
    }
}
