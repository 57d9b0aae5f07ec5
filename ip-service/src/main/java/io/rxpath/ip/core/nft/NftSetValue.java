package io.rxpath.ip.core.nft;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes a value: {@code meta mark set}, {@code ct mark set}, {@code ip ttl set}, {@code tcp option maxseg size set}. */
final class NftSetValue extends NftStmt {
    private final NftExpr target;
    private final @Nullable NftExpr source;
    private final NftValue constant;

    /** With {@code source} null the constant is written. */
    NftSetValue(NftExpr target, @Nullable NftExpr source, NftValue constant) {
        this.target = target;
        this.source = source;
        this.constant = constant;
    }

    @Override
    int eval(NftPktInfo pkt) {
        if (source == null) {
            pkt.hi = constant.hi();
            pkt.lo = constant.lo();
        } else if (!source.load(pkt)) {
            return NftVerdict.BREAK;
        }
        boolean done = true;
        if (target instanceof NftMeta meta) {
            meta.store(pkt);
        } else if (target instanceof NftCt ct) {
            ct.store(pkt);
        } else if (target instanceof NftPayload payload) {
            done = payload.store(pkt);
        } else if (target instanceof NftTcpOption option) {
            done = option.store(pkt);
        }
        return done ? NftVerdict.CONTINUE : NftVerdict.BREAK;
    }

    @Override
    String refusal(NftChain base) {
        boolean pkttype = target instanceof NftMeta meta && meta.key == NftMeta.Key.PKTTYPE;
        return pkttype && base.hook != io.rxpath.ip.core.netfilter.NfHook.PRE_ROUTING
                ? "meta pkttype can be set at prerouting only"
                : "";
    }

    @Override
    void uses(Consumer<Object> sink) {
        if (source instanceof NftMapLookup lookup) {
            sink.accept(lookup.map);
        }
    }

    @Override
    boolean tracks() {
        return target.tracks() || source != null && source.tracks();
    }

    @Override
    void print(NftPrinter out) {
        target.print(out);
        out.text(" set ");
        if (source == null) {
            target.type.format(out, constant);
        } else {
            source.print(out);
        }
    }
}
