package io.rxpath.ip.core.nft;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads the block of a table. As nft does, it makes the chains first, then named objects and sets, then the elements and the
 * rules, whatever their order in the text: a rule may jump to a chain that is written further down.
 */
final class NftTableParser {
    private final NftScope scope;
    private final NftCursor cursor;
    private final NftTable table;
    private final List<Part> parts = new ArrayList<>();

    /** Something in the block: what it is, its name, and where its own block begins. */
    private record Part(NftToken kind, NftToken name, int position) {}

    NftTableParser(NftScope scope, NftTable table) {
        this.scope = scope;
        this.cursor = scope.cursor;
        this.table = table;
    }

    /** Reads from the opening to the closing brace. */
    void block() {
        cursor.expect("{");
        cursor.skipSeparators();
        while (!cursor.at("}")) {
            part();
            cursor.skipSeparators();
        }
        int end = cursor.position();
        run();
        cursor.seek(end);
        cursor.expect("}");
    }

    private void part() {
        NftToken kind = cursor.next();
        switch (kind.text()) {
            case "flags" -> {
                NftToken flag = cursor.next();
                if (!flag.is("dormant")) {
                    throw flag.error("expected dormant");
                }
                table.dormant = true;
                cursor.expectEnd();
            }
            case "comment" -> {
                table.comment = cursor.wordOrString("a comment").text();
                cursor.expectEnd();
            }
            case "chain", "set", "map", "counter", "quota", "limit" -> {
                NftToken name = cursor.wordOrString("the name of a " + kind.text());
                parts.add(new Part(kind, name, cursor.position()));
                NftToken brace = cursor.expect("{");
                int depth = 1;
                while (depth > 0) {
                    NftToken token = cursor.next();
                    if (token.kind() == NftToken.Kind.END) {
                        throw brace.error("the block is not closed, expected '}'");
                    }
                    depth += token.is("{") ? 1 : token.is("}") ? -1 : 0;
                }
            }
            case "flowtable", "ct", "secmark", "synproxy" -> throw kind.error("'" + kind.text() + "' is not supported");
            default ->
                throw kind.error("expected chain, set, map, counter, quota, limit, flags, comment or '}' in the table");
        }
    }

    private void run() {
        List<NftChain> chains = new ArrayList<>();
        for (Part part : parts) {
            if (part.kind.is("chain")) {
                chains.add(declareChain(part));
            }
        }
        for (Part part : parts) {
            if (part.kind.is("counter") || part.kind.is("quota") || part.kind.is("limit")) {
                cursor.seek(part.position);
                NftObjectParser.object(scope, table, part.kind, part.name, false);
            }
        }
        for (Part part : parts) {
            if (part.kind.is("set") || part.kind.is("map")) {
                cursor.seek(part.position);
                declareSet(scope, table, part.kind.is("map"), part.name, false);
            }
        }
        for (Part part : parts) {
            if (part.kind.is("set") || part.kind.is("map")) {
                cursor.seek(part.position);
                elements(scope, table, part.name);
            }
        }
        int next = 0;
        for (Part part : parts) {
            if (part.kind.is("chain")) {
                cursor.seek(part.position);
                rules(scope, chains.get(next++));
            }
        }
    }

    private NftChain declareChain(Part part) {
        cursor.seek(part.position);
        return declareChain(scope, table, part.name, false);
    }

    /** Makes the chain, or changes it if it is there; the block behind the name is read for what the chain is. */
    static NftChain declareChain(NftScope scope, NftTable table, NftToken name, boolean mustBeNew) {
        NftChain chain = table.chains.get(name.text());
        boolean existing = chain != null;
        if (chain == null) {
            chain = new NftChain(table, name.text(), table.nextHandle());
            table.chains.put(chain.name, chain);
        } else if (mustBeNew) {
            throw name.error("the chain exists");
        }
        NftCursor cursor = scope.cursor;
        if (!cursor.take("{")) {
            return chain;
        }
        NftChainParser parser = new NftChainParser(cursor);
        cursor.skipSeparators();
        while (!cursor.at("}")) {
            if (parser.atDeclaration()) {
                parser.declaration(chain, existing);
            } else {
                cursor.skipStatement();
            }
            cursor.skipSeparators();
        }
        cursor.expect("}");
        return chain;
    }

    /** Reads the rules of a chain's block and adds them. */
    static void rules(NftScope scope, NftChain chain) {
        NftCursor cursor = scope.cursor;
        cursor.expect("{");
        NftChainParser parser = new NftChainParser(cursor);
        cursor.skipSeparators();
        while (!cursor.at("}")) {
            if (parser.atDeclaration()) {
                cursor.skipStatement();
            } else {
                chain.rules().add(new NftRuleParser(scope, chain.table).rule());
            }
            cursor.skipSeparators();
        }
        cursor.expect("}");
    }

    /** Makes the set; one that is there must be of the same type. */
    static void declareSet(NftScope scope, NftTable table, boolean map, NftToken name, boolean mustBeNew) {
        long handles = table.handles;
        NftSet set = new NftSetParser(scope, table).set(name, map);
        NftSet before = table.sets.get(name.text());
        if (before == null) {
            table.sets.put(set.name, set);
            return;
        }
        table.handles = handles;
        boolean same = before.leads == set.leads
                && NftMatchParser.text(before.keyTypes).equals(NftMatchParser.text(set.keyTypes))
                && before.interval == set.interval;
        if (mustBeNew || !same) {
            throw name.error("the set exists" + (same ? "" : " and is of another type"));
        }
    }

    /** Reads the elements of a set's block and adds them. */
    static void elements(NftScope scope, NftTable table, NftToken name) {
        NftCursor cursor = scope.cursor;
        NftSet set = table.sets.get(name.text());
        if (set == null) {
            throw new IllegalStateException("set " + name.text() + " was not made");
        }
        cursor.expect("{");
        cursor.skipSeparators();
        while (!cursor.at("}")) {
            NftToken place = cursor.peek();
            if (cursor.take("elements")) {
                cursor.expect("=");
                addElements(set, new NftElementParser(scope, table).elements(set), place, scope.now, false);
            } else {
                cursor.skipStatement();
            }
            cursor.skipSeparators();
        }
        cursor.expect("}");
    }

    /** Adds elements to a named set, joined if it is to join them. */
    static void addElements(NftSet set, List<NftElement> elements, NftToken place, long now, boolean mustBeNew) {
        set.collect(now);
        List<NftElement> more = elements;
        if (set.autoMerge && set.keyTypes.size() == 1 && !set.isMap()) {
            List<NftElement> all = new ArrayList<>(set.elements());
            all.addAll(elements);
            set.clear();
            more = NftSet.merge(all);
        }
        for (NftElement element : more) {
            NftElement other = set.overlap(element);
            if (other == null) {
                if (set.full()) {
                    throw place.error("the set has " + set.size + " elements, as many as it can have");
                }
                set.addAll(List.of(element));
            } else if (mustBeNew || !other.sameRange(element) || !other.sameData(element)) {
                throw place.error(
                        other.sameRange(element) ? "the element exists" : "interval overlaps with an existing one");
            }
        }
    }
}
