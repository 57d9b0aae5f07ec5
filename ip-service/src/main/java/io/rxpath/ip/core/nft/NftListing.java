package io.rxpath.ip.core.nft;

import java.util.ArrayList;
import java.util.List;

/** Writes tables and what is in them, as {@code nft list} does. */
final class NftListing {
    private final NftPrinter out;

    NftListing(NftPrinter out) {
        this.out = out;
    }

    private void handle(long handle) {
        if (out.handles) {
            out.text(" # handle ").number(handle);
        }
    }

    private void open(String what, String name, long handle) {
        out.text(what).text(" ").text(name).text(" {");
        handle(handle);
        out.text("\n");
    }

    private void openTable(NftTable table) {
        open("table", table.family.text + " " + table.name, table.handle);
    }

    void table(NftTable table) {
        openTable(table);
        if (table.dormant) {
            out.text("\tflags dormant\n");
        }
        if (!table.comment.isEmpty()) {
            out.text("\tcomment \"").text(table.comment).text("\"\n");
        }
        String gap = table.dormant || !table.comment.isEmpty() ? "\n" : "";
        boolean first = gap.isEmpty();
        // nft prints a blank line between two parts, and behind what is said of the table itself.
        List<Runnable> parts = new ArrayList<>();
        table.objects.values().forEach(object -> parts.add(() -> object(object)));
        table.sets.values().forEach(set -> parts.add(() -> set(set)));
        table.chains.values().forEach(chain -> parts.add(() -> chain(chain)));
        for (Runnable part : parts) {
            out.text(first ? "" : "\n");
            first = false;
            part.run();
        }
        out.text("}\n");
    }

    /** One chain in its table. */
    void chainOf(NftChain chain) {
        openTable(chain.table);
        chain(chain);
        out.text("}\n");
    }

    /** Some sets in their table. */
    void setsOf(NftTable table, List<NftSet> sets) {
        openTable(table);
        boolean first = true;
        for (NftSet set : sets) {
            out.text(first ? "" : "\n");
            first = false;
            set(set);
        }
        out.text("}\n");
    }

    /** Some objects in their table. */
    void objectsOf(NftTable table, List<NftObject> objects) {
        openTable(table);
        boolean first = true;
        for (NftObject object : objects) {
            out.text(first ? "" : "\n");
            first = false;
            object(object);
        }
        out.text("}\n");
    }

    /** The chains of a table without their rules. */
    void chainsOf(NftTable table) {
        openTable(table);
        for (NftChain chain : table.chains.values()) {
            out.text("\t");
            open("chain", chain.name, chain.handle);
            declaration(chain);
            out.text("\t}\n");
        }
        out.text("}\n");
    }

    private void declaration(NftChain chain) {
        if (!chain.comment.isEmpty()) {
            out.text("\t\tcomment \"").text(chain.comment).text("\"\n");
        }
        String declaration = NftChainParser.declarationText(chain, out.numericPriority);
        if (declaration != null) {
            out.text("\t\t").text(declaration).text("\n");
        }
    }

    private void chain(NftChain chain) {
        out.text("\t");
        open("chain", chain.name, chain.handle);
        declaration(chain);
        for (NftRule rule : chain.rules()) {
            out.text("\t\t");
            rule.print(out);
            out.text("\n");
        }
        out.text("\t}\n");
    }

    private void object(NftObject object) {
        out.text("\t");
        open(object.kind.text, object.name, object.handle);
        if (!object.comment.isEmpty()) {
            out.text("\t\tcomment \"").text(object.comment).text("\"\n");
        }
        if (object.statement instanceof NftCounter counter) {
            if (!out.stateless) {
                out.text("\t\t");
                counter.printState(out);
                out.text("\n");
            }
        } else if (object.statement instanceof NftQuota quota) {
            out.text("\t\t");
            quota.printState(out);
            out.text("\n");
        } else if (object.statement instanceof NftLimit limit) {
            out.text("\t\t");
            limit.printRate(out);
            out.text("\n");
        }
        out.text("\t}\n");
    }

    private void set(NftSet set) {
        out.text("\t");
        open(set.isMap() ? "map" : "set", set.name, set.handle);
        if (!set.typeof.isEmpty()) {
            line("typeof " + set.typeof);
        } else {
            String data = switch (set.leads) {
                case NOWHERE -> "";
                case DATA -> " : " + NftMatchParser.text(set.dataTypes);
                case VERDICT -> " : verdict";
                case OBJECT -> " : " + (set.objectKind == null ? "" : set.objectKind.text);
            };
            line("type " + NftMatchParser.text(set.keyTypes) + data);
        }
        if (!set.policy.isEmpty()) {
            line("policy " + set.policy);
        }
        if (set.size > 0) {
            line("size " + set.size);
        }
        flags(set);
        if (set.autoMerge) {
            line("auto-merge");
        }
        if (set.timeoutMillis != 0) {
            line("timeout " + NftTimes.format(out, set.timeoutMillis));
        }
        if (set.gcMillis != 0) {
            line("gc-interval " + NftTimes.format(out, set.gcMillis));
        }
        if (!set.comment.isEmpty()) {
            line("comment \"" + set.comment + "\"");
        }
        for (NftStmt statement : set.statements) {
            out.text("\t\t");
            boolean state = out.stateless;
            out.stateless = true;
            statement.print(out);
            out.stateless = state;
            out.text("\n");
        }
        if (set.elements().stream().anyMatch(element -> !element.expired(out.now))) {
            out.text("\t\telements = ");
            NftSetText.elements(out, set, true);
            out.text("\n");
        }
        out.text("\t}\n");
    }

    private void flags(NftSet set) {
        List<String> flags = new ArrayList<>();
        if (set.constant) {
            flags.add("constant");
        }
        if (set.dynamic) {
            flags.add("dynamic");
        }
        if (set.interval) {
            flags.add("interval");
        }
        if (set.explicitTimeouts) {
            flags.add("timeout");
        }
        if (!flags.isEmpty()) {
            line("flags " + String.join(",", flags));
        }
    }

    private void line(String text) {
        out.text("\t\t").text(text).text("\n");
    }
}
