package io.rxpath.ip.core.nft;

/** Reads named counters, quotas and limits. */
final class NftObjectParser {
    private NftObjectParser() {}

    static NftObject.Kind kind(NftToken token) {
        return switch (token.text()) {
            case "counter" -> NftObject.Kind.COUNTER;
            case "quota" -> NftObject.Kind.QUOTA;
            case "limit" -> NftObject.Kind.LIMIT;
            default -> throw token.error("expected counter, quota or limit");
        };
    }

    /** Makes the object; what stands behind its name may be in a block. */
    static void object(NftScope scope, NftTable table, NftToken kindName, NftToken name, boolean mustBeNew) {
        NftObject.Kind kind = kind(kindName);
        NftCursor cursor = scope.cursor;
        String comment = "";
        NftStmt statement = kind == NftObject.Kind.COUNTER ? new NftCounter(0, 0) : null;
        boolean block = cursor.take("{");
        if (block) {
            cursor.skipSeparators();
        }
        while (block ? !cursor.at("}") : !cursor.atEnd()) {
            if (cursor.take("comment")) {
                comment = cursor.wordOrString("a comment").text();
            } else {
                statement = state(kind, scope);
            }
            if (!block) {
                break;
            }
            cursor.expectEnd();
            cursor.skipSeparators();
        }
        if (block) {
            cursor.expect("}");
        }
        if (statement == null) {
            throw name.error("expected what the " + kind.text + " is");
        }
        String key = NftRuleset.key(kind, name.text());
        if (table.objects.containsKey(key)) {
            if (mustBeNew) {
                throw name.error("the " + kind.text + " exists");
            }
            return;
        }
        NftObject object = new NftObject(kind, name.text(), table.nextHandle(), statement);
        object.comment = comment;
        table.objects.put(key, object);
    }

    private static NftStmt state(NftObject.Kind kind, NftScope scope) {
        NftStateParser parser = new NftStateParser(scope);
        NftCursor cursor = scope.cursor;
        return switch (kind) {
            case COUNTER -> {
                if (!cursor.at("packets") && !cursor.at("bytes")) {
                    throw cursor.peek().error("expected packets or bytes");
                }
                yield parser.counter();
            }
            case QUOTA -> parser.quota();
            case LIMIT -> parser.limit();
        };
    }
}
