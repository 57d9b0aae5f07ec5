package io.rxpath.ip.core.nft;

/** Something a rule can read of a packet. */
abstract class NftExpr {
    final NftType type;

    /** Bits of the value. */
    final int bits;

    NftExpr(NftType type, int bits) {
        this.type = type;
        this.bits = bits;
    }

    NftExpr(NftType type) {
        this(type, type.bits);
    }

    /** Puts the value into {@code pkt.hi} and {@code pkt.lo}; false if the packet has none (kernel NFT_BREAK). */
    abstract boolean load(NftPktInfo pkt);

    /** Writes the expression as a listing shows it. */
    abstract void print(NftPrinter out);

    /** Fills {@code key} from the field {@code at} on. */
    boolean loadKey(NftPktInfo pkt, NftKey key) {
        if (!load(pkt)) {
            return false;
        }
        key.set(0, pkt.hi, pkt.lo);
        return true;
    }

    /** Number of fields of a key. */
    int fields() {
        return 1;
    }

    NftType fieldType(int field) {
        return type;
    }

    /** Why it may not stand in a chain of this type at this hook; empty if it may. */
    String refusal(NftChain base) {
        return "";
    }

    /** True if the rule needs connection tracking for it. */
    boolean tracks() {
        return false;
    }
}
