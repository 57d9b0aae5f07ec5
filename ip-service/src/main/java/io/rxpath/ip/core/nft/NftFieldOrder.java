package io.rxpath.ip.core.nft;

import java.util.ArrayList;
import java.util.List;

/**
 * nft makes one comparison of two matches on fields that lie side by side, and lists them in the order of the header: {@code
 * tcp dport 1 tcp sport 2} becomes {@code tcp sport 2 tcp dport 1}.
 */
final class NftFieldOrder {
    private static final int MAX_BITS = 32;

    private NftFieldOrder() {}

    static List<NftStmt> apply(List<NftStmt> statements) {
        List<NftStmt> out = new ArrayList<>(statements);
        for (int i = 0; i + 1 < out.size(); i++) {
            NftField first = field(out.get(i));
            NftField second = field(out.get(i + 1));
            if (first != null
                    && second != null
                    && second.offset() + second.bits() == first.offset()
                    && first.base() == second.base()
                    && first.bits() + second.bits() <= MAX_BITS
                    && second.bits() % 8 == 0
                    && first.bits() % 8 == 0) {
                NftStmt moved = out.set(i, out.get(i + 1));
                out.set(i + 1, moved);
                i++;
            }
        }
        return out;
    }

    private static @org.jspecify.annotations.Nullable NftField field(NftStmt statement) {
        return statement instanceof NftMatch match
                        && !match.implied
                        && match.kind == NftMatch.Kind.EQ
                        && match.left instanceof NftPayload payload
                ? payload.field
                : null;
    }
}
