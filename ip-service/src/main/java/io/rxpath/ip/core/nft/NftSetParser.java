package io.rxpath.ip.core.nft;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what a set or map is. */
final class NftSetParser {
    private final NftScope scope;
    private final NftCursor cursor;
    private final NftTable table;

    private final List<NftType> keys = new ArrayList<>();
    private final List<NftType> data = new ArrayList<>();
    private NftSet.Leads leads = NftSet.Leads.NOWHERE;
    private NftObject.@Nullable Kind objectKind;
    private String typeof = "";
    private boolean interval;
    private boolean constant;
    private boolean dynamic;
    private boolean timeouts;
    private boolean autoMerge;
    private long timeoutMillis;
    private long gcMillis;
    private int size;
    private String policy = "";
    private String comment = "";
    private final List<NftStmt> statements = new ArrayList<>();

    NftSetParser(NftScope scope, NftTable table) {
        this.scope = scope;
        this.cursor = scope.cursor;
        this.table = table;
    }

    /** Reads the block behind the name up to its closing brace; the elements are skipped. */
    NftSet set(NftToken name, boolean map) {
        cursor.expect("{");
        cursor.skipSeparators();
        while (!cursor.at("}")) {
            declaration(map);
            cursor.expectEnd();
            cursor.skipSeparators();
        }
        cursor.expect("}");
        if (keys.isEmpty()) {
            throw name.error("expected 'type' or 'typeof' in the block of this " + (map ? "map" : "set"));
        }
        if (map == (leads == NftSet.Leads.NOWHERE)) {
            throw name.error(map ? "a map needs a type with ':'" : "a set has no ':' in its type");
        }
        NftSet set = new NftSet(name.text(), table.nextHandle(), keys, leads, data);
        set.objectKind = objectKind;
        set.typeof = typeof;
        set.interval = interval;
        set.constant = constant;
        set.dynamic = dynamic;
        set.timeouts = timeouts || timeoutMillis != 0;
        set.explicitTimeouts = timeouts;
        set.autoMerge = autoMerge;
        set.timeoutMillis = timeoutMillis;
        set.gcMillis = gcMillis;
        set.size = size;
        set.policy = policy;
        set.comment = comment;
        set.statements.addAll(statements);
        return set;
    }

    private void declaration(boolean map) {
        NftToken token = cursor.next();
        switch (token.text()) {
            case "type" -> type();
            case "typeof" -> typeof();
            case "flags" -> flags();
            case "timeout" -> timeoutMillis = NftTimes.parse(cursor.word("a time"));
            case "gc-interval" -> gcMillis = NftTimes.parse(cursor.word("a time"));
            case "size" -> size = (int) cursor.number("a number of elements", Integer.MAX_VALUE);
            case "auto-merge" -> autoMerge = true;
            case "comment" -> comment = cursor.wordOrString("a comment").text();
            case "policy" -> {
                NftToken word = cursor.next();
                if (!word.is("performance") && !word.is("memory")) {
                    throw word.error("expected performance or memory");
                }
                policy = word.is("memory") ? "memory" : "";
            }
            case "elements" -> {
                cursor.expect("=");
                cursor.skipStatement();
            }
            case "counter" -> statements.add(new NftStateParser(scope).counter());
            case "limit" -> statements.add(new NftStateParser(scope).limit());
            case "quota" -> statements.add(new NftStateParser(scope).quota());
            default ->
                throw token.error("expected type, typeof, flags, timeout, gc-interval, size, auto-merge, policy, "
                        + "comment, counter, limit, quota or elements of a " + (map ? "map" : "set"));
        }
    }

    private void type() {
        types(keys);
        if (!cursor.take(":")) {
            return;
        }
        NftToken word = cursor.peek();
        switch (word.text()) {
            case "verdict" -> leads = NftSet.Leads.VERDICT;
            case "counter" -> object(NftObject.Kind.COUNTER);
            case "quota" -> object(NftObject.Kind.QUOTA);
            case "limit" -> object(NftObject.Kind.LIMIT);
            default -> {
                types(data);
                leads = NftSet.Leads.DATA;
                return;
            }
        }
        cursor.next();
    }

    private void object(NftObject.Kind kind) {
        leads = NftSet.Leads.OBJECT;
        objectKind = kind;
    }

    private void types(List<NftType> out) {
        do {
            out.add(NftTypes.named(cursor.word("a type")));
        } while (cursor.take("."));
    }

    private void typeof() {
        NftExpr key = expression();
        keys.addAll(NftMatchParser.types(key));
        NftPrinter text = new NftPrinter(scope.devices);
        key.print(text);
        if (cursor.take(":")) {
            text.text(" : ");
            if (cursor.take("verdict")) {
                leads = NftSet.Leads.VERDICT;
                text.text("verdict");
            } else {
                NftExpr value = expression();
                data.addAll(NftMatchParser.types(value));
                leads = NftSet.Leads.DATA;
                value.print(text);
            }
        }
        typeof = text.toString();
    }

    /** An expression that stands for its type only: what it needs of a rule does not matter. */
    private NftExpr expression() {
        List<NftExpr> parts = new ArrayList<>();
        do {
            parts.add(new NftExprParser(
                            scope, new NftTable(NftTable.Family.INET, "", 0), new NftProtocols(NftTable.Family.INET))
                    .single());
        } while (cursor.take("."));
        return parts.size() == 1 ? parts.get(0) : new NftConcat(parts);
    }

    private void flags() {
        do {
            NftToken flag = cursor.next();
            switch (flag.text()) {
                case "interval" -> interval = true;
                case "constant" -> constant = true;
                case "dynamic" -> dynamic = true;
                case "timeout" -> timeouts = true;
                default -> throw flag.error("expected constant, interval, timeout or dynamic");
            }
        } while (cursor.take(","));
    }
}
