package io.rxpath.ip.core.nft;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the elements of sets and maps. */
final class NftElementParser {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final NftScope scope;
    private final NftCursor cursor;
    private final NftTable table;
    private final NftValues values;

    /** A map's elements may be named by their keys alone. */
    private final boolean keysOnly;

    NftElementParser(NftScope scope, NftTable table) {
        this(scope, table, false);
    }

    NftElementParser(NftScope scope, NftTable table, boolean keysOnly) {
        this.keysOnly = keysOnly;
        this.scope = scope;
        this.cursor = scope.cursor;
        this.table = table;
        this.values = new NftValues(scope);
    }

    /** {@code { ... }} behind an expression, as a set without name; ranges that touch are joined. */
    NftSet anonymous(List<NftType> keys, NftSet.Leads leads, List<NftType> data, NftObject.@Nullable Kind objectKind) {
        NftToken brace = cursor.peek();
        NftSet set = new NftSet("", 0, keys, leads, data);
        set.objectKind = objectKind;
        set.interval = true;
        List<NftElement> elements = elements(set);
        int written = elements.size();
        set.interval = elements.stream().anyMatch(NftElement::isRange);
        if (!set.isMap() && keys.size() == 1 && set.interval) {
            elements = NftSet.merge(elements);
        } else {
            elements = distinct(set, elements, brace);
        }
        NftSet result = new NftSet("", table.nextHandle(), keys, leads, data);
        result.interval = set.interval;
        result.objectKind = objectKind;
        result.single = written == 1;
        result.addAll(elements);
        return result;
    }

    private static List<NftElement> distinct(NftSet set, List<NftElement> elements, NftToken brace) {
        NftSet seen = new NftSet("", 0, set.keyTypes, set.leads, set.dataTypes);
        seen.interval = set.interval;
        List<NftElement> out = new ArrayList<>();
        for (NftElement element : elements) {
            NftElement other = seen.overlap(element);
            if (other == null) {
                seen.addAll(List.of(element));
                out.add(element);
            } else if (!other.sameRange(element)) {
                throw brace.error("conflicting intervals specified");
            } else if (!other.sameData(element)) {
                throw brace.error("an element leads to two things");
            }
        }
        return out;
    }

    /** {@code { a, b, ... }} of this set. */
    List<NftElement> elements(NftSet set) {
        List<NftElement> out = new ArrayList<>();
        cursor.expect("{");
        cursor.skipNewlines();
        if (cursor.at("}")) {
            throw cursor.peek().error("expected an element");
        }
        while (!cursor.at("}")) {
            if (cursor.at("{")) {
                out.addAll(elements(set));
            } else {
                out.add(element(set));
            }
            cursor.skipNewlines();
            if (!cursor.at("}")) {
                cursor.expect(",");
                cursor.skipNewlines();
            }
        }
        cursor.expect("}");
        return out;
    }

    private NftElement element(NftSet set) {
        NftToken start = cursor.peek();
        if (start.is("*")) {
            throw start.error("an element for everything else is not supported");
        }
        List<NftValue> first = new ArrayList<>();
        List<NftValue> last = new ArrayList<>();
        key(set.keyTypes, first, last);
        NftElement element = new NftElement(NftKey.of(first), NftKey.of(last));
        if (element.isRange() && !set.interval) {
            throw start.error("set member cannot be a range or prefix, missing interval flag on declaration");
        }
        element.expires = set.expiry(0, scope.now);
        options(set, element);
        if (cursor.at(":")) {
            if (!set.isMap()) {
                throw cursor.peek().error("mapping outside of map context");
            }
            cursor.next();
            data(set, element);
            options(set, element);
        } else if (set.isMap() && !keysOnly) {
            throw cursor.peek().error("expected ':' and what the element maps to");
        }
        if (element.statements.isEmpty()) {
            for (NftStmt statement : set.statements) {
                element.statements.add(NftDynset.fresh(statement, scope.now));
            }
        }
        return element;
    }

    private void key(List<NftType> types, List<NftValue> first, List<NftValue> last) {
        for (int i = 0; i < types.size(); i++) {
            if (i > 0) {
                cursor.expect(".");
            }
            NftValues.Span span = values.span(types.get(i));
            first.add(span.first());
            last.add(span.last());
        }
        if (cursor.at(".")) {
            throw cursor.peek().error("expected a key of " + types.size() + " fields");
        }
    }

    private void options(NftSet set, NftElement element) {
        while (true) {
            NftToken token = cursor.peek();
            if (token.is("comment")) {
                cursor.next();
                element.comment = cursor.wordOrString("a comment").text();
            } else if (token.is("timeout") || token.is("expires")) {
                cursor.next();
                if (!set.timeouts) {
                    throw token.error("the set has no flag timeout");
                }
                long millis = NftTimes.parse(cursor.word("a time"));
                if (token.is("timeout")) {
                    element.timeoutMillis = millis;
                    element.expires = set.expiry(millis, scope.now);
                } else {
                    element.expires = scope.now + millis * NANOS_PER_MILLI;
                }
            } else if (token.is("counter") || token.is("limit") || token.is("quota")) {
                element.statements.add(new NftStateParser(scope).statement());
            } else {
                return;
            }
        }
    }

    private void data(NftSet set, NftElement element) {
        switch (set.leads) {
            case VERDICT -> element.verdict = verdict(cursor.next());
            case OBJECT -> {
                if (set.objectKind == null) {
                    throw cursor.peek().error("the map has no kind of objects");
                }
                element.object = scope.object(table, set.objectKind, cursor.wordOrString("the name of an object"));
            }
            default -> {
                List<NftValue> first = new ArrayList<>();
                List<NftValue> last = new ArrayList<>();
                key(set.dataTypes, first, last);
                element.data = NftKey.of(first);
                NftKey end = NftKey.of(last);
                element.dataLast = end.equals(element.data) ? null : end;
            }
        }
    }

    /** A verdict; the word is taken already. */
    NftVerdict verdict(NftToken token) {
        int code = token.kind() == NftToken.Kind.STRING ? -1 : NftVerdict.named(token.text());
        if (code < 0) {
            throw token.error("expected a verdict: accept, drop, continue, return, jump or goto");
        }
        NftChain chain = null;
        if (code == NftVerdict.JUMP || code == NftVerdict.GOTO) {
            NftToken name = cursor.word("the name of a chain");
            chain = scope.chain(table, name);
            if (chain.isBase()) {
                throw name.error("a base chain cannot be jumped to");
            }
        }
        return new NftVerdict(code, chain);
    }
}
