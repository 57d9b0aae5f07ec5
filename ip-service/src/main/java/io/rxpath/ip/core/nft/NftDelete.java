package io.rxpath.ip.core.nft;

import java.util.Collection;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** The commands delete, destroy and flush. */
final class NftDelete {
    private final NftScope scope;
    private final NftCursor cursor;
    private final NftRuleset ruleset;
    private final NftCommands commands;

    NftDelete(NftScope scope, NftRuleset ruleset, NftCommands commands) {
        this.scope = scope;
        this.cursor = scope.cursor;
        this.ruleset = ruleset;
        this.commands = commands;
    }

    /** {@code destroy} is content if there is nothing to delete. */
    void delete(NftToken verb) {
        boolean quiet = verb.is("destroy");
        NftToken what = cursor.next();
        switch (what.text()) {
            case "table" -> table(quiet);
            case "chain" -> chain(quiet);
            case "rule" -> {
                NftChain chain = commands.existingChain();
                cursor.expect("handle");
                chain.rules().remove(commands.rule(chain));
            }
            case "set", "map" -> set(what, quiet);
            case "element" -> element(quiet);
            case "counter", "quota", "limit" -> object(what, quiet);
            default -> throw what.error("expected table, chain, rule, set, map, element, counter, quota or limit");
        }
    }

    private void table(boolean quiet) {
        NftTable.Family family = commands.family();
        Long handle = commands.handle();
        NftTable table;
        NftToken place = cursor.peek();
        if (handle != null) {
            table = byHandle(ruleset.tables.values(), each -> each.handle, handle);
        } else {
            table = ruleset.find(
                    family, cursor.wordOrString("the name of a table").text());
        }
        if (table != null) {
            ruleset.remove(table);
        } else {
            missing(quiet, place, "table");
        }
    }

    private void missing(boolean quiet, NftToken place, String what) {
        if (!quiet && !scope.lenient) {
            throw place.error("no such " + what);
        }
    }

    private static <T> @Nullable T byHandle(Collection<T> all, ToLongFunction<T> handleOf, long handle) {
        for (T each : all) {
            if (handleOf.applyAsLong(each) == handle) {
                return each;
            }
        }
        return null;
    }

    private void chain(boolean quiet) {
        NftTable table = commands.existingTable();
        Long handle = commands.handle();
        NftToken place = cursor.peek();
        NftChain chain = handle != null
                ? byHandle(table.chains.values(), each -> each.handle, handle)
                : table.chains.get(cursor.wordOrString("the name of a chain").text());
        if (chain == null) {
            missing(quiet, place, "chain");
            return;
        }
        if (cursor.at("{")) {
            cursor.skipStatement();
        }
        if (NftRuleset.inUse(table, chain)) {
            throw place.error("the chain is in use");
        }
        table.chains.remove(chain.name);
    }

    private void set(NftToken what, boolean quiet) {
        NftTable table = commands.existingTable();
        Long handle = commands.handle();
        NftToken place = cursor.peek();
        NftSet set = handle != null
                ? byHandle(table.sets.values(), each -> each.handle, handle)
                : table.sets.get(
                        cursor.wordOrString("the name of a " + what.text()).text());
        if (set == null || set.isMap() != what.is("map")) {
            missing(quiet, place, what.text());
            return;
        }
        if (NftRuleset.inUse(table, set)) {
            throw place.error("the " + what.text() + " is in use");
        }
        table.sets.remove(set.name);
    }

    private void object(NftToken what, boolean quiet) {
        NftTable table = commands.existingTable();
        Long handle = commands.handle();
        NftToken place = cursor.peek();
        NftObject.Kind kind = NftObjectParser.kind(what);
        NftObject object = handle != null
                ? byHandle(table.objects.values(), each -> each.kind == kind ? each.handle : 0, handle)
                : table.objects.get(
                        NftRuleset.key(kind, cursor.wordOrString("a name").text()));
        if (object == null) {
            missing(quiet, place, what.text());
            return;
        }
        if (NftRuleset.inUse(table, object)) {
            throw place.error("the " + what.text() + " is in use");
        }
        table.objects.remove(NftRuleset.key(kind, object.name));
    }

    private void element(boolean quiet) {
        NftTable table = commands.existingTable();
        NftToken name = cursor.wordOrString("the name of a set");
        if (scope.lenient && !table.sets.containsKey(name.text())) {
            cursor.skipStatement();
            return;
        }
        NftSet set = scope.set(table, name, List.of(), NftSet.Leads.NOWHERE, List.of());
        for (NftElement element : new NftElementParser(scope, table, true).elements(set)) {
            NftElement same = set.same(element);
            NftElement found = set.overlap(element);
            if (same != null) {
                set.remove(same);
            } else if (found != null && set.autoMerge) {
                split(set, found, element);
            } else {
                missing(quiet, name, "element");
            }
        }
    }

    /** Takes a piece out of a joined range. */
    private static void split(NftSet set, NftElement whole, NftElement piece) {
        set.remove(whole);
        if (whole.first.compareFirst(piece.first) < 0) {
            NftKey last = NftKey.of(List.of(previous(piece.first.value(0))));
            set.addAll(List.of(new NftElement(whole.first, last)));
        }
        if (piece.last.compareFirst(whole.last) < 0) {
            NftKey first = NftKey.of(List.of(piece.last.value(0).next()));
            set.addAll(List.of(new NftElement(first, whole.last)));
        }
    }

    private static NftValue previous(NftValue value) {
        return new NftValue(value.lo() == 0 ? value.hi() - 1 : value.hi(), value.lo() - 1);
    }

    void flush() {
        NftToken what = cursor.next();
        switch (what.text()) {
            case "ruleset" -> {
                boolean all = cursor.atEnd();
                NftTable.Family family = commands.family();
                ruleset.tables.values().removeIf(table -> all || table.family == family);
            }
            case "table" ->
                commands.existingTable()
                        .chains
                        .values()
                        .forEach(chain -> chain.rules().clear());
            case "chain" -> commands.existingChain().rules().clear();
            case "set", "map" -> {
                NftTable table = commands.existingTable();
                NftToken name = cursor.wordOrString("the name of a " + what.text());
                scope.set(table, name, List.of(), NftSet.Leads.NOWHERE, List.of())
                        .clear();
            }
            default -> throw what.error("expected ruleset, table, chain, set or map");
        }
    }
}
