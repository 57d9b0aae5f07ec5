package io.rxpath.ip.core.nft;

import io.rxpath.ip.core.netfilter.NfFamily;
import io.rxpath.ip.core.netfilter.NfHook;
import io.rxpath.ip.core.netfilter.NfNatManip;
import io.rxpath.ip.core.netfilter.NfNatRange;
import io.rxpath.ip.core.netfilter.NfVerdict;
import io.rxpath.skb.IpAddress;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** snat, dnat, masquerade and redirect (kernel nft_nat.c, nft_masq.c, nft_redir.c). */
final class NftNat extends NftStmt {
    /** Which translation. */
    enum Kind {
        /** Another source. */
        SNAT("snat"),
        /** Another destination. */
        DNAT("dnat"),
        /** The source is the address of the device the packet leaves by. */
        MASQUERADE("masquerade"),
        /** The destination is this host. */
        REDIRECT("redirect");

        final String text;

        Kind(String text) {
            this.text = text;
        }
    }

    final Kind kind;

    /** Family of the addresses; null if the statement has none. */
    private final @Nullable NfFamily family;

    /** The table is for both families, so the family is listed. */
    private final boolean inet;

    /** Constant range; the addresses null with {@link #map}. */
    private final NfNatRange range;

    /** Where the address, or address and port, come from instead. */
    private final @Nullable NftMapLookup map;

    /** The map gives the port, not the address. */
    private final boolean portMap;

    private final boolean fullyRandom;

    NftNat(
            Kind kind,
            @Nullable NfFamily family,
            boolean inet,
            NfNatRange range,
            @Nullable NftMapLookup map,
            boolean portMap,
            boolean fullyRandom) {
        this.kind = kind;
        this.family = family;
        this.inet = inet;
        this.range = range;
        this.map = map;
        this.portMap = portMap;
        this.fullyRandom = fullyRandom;
    }

    @Override
    int eval(NftPktInfo pkt) {
        if (family != null && pkt.state.family != family) {
            return NftVerdict.BREAK;
        }
        NfNatRange chosen = map == null ? range : mapped(pkt, map);
        if (chosen == null) {
            return NftVerdict.BREAK;
        }
        NfVerdict verdict = switch (kind) {
            case SNAT -> pkt.services.setupNat(pkt.state, chosen, NfNatManip.SRC);
            case DNAT -> pkt.services.setupNat(pkt.state, chosen, NfNatManip.DST);
            case MASQUERADE -> pkt.services.masquerade(pkt.state, chosen);
            case REDIRECT -> pkt.services.redirect(pkt.state, chosen);
        };
        return verdict == NfVerdict.ACCEPT ? NftVerdict.ACCEPT : NftVerdict.DROP;
    }

    private @Nullable NfNatRange mapped(NftPktInfo pkt, NftMapLookup lookup) {
        NftElement element = lookup.find(pkt);
        NftKey first = element == null ? null : element.data;
        if (element == null || first == null || !element.pass(pkt)) {
            return null;
        }
        NftKey last = element.dataLast == null ? first : element.dataLast;
        if (portMap) {
            return new NfNatRange(
                    range.min(),
                    range.max(),
                    (int) first.lo(0),
                    (int) last.lo(0),
                    true,
                    range.random(),
                    range.persistent());
        }
        boolean ports = first.fields() > 1;
        return new NfNatRange(
                address(first),
                address(last),
                ports ? (int) first.lo(1) : range.minPort(),
                ports ? (int) last.lo(1) : range.maxPort(),
                ports || range.ports(),
                range.random(),
                range.persistent());
    }

    private IpAddress address(NftKey key) {
        return family == NfFamily.IPV6 ? new IpAddress(key.hi(0), key.lo(0)) : IpAddress.v4((int) key.lo(0));
    }

    @Override
    String refusal(NftChain base) {
        boolean source = kind == Kind.SNAT || kind == Kind.MASQUERADE;
        boolean input = kind == Kind.SNAT && base.hook == NfHook.LOCAL_IN;
        boolean there = source
                ? base.hook == NfHook.POST_ROUTING || input
                : base.hook == NfHook.PRE_ROUTING || base.hook == NfHook.LOCAL_OUT;
        if (base.type == NftChain.Type.NAT && there) {
            return "";
        }
        return kind.text + " is possible in nat chains at "
                + (kind == Kind.SNAT ? "postrouting and input" : source ? "postrouting" : "prerouting and output")
                + " only";
    }

    @Override
    void uses(Consumer<Object> sink) {
        if (map != null) {
            sink.accept(map.map);
        }
    }

    @Override
    boolean tracks() {
        return true;
    }

    @Override
    boolean terminal() {
        return true;
    }

    @Override
    void print(NftPrinter out) {
        out.text(kind.text);
        boolean addressed = range.min() != null || map != null && !portMap;
        boolean concatenated = map != null && map.map.dataTypes.size() > 1;
        if (addressed) {
            out.text(!inet && !concatenated ? "" : family == NfFamily.IPV6 ? " ip6" : " ip")
                    .text(" to ");
            if (map != null && !portMap) {
                map.print(out);
            } else {
                printAddress(out);
            }
        } else if (range.ports() || portMap) {
            out.text(" to ");
        }
        if (portMap && map != null) {
            out.text(":");
            map.print(out);
        } else if (range.ports()) {
            out.text(":").number(range.minPort());
            if (range.maxPort() != range.minPort()) {
                out.text("-").number(range.maxPort());
            }
        }
        String separator = " ";
        if (range.random() && !fullyRandom) {
            out.text(separator).text("random");
            separator = ",";
        }
        if (fullyRandom) {
            out.text(separator).text("fully-random");
            separator = ",";
        }
        if (range.persistent()) {
            out.text(separator).text("persistent");
        }
    }

    private void printAddress(NftPrinter out) {
        IpAddress min = range.min();
        IpAddress max = range.max();
        if (min == null || max == null) {
            return;
        }
        boolean brackets = !min.isV4() && range.ports();
        String open = brackets ? "[" : "";
        String close = brackets ? "]" : "";
        int prefix = min.equals(max) ? -1 : NftSetText.prefixOf(value(min), value(max), min.isV4() ? 32 : 128);
        out.text(open + min + close);
        if (prefix >= 0) {
            out.text("/").number(prefix);
        } else if (!min.equals(max)) {
            out.text("-" + open + max + close);
        }
    }

    private static NftValue value(IpAddress address) {
        return address.isV4() ? NftValue.of(address.v4() & 0xffff_ffffL) : new NftValue(address.hi(), address.lo());
    }
}
