package io.rxpath.ip.core.nft;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the right hand side of a match. */
final class NftMatchParser {
    private final NftScope scope;
    private final NftCursor cursor;
    private final NftTable table;
    private final NftValues values;

    NftMatchParser(NftScope scope, NftTable table) {
        this.scope = scope;
        this.cursor = scope.cursor;
        this.table = table;
        this.values = new NftValues(scope);
    }

    /** What follows the expression: an operator or none, and a constant, a range, a set. */
    NftStmt match(NftExpr left) {
        NftToken operator = cursor.peek();
        NftMatch.Kind kind = operator(operator);
        if (kind != null) {
            cursor.next();
        }
        if (cursor.at("{") || cursor.at("@")) {
            if (kind != null && kind != NftMatch.Kind.EQ && kind != NftMatch.Kind.NE) {
                throw operator.error("a set is compared with == or != only");
            }
            boolean negated = kind == NftMatch.Kind.NE;
            return cursor.at("@") ? named(left, negated) : literal(left, negated);
        }
        if (left.fields() > 1) {
            throw cursor.peek().error("use concatenations with sets and maps, not singleton values");
        }
        if (left.type.bitmask) {
            return flags(left, kind);
        }
        NftExpr read = left;
        if (left instanceof NftFib fib
                && fib.result != NftFib.Result.TYPE
                && (cursor.at("exists") || cursor.at("missing"))) {
            read = fib.asPresence();
        }
        NftToken place = cursor.peek();
        if (cursor.atEnd()) {
            throw place.error("expected a value of type " + left.type.name);
        }
        NftValues.Span span = values.span(read.type);
        boolean equality = kind == null || kind == NftMatch.Kind.EQ || kind == NftMatch.Kind.NE;
        if (span.prefix() >= 0 || read.type.hostOrder && !(equality && span.single())) {
            return value(read, kind, span, place);
        }
        NftTransfer transfer = NftTransfer.of(read);
        return value(transfer.left(), kind, transfer.of(span), place);
    }

    private static NftMatch.@Nullable Kind operator(NftToken token) {
        if (token.kind() == NftToken.Kind.STRING) {
            return null;
        }
        return switch (token.text()) {
            case "==", "eq" -> NftMatch.Kind.EQ;
            case "!=", "ne" -> NftMatch.Kind.NE;
            case "<", "lt" -> NftMatch.Kind.LT;
            case ">", "gt" -> NftMatch.Kind.GT;
            case "<=", "le" -> NftMatch.Kind.LE;
            case ">=", "ge" -> NftMatch.Kind.GE;
            case "!" -> NftMatch.Kind.NONE;
            default -> null;
        };
    }

    private static NftStmt value(NftExpr left, NftMatch.@Nullable Kind kind, NftValues.Span span, NftToken place) {
        boolean outside = kind == NftMatch.Kind.NE;
        boolean equality = kind == null || kind == NftMatch.Kind.EQ || outside;
        if (kind == NftMatch.Kind.NONE) {
            throw place.error("'!' is for flags only");
        }
        if (!span.single() || span.prefix() >= 0) {
            if (!equality) {
                throw place.error("a range is compared with == or != only");
            }
            return span.prefix() >= 0
                    ? NftMatch.prefix(left, outside, span.first(), span.prefix(), left.type.bits)
                    : NftMatch.range(left, outside, span.first(), span.last());
        }
        NftMatch.Kind chosen = kind == null ? NftMatch.Kind.EQ : kind;
        if (equality && left instanceof NftBitwise masked && masked.xor.isZero()) {
            int length = masked.mask.prefixLength(left.bits);
            boolean inside = span.first().and(masked.mask).equals(span.first());
            if (length > 0 && inside && NftSetText.prefixes(left.type) && left.type != NftTypes.IFNAME) {
                return NftMatch.prefix(masked.inner, outside, span.first(), length, left.bits);
            }
        }
        return new NftMatch(left, chosen, span.first());
    }

    private NftStmt flags(NftExpr read, NftMatch.@Nullable Kind kind) {
        NftTransfer transfer = NftTransfer.of(read);
        NftExpr left = transfer.left();
        NftValue value = values.flags(left.type).xor(transfer.flip());
        if (cursor.take("/")) {
            NftValue mask = values.flags(left.type);
            NftMatch.Kind chosen = kind == null ? NftMatch.Kind.EQ : kind;
            return masked(left, NftBitwise.none(left).with("&", mask), chosen, value);
        }
        if (left instanceof NftBitwise bitwise) {
            return masked(bitwise.inner, bitwise, kind == null ? NftMatch.Kind.EQ : kind, value);
        }
        return new NftMatch(left, kind == null ? NftMatch.Kind.ANY : kind, value);
    }

    /** {@code (flags & mask) == 0} is a question for none of the bits, {@code != 0} for any. */
    private static NftStmt masked(NftExpr inner, NftBitwise bitwise, NftMatch.Kind kind, NftValue value) {
        if (value.isZero() && bitwise.xor.isZero()) {
            if (kind == NftMatch.Kind.EQ) {
                return new NftMatch(inner, NftMatch.Kind.NONE, bitwise.mask);
            }
            if (kind == NftMatch.Kind.NE) {
                return new NftMatch(inner, NftMatch.Kind.ANY, bitwise.mask);
            }
        }
        return new NftMatch(bitwise, kind, value);
    }

    private NftStmt literal(NftExpr read, boolean negated) {
        long handles = table.handles;
        NftSet set = new NftElementParser(scope, table).anonymous(types(read), NftSet.Leads.NOWHERE, List.of(), null);
        NftTransfer.elements(read, set);
        NftExpr left = NftTransfer.key(read, set);
        if (set.count() == 1 && set.single && left.fields() == 1) {
            NftElement only = set.elements().iterator().next();
            if (only.comment.isEmpty() && only.statements.isEmpty()) {
                // A set of one element is no set: it gets no handle either.
                table.handles = handles;
                return single(left, negated, only);
            }
        }
        return new NftLookup(left, set, negated);
    }

    private static NftStmt single(NftExpr left, boolean negated, NftElement only) {
        NftValue first = only.first.value(0);
        NftValue last = only.last.value(0);
        if (!first.equals(last)) {
            int prefix = NftSetText.prefixes(left.type) ? NftSetText.prefixOf(first, last, left.type.bits) : -1;
            return prefix >= 0
                    ? NftMatch.prefix(left, negated, first, prefix, left.type.bits)
                    : NftMatch.range(left, negated, first, last);
        }
        boolean flags = left.type.bitmask && !negated && !(left instanceof NftBitwise);
        NftMatch.Kind equal = negated ? NftMatch.Kind.NE : NftMatch.Kind.EQ;
        return new NftMatch(left, flags ? NftMatch.Kind.ANY : equal, first);
    }

    private NftStmt named(NftExpr left, boolean negated) {
        cursor.expect("@");
        NftToken name = cursor.word("the name of a set");
        NftSet set = scope.set(table, name, types(left), NftSet.Leads.NOWHERE, List.of());
        checkKey(set, left, name);
        return new NftLookup(left, set, negated);
    }

    /** {@code vmap} and {@code map}: the map behind the word. */
    NftSet map(NftExpr key, NftSet.Leads leads, List<NftType> data) {
        return map(key, leads, data, null);
    }

    /** As {@link #map(NftExpr, NftSet.Leads, List)}; of a map to objects their kind. */
    NftSet map(NftExpr key, NftSet.Leads leads, List<NftType> data, NftObject.@Nullable Kind objectKind) {
        if (cursor.at("{")) {
            NftSet map = new NftElementParser(scope, table).anonymous(types(key), leads, data, objectKind);
            NftTransfer.elements(key, map);
            return map;
        }
        cursor.expect("@");
        NftToken name = cursor.word("the name of a map");
        NftSet map = scope.set(table, name, types(key), leads, data);
        checkKey(map, key, name);
        if (map.leads != leads) {
            throw name.error("is no map to "
                    + (leads == NftSet.Leads.VERDICT ? "verdicts" : leads == NftSet.Leads.DATA ? "values" : "objects"));
        }
        return map;
    }

    /** The types of an expression's fields. */
    static List<NftType> types(NftExpr expr) {
        List<NftType> types = new ArrayList<>();
        for (int i = 0; i < expr.fields(); i++) {
            types.add(expr.fieldType(i));
        }
        return types;
    }

    static void checkKey(NftSet set, NftExpr key, NftToken name) {
        boolean same = set.keyTypes.size() == key.fields();
        for (int i = 0; same && i < key.fields(); i++) {
            same = set.keyTypes.get(i).same(key.fieldType(i));
        }
        if (!same) {
            throw name.error("datatype mismatch: the set is of type " + text(set.keyTypes) + ", the expression of type "
                    + text(types(key)));
        }
    }

    static String text(List<NftType> types) {
        StringBuilder out = new StringBuilder();
        for (NftType type : types) {
            out.append(out.isEmpty() ? "" : " . ").append(type.name);
        }
        return out.toString();
    }
}
