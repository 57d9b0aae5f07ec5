package io.rxpath.ip.core.nft;

import java.util.List;
import java.util.stream.Collectors;

/** Several values side by side: {@code ip saddr . tcp dport}. */
final class NftConcat extends NftExpr {
    final List<NftExpr> parts;

    NftConcat(List<NftExpr> parts) {
        super(new NftType(
                parts.stream().map(p -> p.type.name).collect(Collectors.joining(" . ")),
                "concatenation",
                0,
                NftType.Form.DECIMAL,
                java.util.Map.of(),
                1,
                false));
        this.parts = List.copyOf(parts);
    }

    @Override
    boolean load(NftPktInfo pkt) {
        throw new IllegalStateException("a concatenation is a key, not a value");
    }

    @Override
    boolean loadKey(NftPktInfo pkt, NftKey key) {
        for (int i = 0; i < parts.size(); i++) {
            if (!parts.get(i).load(pkt)) {
                return false;
            }
            key.set(i, pkt.hi, pkt.lo);
        }
        return true;
    }

    @Override
    int fields() {
        return parts.size();
    }

    @Override
    NftType fieldType(int field) {
        return parts.get(field).type;
    }

    @Override
    String refusal(NftChain base) {
        for (NftExpr part : parts) {
            if (!part.refusal(base).isEmpty()) {
                return part.refusal(base);
            }
        }
        return "";
    }

    @Override
    boolean tracks() {
        return parts.stream().anyMatch(NftExpr::tracks);
    }

    @Override
    void print(NftPrinter out) {
        for (int i = 0; i < parts.size(); i++) {
            out.text(i > 0 ? " . " : "");
            parts.get(i).print(out);
        }
    }
}
