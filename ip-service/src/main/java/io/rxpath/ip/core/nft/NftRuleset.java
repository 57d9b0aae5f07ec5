package io.rxpath.ip.core.nft;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All tables. A change that fails half-way is taken back with the {@link #snapshot} made before it. */
final class NftRuleset {
    final Map<String, NftTable> tables = new LinkedHashMap<>();
    private long handles;

    private static String key(NftTable.Family family, String name) {
        return family.text + ' ' + name;
    }

    /** Name of an object among those of all kinds. */
    static String key(NftObject.Kind kind, String name) {
        return kind.text + ' ' + name;
    }

    @Nullable
    NftTable find(NftTable.Family family, String name) {
        return tables.get(key(family, name));
    }

    NftTable create(NftTable.Family family, String name) {
        NftTable table = new NftTable(family, name, ++handles);
        tables.put(key(family, name), table);
        return table;
    }

    void remove(NftTable table) {
        tables.remove(key(table.family, table.name));
    }

    /** Remembers everything; running the result puts it back. */
    Runnable snapshot() {
        List<Runnable> undo = new ArrayList<>();
        Map<String, NftTable> saved = new LinkedHashMap<>(tables);
        long savedHandles = handles;
        saved.values().forEach(table -> undo.add(snapshot(table)));
        return () -> {
            tables.clear();
            tables.putAll(saved);
            handles = savedHandles;
            undo.forEach(Runnable::run);
        };
    }

    private static Runnable snapshot(NftTable table) {
        Map<String, NftChain> chains = new LinkedHashMap<>(table.chains);
        Map<String, NftSet> sets = new LinkedHashMap<>(table.sets);
        Map<String, NftObject> objects = new LinkedHashMap<>(table.objects);
        boolean dormant = table.dormant;
        String comment = table.comment;
        long handles = table.handles;
        List<Runnable> undo = new ArrayList<>();
        for (NftChain chain : chains.values()) {
            List<NftRule> rules = new ArrayList<>(chain.rules());
            boolean policyDrop = chain.policyDrop;
            String name = chain.name;
            undo.add(() -> {
                chain.restore(rules);
                chain.policyDrop = policyDrop;
                chain.name = name;
            });
        }
        for (NftSet set : sets.values()) {
            Map<NftKey, NftElement> content = set.content();
            undo.add(() -> set.restore(content));
        }
        return () -> {
            table.chains.clear();
            table.chains.putAll(chains);
            table.sets.clear();
            table.sets.putAll(sets);
            table.objects.clear();
            table.objects.putAll(objects);
            table.dormant = dormant;
            table.comment = comment;
            table.handles = handles;
            undo.forEach(Runnable::run);
        };
    }

    /** Makes the evaluation see the rules as they are now. */
    void commit() {
        for (NftTable table : tables.values()) {
            table.chains.values().forEach(NftChain::commit);
            table.sets.values().forEach(set -> set.fresh = false);
        }
    }

    /** True if a rule of the table uses this set, object or chain. */
    static boolean inUse(NftTable table, Object what) {
        boolean[] found = {false};
        for (NftChain chain : table.chains.values()) {
            for (NftRule rule : chain.rules()) {
                for (NftStmt statement : rule.statements) {
                    statement.uses(used -> found[0] |= used == what);
                    statement.targets(target -> found[0] |= target == what);
                }
            }
        }
        for (NftSet set : table.sets.values()) {
            for (NftElement element : set.elements()) {
                found[0] |= element.object == what || element.verdict != null && element.verdict.chain() == what;
            }
        }
        return found[0];
    }
}
