package io.rxpath.ip.core.nft;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A named counter, quota or limit, told or found by a map (kernel net/netfilter/nft_objref.c). */
final class NftObjectRef extends NftStmt {
    private final NftObject.Kind kind;
    private final @Nullable NftObject object;
    private final @Nullable NftMapLookup map;

    NftObjectRef(NftObject object) {
        this.kind = object.kind;
        this.object = object;
        this.map = null;
    }

    NftObjectRef(NftObject.Kind kind, NftMapLookup map) {
        this.kind = kind;
        this.object = null;
        this.map = map;
    }

    @Override
    int eval(NftPktInfo pkt) {
        NftObject chosen = object;
        if (map != null) {
            NftElement element = map.find(pkt);
            chosen = element == null ? null : element.object;
        }
        return chosen == null ? NftVerdict.BREAK : chosen.statement.eval(pkt);
    }

    @Override
    void uses(Consumer<Object> sink) {
        if (object != null) {
            sink.accept(object);
        }
        if (map != null) {
            sink.accept(map.map);
        }
    }

    @Override
    boolean tracks() {
        return map != null && map.tracks();
    }

    @Override
    void print(NftPrinter out) {
        out.text(kind.text).text(" name ");
        if (object != null) {
            out.text("\"").text(object.name).text("\"");
        } else if (map != null) {
            map.print(out);
        }
    }
}
