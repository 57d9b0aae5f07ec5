package io.rxpath.ip.core.nft;

/** Reads reject. */
final class NftRejectParser {
    private final NftScope scope;
    private final NftCursor cursor;
    private final NftProtocols protocols;

    NftRejectParser(NftScope scope, NftProtocols protocols) {
        this.scope = scope;
        this.cursor = scope.cursor;
        this.protocols = protocols;
    }

    /** The statement; its first word is taken already. */
    NftStmt reject() {
        boolean inet = protocols.family() == NftTable.Family.INET;
        if (!cursor.take("with")) {
            NftReject.Kind kind = usual(inet);
            if (inet && kind != NftReject.Kind.ICMPX) {
                protocols.networkSaid();
            }
            return new NftReject(kind, NftReject.defaultCode(kind), !inet || kind == NftReject.Kind.ICMPX);
        }
        NftToken with = cursor.next();
        if (with.is("tcp")) {
            cursor.expect("reset");
            return reset(with);
        }
        NftReject.Kind kind = switch (with.text()) {
            case "icmp" -> NftReject.Kind.ICMP;
            case "icmpv6" -> NftReject.Kind.ICMPV6;
            case "icmpx" -> NftReject.Kind.ICMPX;
            default -> throw with.error("expected icmp, icmpv6, icmpx or tcp reset");
        };
        if (kind == NftReject.Kind.ICMPX && !inet) {
            throw with.error("icmpx is for tables of family inet");
        }
        if (kind != NftReject.Kind.ICMPX) {
            protocols.rejectNeedsNetwork(kind == NftReject.Kind.ICMP ? NftField.IP : NftField.IP6, with);
        }
        cursor.take("type");
        NftToken code = cursor.word("a code");
        NftType type = NftReject.type(kind);
        long value = type.parse(code, scope.devices).lo();
        boolean known = kind == NftReject.Kind.ICMPX ? value <= 3 : value <= (kind == NftReject.Kind.ICMP ? 15 : 6);
        if (!known) {
            throw code.error("expected a code: " + String.join(", ", type.symbols.keySet()));
        }
        return new NftReject(kind, (int) value, !inet || kind == NftReject.Kind.ICMPX);
    }

    private NftReject.Kind usual(boolean inet) {
        if (protocols.network() < 0 && inet) {
            return NftReject.Kind.ICMPX;
        }
        return protocols.network() == NftField.IP ? NftReject.Kind.ICMP : NftReject.Kind.ICMPV6;
    }

    private NftStmt reset(NftToken with) {
        protocols.rejectNeedsTcp(with);
        return new NftReject(NftReject.Kind.TCP_RESET, 0, true);
    }
}
