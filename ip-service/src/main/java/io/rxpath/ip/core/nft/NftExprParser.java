package io.rxpath.ip.core.nft;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what a rule reads of a packet: {@code ip saddr}, {@code meta mark & 0xff}, {@code ip saddr . tcp dport}. */
final class NftExprParser {
    private static final Set<String> BARE_META =
            Set.of("iif", "oif", "iifname", "oifname", "iiftype", "oiftype", "mark", "pkttype");
    private static final Set<String> UNSUPPORTED = Set.of(
            "ether",
            "vlan",
            "arp",
            "jhash",
            "symhash",
            "socket",
            "osf",
            "ipsec",
            "comp",
            "igmp",
            "srh",
            "rt0",
            "rt2",
            "skuid",
            "skgid",
            "nftrace",
            "rtclassid",
            "cpu",
            "iifgroup",
            "oifgroup",
            "cgroup",
            "gre",
            "vxlan");

    private final NftScope scope;
    private final NftCursor cursor;
    private final NftTable table;
    private final NftProtocols protocols;

    NftExprParser(NftScope scope, NftTable table, NftProtocols protocols) {
        this.scope = scope;
        this.cursor = scope.cursor;
        this.table = table;
        this.protocols = protocols;
    }

    /** True if an expression of a packet begins here, not a constant. */
    boolean begins() {
        String text = cursor.peek().text();
        if (cursor.peek().kind() == NftToken.Kind.STRING) {
            return false;
        }
        return switch (text) {
            case "meta", "ct", "fib", "numgen", "exthdr", "(" -> true;
            case "@" -> cursor.peek(2).is(",");
            default ->
                BARE_META.contains(text)
                        || UNSUPPORTED.contains(text)
                        || (NftField.isHeader(text) || NftExthdr.HEADERS.containsKey(text))
                                && cursor.peek(1).kind() == NftToken.Kind.WORD;
        };
    }

    /** An expression, several with dots between them. */
    NftExpr concatenation() {
        NftExpr first = operation();
        if (!cursor.at(".")) {
            return first;
        }
        List<NftExpr> parts = new ArrayList<>(List.of(first));
        while (cursor.take(".")) {
            parts.add(operation());
        }
        return new NftConcat(parts);
    }

    /** A key of fields of these types; some of them may be constants. */
    NftExpr key(List<NftType> types) {
        List<NftExpr> parts = new ArrayList<>();
        do {
            NftType type = parts.size() < types.size() ? types.get(parts.size()) : null;
            parts.add(begins() || type == null ? operation() : new NftConst(type, new NftValues(scope).constant(type)));
        } while (cursor.take("."));
        return parts.size() == 1 ? parts.get(0) : new NftConcat(parts);
    }

    /** One expression without an operation. */
    NftExpr single() {
        return primary();
    }

    private NftExpr operation() {
        NftExpr expr;
        if (cursor.take("(")) {
            expr = operation();
            cursor.expect(")");
        } else {
            expr = primary();
        }
        while (true) {
            String operator = operator(cursor.peek());
            if (operator == null) {
                return expr instanceof NftBitwise bitwise && !expr.type.bitmask ? bitwise.plain() : expr;
            }
            cursor.next();
            if (operator.length() == 2) {
                expr = new NftShift(
                        expr, operator.equals("<<"), (int) cursor.number("a number of bits", expr.bits - 1L));
                continue;
            }
            if (begins() && !cursor.at("(")) {
                throw cursor.peek().error("the right hand side of '" + operator + "' must be constant");
            }
            NftValue value = new NftValues(scope).operand(expr.type, operator);
            NftBitwise bitwise = expr instanceof NftBitwise before ? before : NftBitwise.none(expr);
            expr = bitwise.with(operator, value);
        }
    }

    private static @Nullable String operator(NftToken token) {
        if (token.kind() == NftToken.Kind.STRING) {
            return null;
        }
        return switch (token.text()) {
            case "&", "and" -> "&";
            case "|", "or" -> "|";
            case "^", "xor" -> "^";
            case "<<", "lshift" -> "<<";
            case ">>", "rshift" -> ">>";
            default -> null;
        };
    }

    private NftExpr primary() {
        NftToken token = cursor.next();
        String text = token.text();
        if (token.kind() == NftToken.Kind.STRING) {
            throw token.error("expected an expression");
        }
        switch (text) {
            case "meta" -> {
                return meta(cursor.next());
            }
            case "ct" -> {
                return ct();
            }
            case "fib" -> {
                return fib();
            }
            case "numgen" -> {
                return numgen();
            }
            case "@" -> {
                return raw(token);
            }
            case "exthdr" -> {
                NftToken name = cursor.word("an extension header");
                Integer header = NftExthdr.HEADERS.get(name.text());
                if (header == null) {
                    throw name.error("expected one of hbh, rt, frag, dst, mh");
                }
                protocols.needNetwork(NftField.IP6, name);
                return NftExthdr.presence(name.text(), header);
            }
            default -> {
                if (BARE_META.contains(text)) {
                    return meta(token);
                }
                if (text.equals("tcp") && cursor.at("option")) {
                    return tcpOption();
                }
                NftExthdr extension = NftExthdr.field(text, cursor.peek().text());
                if (extension != null) {
                    protocols.needNetwork(NftField.IP6, cursor.next());
                    return extension;
                }
                if (NftField.isHeader(text)) {
                    return header(token);
                }
                throw token.error(
                        UNSUPPORTED.contains(text) ? "'" + text + "' is not supported" : "expected a statement");
            }
        }
    }

    private NftExpr header(NftToken header) {
        NftToken name = cursor.next();
        NftField field = NftField.find(header.text(), name.text());
        if (field == null) {
            throw name.error("expected a field of " + header.text() + ": " + NftField.names(header.text()));
        }
        return payload(field, header);
    }

    private NftExpr payload(NftField field, NftToken token) {
        NftField chosen = field;
        if (field.base() == NftField.Base.NETWORK) {
            protocols.needNetwork(field.protocol(), token);
        } else if (field.protocol() != NftField.ANY_TRANSPORT) {
            protocols.needTransport(field.protocol(), token);
            protocols.needIcmpType(field, table, token);
        } else if (protocols.transport() >= 0) {
            NftField same = NftField.at(NftField.Base.TRANSPORT, protocols.transport(), field.offset(), field.bits());
            if (same != null) {
                chosen = same;
                protocols.transportSaid();
            }
        }
        return new NftPayload(chosen);
    }

    private NftExpr raw(NftToken at) {
        NftToken base = cursor.word("nh or th");
        cursor.expect(",");
        int offset = (int) cursor.number("an offset in bits", 2048);
        cursor.expect(",");
        int bits = (int) cursor.number("a length in bits", 128);
        NftField field = switch (base.text()) {
            case "nh" -> NftField.at(NftField.Base.NETWORK, protocols.network(), offset, bits);
            case "th" -> NftField.at(NftField.Base.TRANSPORT, NftField.ANY_TRANSPORT, offset, bits);
            default -> throw base.error("expected nh or th");
        };
        if (field == null) {
            throw at.error("raw payload that is no field of a header is not supported");
        }
        return payload(field, at);
    }

    private NftExpr meta(NftToken name) {
        NftMeta.Key key = NftMeta.Key.named(name.text());
        if (key == null) {
            StringBuilder keys = new StringBuilder();
            for (NftMeta.Key each : NftMeta.Key.values()) {
                keys.append(keys.isEmpty() ? "" : ", ").append(each.text);
            }
            throw name.error("expected one of the supported keys of meta: " + keys);
        }
        if (key == NftMeta.Key.NFPROTO && protocols.family() != NftTable.Family.INET) {
            throw name.error("meta nfproto is only useful in the inet family");
        }
        return new NftMeta(key);
    }

    private NftExpr ct() {
        int direction = NftCt.NO_DIRECTION;
        if (cursor.at("original") || cursor.at("reply")) {
            direction = cursor.next().is("original") ? 0 : 1;
        }
        boolean v4 = cursor.at("ip");
        boolean v6 = cursor.at("ip6");
        NftToken version = cursor.peek();
        if (direction != NftCt.NO_DIRECTION && (v4 || v6)) {
            cursor.next();
        }
        NftToken name = cursor.next();
        NftCt.Key key = NftCt.Key.named(name.text());
        if (key == null) {
            throw name.error("expected a supported key of ct: state, status, mark, direction, expiration, l3proto, "
                    + "protocol, packets, bytes, avgpkt, or original or reply and saddr, daddr, proto-src, proto-dst");
        }
        if (key.directed() && direction == NftCt.NO_DIRECTION) {
            throw name.error("expected 'original' or 'reply' before it");
        }
        boolean address = key == NftCt.Key.SADDR || key == NftCt.Key.DADDR;
        if (address) {
            key = addressKey(key, v4 || v6 ? version : name, v6, v4);
        } else if (key.directed()) {
            if (!protocols.transportKnown()) {
                throw name.error("ports are known only behind a match on the transport protocol");
            }
        } else if (direction != NftCt.NO_DIRECTION && !key.counts()) {
            boolean ignored = key == NftCt.Key.L3PROTO || key == NftCt.Key.PROTOCOL;
            if (!ignored) {
                throw name.error("has no direction");
            }
            direction = NftCt.NO_DIRECTION;
        }
        scope.accounts |= key.counts();
        return new NftCt(key, direction);
    }

    private NftCt.Key addressKey(NftCt.Key key, NftToken token, boolean v6, boolean v4) {
        boolean six = v6;
        if (!v4 && !v6) {
            if (protocols.network() < 0) {
                throw token.error("cannot determine ip protocol version, use \"ip " + key.text + "\" or \"ip6 "
                        + key.text + "\" instead");
            }
            six = protocols.network() == NftField.IP6;
        } else if (protocols.network() >= 0 && (protocols.network() == NftField.IP6) != v6) {
            throw token.error("conflicting protocols specified");
        }
        if (!six) {
            return key;
        }
        return key == NftCt.Key.SADDR ? NftCt.Key.SADDR6 : NftCt.Key.DADDR6;
    }

    private NftExpr fib() {
        boolean source = false;
        boolean destination = false;
        boolean mark = false;
        boolean iif = false;
        boolean oif = false;
        NftToken token;
        do {
            token = cursor.next();
            switch (token.text()) {
                case "saddr" -> source = true;
                case "daddr" -> destination = true;
                case "mark" -> mark = true;
                case "iif" -> iif = true;
                case "oif" -> oif = true;
                default -> throw token.error("expected saddr, daddr, mark, iif or oif");
            }
        } while (cursor.take("."));
        if (source == destination) {
            throw token.error(
                    source ? "fib: saddr and daddr are mutually exclusive" : "fib: need either saddr or daddr");
        }
        if (iif && oif) {
            throw token.error("fib: iif and oif are mutually exclusive");
        }
        NftToken result = cursor.next();
        for (NftFib.Result each : NftFib.Result.values()) {
            if (result.is(each.text)) {
                return new NftFib(each, source, mark, iif, oif, false);
            }
        }
        throw result.error("expected type, oif or oifname");
    }

    private NftExpr numgen() {
        NftToken mode = cursor.next();
        if (!mode.is("inc") && !mode.is("random")) {
            throw mode.error("expected inc or random");
        }
        cursor.expect("mod");
        NftToken place = cursor.peek();
        long modulus = cursor.number("a modulus", 0xffff_ffffL);
        if (modulus == 0) {
            throw place.error("expected a modulus of 1 or more");
        }
        long offset = cursor.take("offset") ? cursor.number("an offset", 0xffff_ffffL) : 0;
        if (offset + modulus - 1 > 0xffff_ffffL) {
            throw place.error("modulus and offset are too large together");
        }
        return new NftNumgen(mode.is("random"), modulus, offset);
    }

    private NftExpr tcpOption() {
        cursor.expect("option");
        NftToken name = cursor.word("a TCP option");
        String text = name.text().equals("mss") ? "maxseg" : name.text();
        int block = 0;
        if (text.matches("sack[0-3]")) {
            block = text.charAt(4) - '0';
            text = "sack";
        }
        Integer kind = NftTcpOption.KINDS.get(text);
        if (kind == null) {
            kind = (int) NftType.number(name, "one of " + String.join(", ", NftTcpOption.KINDS.keySet()), 255);
        }
        protocols.optionSaid();
        if (cursor.at("exists") || cursor.at("missing") || cursor.at("==") || cursor.at("!=")) {
            return NftTcpOption.presence(kind);
        }
        NftToken field = cursor.next();
        NftTcpOption option = NftTcpOption.field(kind, field.text(), block);
        if (option == null) {
            throw field.error("expected exists, missing or a field of the option");
        }
        return option;
    }
}
