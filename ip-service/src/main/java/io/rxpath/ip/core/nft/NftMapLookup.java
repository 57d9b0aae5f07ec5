package io.rxpath.ip.core.nft;

/** The value a map has for a key: {@code ip saddr map @m} (kernel net/netfilter/nft_lookup.c). */
final class NftMapLookup extends NftExpr {
    final NftExpr key;
    final NftSet map;

    NftMapLookup(NftExpr key, NftSet map) {
        super(map.dataTypes.isEmpty() ? NftType.integer(0) : map.dataTypes.get(0));
        this.key = NftTransfer.key(key, map);
        this.map = map;
    }

    /** The element of the packet's key, null for none. */
    @org.jspecify.annotations.Nullable
    NftElement find(NftPktInfo pkt) {
        NftKey scratch = pkt.key(key.fields());
        return key.loadKey(pkt, scratch) ? map.lookup(scratch, pkt.now()) : null;
    }

    @Override
    boolean load(NftPktInfo pkt) {
        NftElement element = find(pkt);
        if (element == null || element.data == null || !element.pass(pkt)) {
            return false;
        }
        pkt.hi = element.data.hi(0);
        pkt.lo = element.data.lo(0);
        return true;
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
        out.text(" map ");
        NftSetText.reference(out, map);
    }
}
