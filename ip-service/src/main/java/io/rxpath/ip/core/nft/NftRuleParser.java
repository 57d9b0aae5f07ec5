package io.rxpath.ip.core.nft;

import java.util.ArrayList;
import java.util.List;

/** Reads the statements of one rule. */
final class NftRuleParser {
    private static final List<String> UNSUPPORTED =
            List.of("dup", "fwd", "tproxy", "synproxy", "meter", "flow", "reset", "xt", "secmark", "ttl");

    private final NftScope scope;
    private final NftCursor cursor;
    private final NftTable table;
    private final NftProtocols protocols;
    private final NftExprParser expressions;
    private final NftMatchParser matches;
    private String comment = "";

    NftRuleParser(NftScope scope, NftTable table) {
        this.scope = scope;
        this.cursor = scope.cursor;
        this.table = table;
        this.protocols = new NftProtocols(table.family);
        this.expressions = new NftExprParser(scope, table, protocols);
        this.matches = new NftMatchParser(scope, table);
    }

    /** Reads up to the end of the statement. The rule gets its handle after its sets have theirs. */
    NftRule rule() {
        return rule(0);
    }

    /** As {@link #rule()}, with a handle; 0 for a new one. */
    NftRule rule(long handle) {
        NftToken place = cursor.peek();
        boolean ended = false;
        boolean any = false;
        while (!cursor.atEnd()) {
            if (cursor.at("comment") && any) {
                cursor.next();
                comment = cursor.wordOrString("a comment").text();
                cursor.expectEnd();
                break;
            }
            NftToken token = cursor.peek();
            if (ended) {
                throw token.error("a statement after a terminal statement has no effect");
            }
            any = true;
            NftStmt statement = statement();
            protocols.add(statement);
            ended = statement.terminal();
        }
        if (!any) {
            throw place.error("expected a rule");
        }
        if (comment.length() > 128) {
            throw place.error("a comment has at most 128 characters");
        }
        List<NftStmt> ordered = NftFieldOrder.apply(protocols.statements);
        return new NftRule(handle == 0 ? table.nextHandle() : handle, ordered, comment, place);
    }

    private NftStmt statement() {
        NftToken token = cursor.peek();
        if (token.kind() == NftToken.Kind.STRING) {
            throw token.error("expected a statement");
        }
        if ((token.is("add") || token.is("update") || token.is("delete"))
                        && cursor.peek(1).is("@")
                || token.is("set")
                        && (cursor.peek(1).is("add") || cursor.peek(1).is("update"))) {
            return new NftDynsetParser(scope, table, expressions).dynset();
        }
        switch (token.text()) {
            case "accept", "drop", "continue", "return", "jump", "goto" -> {
                return new NftVerdictStmt(new NftElementParser(scope, table).verdict(cursor.next()));
            }
            case "counter", "limit", "quota" -> {
                return state();
            }
            case "log" -> {
                cursor.next();
                return log();
            }
            case "reject" -> {
                cursor.next();
                return new NftRejectParser(scope, protocols).reject();
            }
            case "snat" -> {
                return nat(NftNat.Kind.SNAT);
            }
            case "dnat" -> {
                return nat(NftNat.Kind.DNAT);
            }
            case "masquerade" -> {
                return nat(NftNat.Kind.MASQUERADE);
            }
            case "redirect" -> {
                return nat(NftNat.Kind.REDIRECT);
            }
            case "notrack" -> {
                cursor.next();
                return new NftNotrack();
            }
            case "queue" -> {
                cursor.next();
                return queue();
            }
            default -> {
                if (UNSUPPORTED.contains(token.text())) {
                    throw token.error("'" + token.text() + "' is not supported");
                }
                return expression();
            }
        }
    }

    private NftStmt nat(NftNat.Kind kind) {
        NftToken token = cursor.next();
        return new NftNatParser(scope, table, protocols, expressions).nat(kind, token);
    }

    private NftStmt expression() {
        NftToken place = cursor.peek();
        NftExpr left = expressions.concatenation();
        if (cursor.at("set")) {
            cursor.next();
            return setValue(left, place);
        }
        if (cursor.at("vmap")) {
            cursor.next();
            return new NftVerdictMap(left, matches.map(left, NftSet.Leads.VERDICT, List.of()));
        }
        if (cursor.at("map")) {
            throw cursor.peek().error("a map is no match: expected it behind 'set', 'to' or 'name'");
        }
        return matches.match(left);
    }

    private NftStmt setValue(NftExpr target, NftToken place) {
        boolean writable =
                target instanceof NftMeta meta && (meta.key == NftMeta.Key.MARK || meta.key == NftMeta.Key.PKTTYPE)
                        || target instanceof NftCt ct && ct.key == NftCt.Key.MARK
                        || target instanceof NftPayload
                        || target instanceof NftTcpOption option && option.writable();
        if (!writable) {
            throw place.error("this cannot be set");
        }
        if (!expressions.begins()) {
            return new NftSetValue(target, null, new NftValues(scope).constant(target.type));
        }
        NftToken sourcePlace = cursor.peek();
        NftExpr source = expressions.concatenation();
        if (cursor.take("map")) {
            NftSet map = matches.map(source, NftSet.Leads.DATA, List.of(target.type));
            source = new NftMapLookup(source, map);
        }
        boolean number = source.type.name.equals("integer") && source.bits == target.bits;
        if (source.fields() > 1
                || !source.type.same(target.type) && !number
                || target.type.name.equals("integer") && source.bits != target.bits) {
            throw sourcePlace.error(
                    "datatype mismatch: expected " + target.type.about + ", expression has type " + source.type.about);
        }
        return new NftSetValue(target, source, NftValue.ZERO);
    }

    private NftStmt state() {
        NftToken word = cursor.peek();
        if (!cursor.peek(1).is("name")) {
            return new NftStateParser(scope).statement();
        }
        cursor.next();
        cursor.next();
        NftObject.Kind kind = switch (word.text()) {
            case "counter" -> NftObject.Kind.COUNTER;
            case "quota" -> NftObject.Kind.QUOTA;
            default -> NftObject.Kind.LIMIT;
        };
        if (expressions.begins()) {
            NftExpr key = expressions.concatenation();
            cursor.expect("map");
            return objectMap(kind, key);
        }
        return new NftObjectRef(scope.object(table, kind, cursor.wordOrString("the name of a " + kind.text)));
    }

    private NftStmt objectMap(NftObject.Kind kind, NftExpr key) {
        NftToken name = cursor.peek(1);
        NftSet map = matches.map(key, NftSet.Leads.OBJECT, List.of(), kind);
        if (map.objectKind != kind && !scope.lenient) {
            throw name.error("is no map to objects of kind " + kind.text);
        }
        return new NftObjectRef(kind, new NftMapLookup(key, map));
    }

    private NftStmt log() {
        String prefix = "";
        int level = NftLog.WARN;
        List<String> flags = new ArrayList<>();
        List<String> tcp = new ArrayList<>();
        while (true) {
            if (cursor.take("prefix")) {
                NftToken text = cursor.wordOrString("a prefix");
                prefix = text.text();
                if (prefix.length() > 127) {
                    throw text.error("a prefix has at most 127 characters");
                }
            } else if (cursor.take("level")) {
                level = level(cursor.word("a level"));
            } else if (cursor.take("flags")) {
                logFlag(flags, tcp);
            } else if (cursor.at("group") || cursor.at("snaplen") || cursor.at("queue-threshold")) {
                throw cursor.peek().error("is not supported: there is no user space to log to");
            } else {
                break;
            }
        }
        if (!tcp.isEmpty()) {
            flags.add(0, "tcp " + String.join(",", tcp));
        }
        boolean all = flags.remove("all");
        return new NftLog(prefix, level, all ? "all" : String.join(" flags ", flags));
    }

    private static int level(NftToken token) {
        for (int i = 0; i < NftLog.LEVELS.length; i++) {
            if (token.is(NftLog.LEVELS[i])) {
                return i;
            }
        }
        throw token.error("expected one of " + String.join(", ", NftLog.LEVELS));
    }

    private void logFlag(List<String> flags, List<String> tcp) {
        NftToken kind = cursor.next();
        switch (kind.text()) {
            case "all", "skuid", "ether" -> flags.add(kind.text());
            case "ip" -> {
                cursor.expect("options");
                flags.add("ip options");
            }
            case "tcp" -> {
                do {
                    NftToken flag = cursor.next();
                    if (!flag.is("sequence") && !flag.is("options")) {
                        throw flag.error("expected sequence or options");
                    }
                    tcp.add(flag.text());
                } while (cursor.take(","));
            }
            default -> throw kind.error("expected tcp, ip, skuid, ether or all");
        }
    }

    private NftStmt queue() {
        int first = 0;
        int last = 0;
        boolean bypass = false;
        boolean fanout = false;
        while (cursor.at("num")
                || cursor.at("to")
                || cursor.at("flags")
                || cursor.at("bypass")
                || cursor.at("fanout")
                || cursor.at(",")) {
            NftToken token = cursor.next();
            switch (token.text()) {
                case "num", "to" -> {
                    first = (int) cursor.number("the number of a queue", 0xffff);
                    last = cursor.take("-") ? (int) cursor.number("the number of a queue", 0xffff) : first;
                }
                case "bypass" -> bypass = true;
                case "fanout" -> fanout = true;
                default -> {
                    // "flags" and the comma between two of them say nothing themselves.
                }
            }
        }
        return new NftQueue(first, last, bypass, fanout);
    }
}
