package io.rxpath.ip.core.nft;

import io.rxpath.ip.core.netfilter.NfFamily;
import io.rxpath.ip.core.netfilter.NfNatRange;
import io.rxpath.skb.IpAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads snat, dnat, masquerade and redirect. */
final class NftNatParser {
    private static final int MAX_PORT = 0xffff;

    private final NftScope scope;
    private final NftCursor cursor;
    private final NftTable table;
    private final NftProtocols protocols;
    private final NftExprParser expressions;

    private @Nullable NfFamily family;
    private @Nullable IpAddress min;
    private @Nullable IpAddress max;
    private int minPort;
    private int maxPort;
    private boolean ports;
    private @Nullable NftMapLookup map;
    private boolean portMap;
    private boolean random;
    private boolean fully;
    private boolean persistent;

    NftNatParser(NftScope scope, NftTable table, NftProtocols protocols, NftExprParser expressions) {
        this.scope = scope;
        this.cursor = scope.cursor;
        this.table = table;
        this.protocols = protocols;
        this.expressions = expressions;
    }

    /** The statement; its first word is taken already. */
    NftStmt nat(NftNat.Kind kind, NftToken token) {
        boolean addressed = kind == NftNat.Kind.SNAT || kind == NftNat.Kind.DNAT;
        if (addressed) {
            family(token);
            if (cursor.at("prefix") || cursor.at("interval")) {
                throw cursor.peek().error("is not supported");
            }
            cursor.take("to");
            if (cursor.at(":")) {
                family = null;
            } else {
                address(token);
            }
        } else if (cursor.take("to")) {
            cursor.take(":");
            port();
        }
        if (addressed && cursor.at(":")) {
            cursor.next();
            port();
        }
        flags();
        boolean mappedPorts = map != null && !portMap && map.map.dataTypes.size() > 1;
        if ((ports || portMap || mappedPorts) && !protocols.transportKnown()) {
            throw token.error("transport protocol mapping is only valid after transport protocol match");
        }
        return new NftNat(
                kind,
                min != null || map != null && !portMap ? family : null,
                protocols.family() == NftTable.Family.INET,
                new NfNatRange(min, max, minPort, maxPort, ports, random || fully, persistent),
                map,
                portMap,
                fully);
    }

    private void family(NftToken token) {
        if (cursor.at("ip") && !isField() || cursor.at("ip6") && !isField()) {
            family = cursor.next().is("ip") ? NfFamily.IPV4 : NfFamily.IPV6;
            boolean v6 = family == NfFamily.IPV6;
            if (protocols.network() >= 0 && (protocols.network() == NftField.IP6) != v6) {
                throw token.error("conflicting protocols specified: " + NftProtocols.name(protocols.network()) + " vs. "
                        + (v6 ? "ip6" : "ip"));
            }
            if (cursor.take("addr")) {
                cursor.expect(".");
                cursor.expect("port");
            }
        } else if (protocols.network() >= 0) {
            family = protocols.network() == NftField.IP ? NfFamily.IPV4 : NfFamily.IPV6;
        }
    }

    /** {@code dnat ip saddr map} begins with an expression, {@code dnat ip to} with a family. */
    private boolean isField() {
        return NftField.find(cursor.peek().text(), cursor.peek(1).text()) != null;
    }

    private void address(NftToken token) {
        boolean expression = expressions.begins();
        NfFamily known = family;
        if (known == null) {
            throw token.error("ip or ip6 must be specified with address for inet tables");
        }
        NftType type = known == NfFamily.IPV4 ? NftTypes.IPV4 : NftTypes.IPV6;
        if (expression) {
            NftExpr key = expressions.concatenation();
            cursor.expect("map");
            map = lookup(key, type);
            return;
        }
        NftValue first = one(type);
        NftValue last = first;
        if (cursor.take("-")) {
            NftToken end = cursor.peek();
            last = one(type);
            if (first.compareTo(last) > 0) {
                throw end.error("range has zero or negative size");
            }
        } else if (cursor.take("/")) {
            int length = (int) cursor.number("the length of a prefix", type.bits);
            NftValue mask = NftValue.prefixMask(length, type.bits);
            first = first.and(mask);
            last = first.or(NftValue.ones(type.bits).and(mask.not()));
        }
        min = address(known, first);
        max = address(known, last);
    }

    private NftMapLookup lookup(NftExpr key, NftType address) {
        List<NftType> plain = List.of(address);
        if (cursor.at("{")) {
            // A map to addresses and ports is known by its first element.
            int start = cursor.position();
            boolean ports = concatenatedData();
            cursor.seek(start);
            List<NftType> data = ports ? List.of(address, NftTypes.SERVICE) : plain;
            return new NftMapLookup(key, new NftMatchParser(scope, table).map(key, NftSet.Leads.DATA, data));
        }
        NftToken name = cursor.peek(1);
        NftSet found = new NftMatchParser(scope, table).map(key, NftSet.Leads.DATA, plain);
        boolean fits = found.dataTypes.get(0).same(address)
                && (found.dataTypes.size() == 1
                        || found.dataTypes.size() == 2 && found.dataTypes.get(1).same(NftTypes.SERVICE));
        if (!fits) {
            throw name.error("datatype mismatch: expected a map to " + address.name + ", it leads to "
                    + NftMatchParser.text(found.dataTypes));
        }
        return new NftMapLookup(key, found);
    }

    private boolean concatenatedData() {
        boolean data = false;
        while (!cursor.at("}") && !(data && cursor.at(","))) {
            if (cursor.peek().kind() == NftToken.Kind.END) {
                return false;
            }
            data |= cursor.at(":");
            if (data && cursor.at(".")) {
                return true;
            }
            cursor.next();
        }
        return false;
    }

    private NftValue one(NftType type) {
        boolean bracket = cursor.take("[");
        NftValue value = type.parse(cursor.word("an address"), scope.devices);
        if (bracket) {
            cursor.expect("]");
        }
        return value;
    }

    private static IpAddress address(NfFamily family, NftValue value) {
        return family == NfFamily.IPV4 ? IpAddress.v4((int) value.lo()) : new IpAddress(value.hi(), value.lo());
    }

    private void port() {
        if (expressions.begins()) {
            NftExpr key = expressions.concatenation();
            cursor.expect("map");
            map = new NftMapLookup(
                    key, new NftMatchParser(scope, table).map(key, NftSet.Leads.DATA, List.of(NftTypes.SERVICE)));
            portMap = true;
            return;
        }
        NftToken place = cursor.peek();
        NftValues.Span span = new NftValues(scope).span(NftTypes.SERVICE);
        minPort = (int) span.first().lo();
        maxPort = (int) span.last().lo();
        ports = true;
        if (maxPort > MAX_PORT || minPort > maxPort) {
            throw place.error("expected ports of 0 to " + MAX_PORT);
        }
    }

    private void flags() {
        while (cursor.at("random") || cursor.at("fully-random") || cursor.at("persistent") || cursor.at(",")) {
            NftToken token = cursor.next();
            switch (token.text()) {
                case "random" -> random = true;
                case "fully-random" -> fully = true;
                case "persistent" -> persistent = true;
                default -> {
                    if (!random && !fully && !persistent) {
                        throw token.error("expected random, fully-random or persistent");
                    }
                }
            }
        }
    }
}
