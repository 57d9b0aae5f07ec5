package io.rxpath.ip.core.nft;

import java.util.ArrayList;
import java.util.List;

/** The commands list and reset. */
final class NftList {
    private final NftCursor cursor;
    private final NftRuleset ruleset;
    private final NftCommands commands;
    private final NftPrinter out;
    private final NftListing listing;

    NftList(NftCursor cursor, NftRuleset ruleset, NftCommands commands, NftPrinter out) {
        this.cursor = cursor;
        this.ruleset = ruleset;
        this.commands = commands;
        this.out = out;
        this.listing = new NftListing(out);
    }

    /** {@code reset}: what was listed begins at 0 again. */
    void list(boolean reset) {
        NftToken what = cursor.next();
        switch (what.text()) {
            case "ruleset" -> {
                List<NftTable> tables = tables();
                tables.forEach(listing::table);
                resetRules(reset, tables);
            }
            case "rules" -> {
                List<NftTable> tables = cursor.atEnd() || isFamilyOnly() ? tables() : List.of(tableOrChain());
                tables.forEach(listing::table);
                resetRules(reset, tables);
            }
            case "tables" ->
                tables().forEach(table -> out.text("table ")
                        .text(table.family.text)
                        .text(" ")
                        .text(table.name)
                        .text("\n"));
            case "table" -> {
                NftTable table = commands.existingTable();
                listing.table(table);
                resetRules(reset, List.of(table));
            }
            case "chains" -> tables().forEach(listing::chainsOf);
            case "chain" -> {
                NftChain chain = commands.existingChain();
                listing.chainOf(chain);
                if (reset) {
                    reset(chain);
                }
            }
            case "sets", "maps" -> sets(what.is("maps"));
            case "set", "map" -> {
                NftTable table = commands.existingTable();
                NftToken name = cursor.wordOrString("the name of a " + what.text());
                NftSet set = table.sets.get(name.text());
                if (set == null || set.isMap() != what.is("map")) {
                    throw name.error("no such " + what.text());
                }
                listing.setsOf(table, List.of(set));
            }
            case "counters" -> objects(NftObject.Kind.COUNTER, reset);
            case "quotas" -> objects(NftObject.Kind.QUOTA, reset);
            case "limits" -> objects(NftObject.Kind.LIMIT, reset);
            case "counter", "quota", "limit" -> object(NftObjectParser.kind(what), reset);
            default ->
                throw what.error("expected ruleset, tables, table, chains, chain, sets, set, maps, map, counters, "
                        + "counter, quotas, quota, limits or limit");
        }
    }

    private boolean isFamilyOnly() {
        return (cursor.at("ip") || cursor.at("ip6") || cursor.at("inet"))
                && (cursor.peek(1).kind() == NftToken.Kind.END || cursor.peek(1).kind() == NftToken.Kind.NEWLINE);
    }

    private NftTable tableOrChain() {
        cursor.take("table");
        return commands.existingTable();
    }

    private List<NftTable> tables() {
        boolean all = cursor.atEnd();
        NftTable.Family family = commands.family();
        List<NftTable> tables = new ArrayList<>();
        for (NftTable table : ruleset.tables.values()) {
            if (all || table.family == family) {
                tables.add(table);
            }
        }
        return tables;
    }

    private static void resetRules(boolean reset, List<NftTable> tables) {
        if (reset) {
            tables.forEach(table -> table.chains.values().forEach(NftList::reset));
        }
    }

    private static void reset(NftChain chain) {
        for (NftRule rule : chain.rules()) {
            for (NftStmt statement : rule.statements) {
                statement.reset();
            }
        }
    }

    private void sets(boolean maps) {
        for (NftTable table : tables()) {
            List<NftSet> sets = new ArrayList<>();
            table.sets.values().forEach(set -> {
                if (set.isMap() == maps) {
                    sets.add(set);
                }
            });
            listing.setsOf(table, sets);
        }
    }

    private void objects(NftObject.Kind kind, boolean reset) {
        boolean one = cursor.take("table");
        List<NftTable> tables = one ? List.of(commands.existingTable()) : tables();
        for (NftTable table : tables) {
            List<NftObject> objects = new ArrayList<>();
            table.objects.values().forEach(object -> {
                if (object.kind == kind) {
                    objects.add(object);
                }
            });
            listing.objectsOf(table, objects);
            if (reset) {
                objects.forEach(object -> object.statement.reset());
            }
        }
    }

    private void object(NftObject.Kind kind, boolean reset) {
        NftTable table = commands.existingTable();
        NftToken name = cursor.wordOrString("the name of a " + kind.text);
        NftObject object = table.objects.get(NftRuleset.key(kind, name.text()));
        if (object == null) {
            throw name.error("no such " + kind.text);
        }
        listing.objectsOf(table, List.of(object));
        if (reset) {
            object.statement.reset();
        }
    }
}
