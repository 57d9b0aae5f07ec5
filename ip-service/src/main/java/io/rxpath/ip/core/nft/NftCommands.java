package io.rxpath.ip.core.nft;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads and obeys commands one after the other. What they print is collected. */
final class NftCommands {
    private final NftScope scope;
    private final NftCursor cursor;
    private final NftRuleset ruleset;
    private final NftPrinter out;

    NftCommands(NftScope scope, NftRuleset ruleset, NftPrinter out) {
        this.scope = scope;
        this.cursor = scope.cursor;
        this.ruleset = ruleset;
        this.out = out;
    }

    /** Obeys all commands of the text. */
    void run() {
        cursor.skipSeparators();
        while (cursor.peek().kind() != NftToken.Kind.END) {
            command();
            cursor.expectEnd();
            if (cursor.at("}")) {
                throw cursor.peek().error("expected a command");
            }
            cursor.skipSeparators();
        }
    }

    private void command() {
        NftToken verb = cursor.peek();
        if (isObject(verb)) {
            add(verb, cursor.next());
            return;
        }
        cursor.next();
        switch (verb.text()) {
            case "add", "create" -> add(verb, cursor.next());
            case "insert" -> {
                expectRule();
                insert();
            }
            case "replace" -> {
                expectRule();
                replace();
            }
            case "delete", "destroy" -> new NftDelete(scope, ruleset, this).delete(verb);
            case "flush" -> new NftDelete(scope, ruleset, this).flush();
            case "rename" -> rename();
            case "list" -> new NftList(cursor, ruleset, this, out).list(false);
            case "reset" -> new NftList(cursor, ruleset, this, out).list(true);
            case "include", "monitor", "export", "import", "describe" ->
                throw verb.error("'" + verb.text() + "' is not supported");
            default ->
                throw verb.error("expected a command: add, create, insert, replace, delete, destroy, flush, "
                        + "rename, list, reset, or a table");
        }
    }

    private static boolean isObject(NftToken token) {
        return token.is("table")
                || token.is("chain")
                || token.is("rule")
                || token.is("set")
                || token.is("map")
                || token.is("element");
    }

    private void expectRule() {
        cursor.expect("rule");
    }

    private void add(NftToken verb, NftToken what) {
        boolean create = verb.is("create");
        switch (what.text()) {
            case "table" -> table(create);
            case "chain" -> {
                NftTable table = existingTable();
                NftToken name = cursor.wordOrString("the name of a chain");
                int start = cursor.position();
                NftChain chain = NftTableParser.declareChain(scope, table, name, create);
                int end = cursor.position();
                if (end > start) {
                    cursor.seek(start);
                    NftTableParser.rules(scope, chain);
                }
            }
            case "rule" -> addRule();
            case "set", "map" -> {
                NftTable table = existingTable();
                NftToken name = cursor.wordOrString("the name of a " + what.text());
                int start = cursor.position();
                NftTableParser.declareSet(scope, table, what.is("map"), name, create);
                cursor.seek(start);
                NftTableParser.elements(scope, table, name);
            }
            case "element" -> {
                NftTable table = existingTable();
                NftToken name = cursor.wordOrString("the name of a set");
                if (scope.lenient && !table.sets.containsKey(name.text())) {
                    cursor.skipStatement();
                    return;
                }
                NftSet set = scope.set(table, name, List.of(), NftSet.Leads.NOWHERE, List.of());
                List<NftElement> elements = new NftElementParser(scope, table).elements(set);
                NftTableParser.addElements(set, elements, name, scope.now, create);
            }
            case "counter", "quota", "limit" -> {
                NftTable table = existingTable();
                NftObjectParser.object(scope, table, what, cursor.wordOrString("the name of a " + what.text()), create);
            }
            default -> {
                if (verb.equals(what)) {
                    throw what.error("expected a command");
                }
                if (NftTable.Family.IP.text.equals(what.text()) || isFamily(what) || isName(what)) {
                    cursor.seek(cursor.position() - 1);
                    addRule();
                    return;
                }
                throw what.error("expected table, chain, rule, set, map, element, counter, quota or limit");
            }
        }
    }

    /** {@code add filter input accept}: the word rule may be missing. */
    private boolean isName(NftToken token) {
        return token.kind() == NftToken.Kind.WORD && ruleset.find(NftTable.Family.IP, token.text()) != null;
    }

    private static boolean isFamily(NftToken token) {
        return token.is("ip") || token.is("ip6") || token.is("inet");
    }

    private void table(boolean create) {
        NftTable.Family family = family();
        NftToken name = cursor.wordOrString("the name of a table");
        NftTable table = ruleset.find(family, name.text());
        if (table == null) {
            table = ruleset.create(family, name.text());
        } else if (create) {
            throw name.error("the table exists");
        }
        if (cursor.at("{")) {
            new NftTableParser(scope, table).block();
        }
    }

    /** A family, IPv4 if there is none. */
    NftTable.Family family() {
        NftToken token = cursor.peek();
        for (NftTable.Family family : NftTable.Family.values()) {
            if (token.is(family.text)) {
                cursor.next();
                return family;
            }
        }
        if (token.is("arp") || token.is("bridge") || token.is("netdev")) {
            throw token.error("the family is not supported, expected ip, ip6 or inet");
        }
        return NftTable.Family.IP;
    }

    /** Reads a family and the name of a table that exists. */
    NftTable existingTable() {
        NftTable.Family family = family();
        NftToken name = cursor.wordOrString("the name of a table");
        NftTable table = ruleset.find(family, name.text());
        if (table == null && scope.lenient) {
            table = ruleset.create(family, name.text());
        }
        if (table == null) {
            throw name.error("no table of this name in family " + family.text);
        }
        return table;
    }

    NftChain existingChain() {
        NftTable table = existingTable();
        return scope.chain(table, cursor.wordOrString("the name of a chain"));
    }

    private void addRule() {
        NftChain chain = existingChain();
        int at = position(chain, chain.rules().size(), 1);
        chain.rules().add(at, new NftRuleParser(scope, chain.table).rule());
    }

    private void insert() {
        NftChain chain = existingChain();
        int at = position(chain, 0, 0);
        chain.rules().add(at, new NftRuleParser(scope, chain.table).rule());
    }

    /** Where a rule goes: {@code handle N}, {@code position N} or {@code index N}; behind it with {@code after} 1. */
    private int position(NftChain chain, int usual, int after) {
        if (cursor.at("handle") || cursor.at("position")) {
            cursor.next();
            return rule(chain) + after;
        }
        if (cursor.take("index")) {
            NftToken place = cursor.peek();
            long index = cursor.number("an index", Integer.MAX_VALUE);
            if (index >= chain.rules().size()) {
                throw place.error("the chain has no rule of this index");
            }
            return (int) index + after;
        }
        return usual;
    }

    /** Reads a handle and gives the index of its rule. */
    int rule(NftChain chain) {
        NftToken place = cursor.peek();
        long handle = cursor.number("a handle", Long.MAX_VALUE);
        for (int i = 0; i < chain.rules().size(); i++) {
            if (chain.rules().get(i).handle == handle) {
                return i;
            }
        }
        if (scope.lenient) {
            chain.rules().add(new NftRule(handle, new ArrayList<>(), "", place));
            return chain.rules().size() - 1;
        }
        throw place.error("the chain has no rule with this handle");
    }

    private void replace() {
        NftChain chain = existingChain();
        cursor.expect("handle");
        int at = rule(chain);
        long handle = chain.rules().get(at).handle;
        chain.rules().set(at, new NftRuleParser(scope, chain.table).rule(handle));
    }

    private void rename() {
        cursor.expect("chain");
        NftChain chain = existingChain();
        NftToken name = cursor.wordOrString("a name");
        if (chain.table.chains.containsKey(name.text())) {
            throw name.error("the chain exists");
        }
        List<NftChain> all = new ArrayList<>(chain.table.chains.values());
        chain.name = name.text();
        chain.table.chains.clear();
        all.forEach(each -> each.table.chains.put(each.name, each));
    }

    /** The handle behind {@code handle}, or null if there is none. */
    @Nullable
    Long handle() {
        return cursor.take("handle") ? cursor.number("a handle", Long.MAX_VALUE) : null;
    }
}
