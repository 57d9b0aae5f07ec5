package io.rxpath.ip.core.nft;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads {@code add @s { ip saddr timeout 10s }} and its relatives. */
final class NftDynsetParser {
    /** Elements of a set that rules fill, unless it is said otherwise. */
    private static final int DEFAULT_SIZE = 0xffff;

    private final NftScope scope;
    private final NftCursor cursor;
    private final NftTable table;
    private final NftExprParser expressions;

    NftDynsetParser(NftScope scope, NftTable table, NftExprParser expressions) {
        this.scope = scope;
        this.cursor = scope.cursor;
        this.table = table;
        this.expressions = expressions;
    }

    NftStmt dynset() {
        boolean old = cursor.take("set");
        NftToken word = cursor.next();
        NftDynset.Kind kind = switch (word.text()) {
            case "add" -> NftDynset.Kind.ADD;
            case "update" -> NftDynset.Kind.UPDATE;
            default -> NftDynset.Kind.DELETE;
        };
        if (old) {
            Body body = body(List.of());
            cursor.expect("@");
            NftToken name = cursor.word("the name of a set");
            return build(kind, name, body, set(name, body.key), null, null);
        }
        cursor.expect("@");
        NftToken name = cursor.word("the name of a set");
        cursor.expect("{");
        cursor.skipNewlines();
        NftSet known = table.sets.get(name.text());
        Body body = body(known == null ? List.of() : known.keyTypes);
        NftSet set = set(name, body.key);
        NftExpr data = null;
        NftValue constant = null;
        if (set.isMap() && set.leads != NftSet.Leads.DATA) {
            throw name.error("elements can be added to maps of values only");
        }
        if (set.leads == NftSet.Leads.DATA) {
            cursor.expect(":");
            if (set.dataTypes.size() != 1) {
                throw name.error("elements of several values cannot be added by a rule");
            }
            if (expressions.begins()) {
                NftToken place = cursor.peek();
                data = expressions.concatenation();
                if (!data.type.same(set.dataTypes.get(0))) {
                    throw place.error("datatype mismatch: expected " + set.dataTypes.get(0).name);
                }
            } else {
                constant = new NftValues(scope).constant(set.dataTypes.get(0));
            }
        }
        cursor.skipNewlines();
        cursor.expect("}");
        return build(kind, name, body, set, data, constant);
    }

    private NftStmt build(
            NftDynset.Kind kind,
            NftToken name,
            Body body,
            NftSet set,
            @Nullable NftExpr data,
            @Nullable NftValue constant) {
        if (set.interval || set.constant) {
            throw name.error("elements of a set of ranges or constants cannot be changed by a rule");
        }
        if (body.timeoutMillis != 0 && !set.timeouts && !scope.lenient) {
            throw name.error("the set has no flag timeout");
        }
        if (set.fresh) {
            set.dynamic = true;
            set.size = set.size == 0 ? DEFAULT_SIZE : set.size;
        }
        if (!body.statements.isEmpty() && !set.dynamic) {
            throw name.error("the set has no flag dynamic");
        }
        return new NftDynset(kind, set, body.key, body.timeoutMillis, body.statements, data, constant);
    }

    private NftSet set(NftToken name, NftExpr key) {
        NftSet set = scope.set(table, name, NftMatchParser.types(key), NftSet.Leads.NOWHERE, List.of());
        NftMatchParser.checkKey(set, key, name);
        return set;
    }

    private Body body(List<NftType> types) {
        NftExpr key = types.isEmpty() ? expressions.concatenation() : expressions.key(types);
        long timeout = 0;
        List<NftStmt> statements = new ArrayList<>();
        while (true) {
            if (cursor.take("timeout")) {
                timeout = NftTimes.parse(cursor.word("a time"));
            } else if (cursor.at("counter") || cursor.at("limit") || cursor.at("quota")) {
                statements.add(new NftStateParser(scope).statement());
            } else {
                return new Body(key, timeout, statements);
            }
        }
    }

    private record Body(NftExpr key, long timeoutMillis, List<NftStmt> statements) {}
}
