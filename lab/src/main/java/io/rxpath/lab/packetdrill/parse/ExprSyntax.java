package io.rxpath.lab.packetdrill.parse;

import io.rxpath.lab.packetdrill.script.Expr;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Expressions of system calls. */
final class ExprSyntax {
    private final Cursor in;

    ExprSyntax(Cursor in) {
        this.in = in;
    }

    /** Expressions with commas between them, up to {@code end}, which is taken too. */
    List<Expr> list(String end) {
        List<Expr> items = new ArrayList<>();
        if (in.take(end)) {
            return items;
        }
        do {
            items.add(expression());
        } while (in.take(","));
        in.expect(end);
        return items;
    }

    Expr expression() {
        Expr first = primary();
        if (!in.looksAt("|")) {
            return first;
        }
        List<Expr> parts = new ArrayList<>(List.of(first));
        while (in.take("|")) {
            parts.add(primary());
        }
        return new Expr.Or(parts);
    }

    private Expr primary() {
        if (in.take("...")) {
            return new Expr.Any();
        }
        if (in.take("[")) {
            return new Expr.Array(list("]"));
        }
        if (in.take("{")) {
            return braces();
        }
        char c = in.peek();
        if (c == '"') {
            return text();
        }
        if (c == '-' || Character.isDigit(c)) {
            return new Expr.Int(in.integer("a number"));
        }
        String word = in.word("an expression");
        if (in.take("(")) {
            return new Expr.Call(word, list(")"));
        }
        return defined(word);
    }

    /** A word may be defined as a number or as text. */
    private static Expr defined(String word) {
        if (word.startsWith("\"")) {
            return new Expr.Text(word.substring(1, word.length() - 1), false);
        }
        if (word.matches("-?\\d+")) {
            return new Expr.Int(Long.parseLong(word));
        }
        return new Expr.Word(word);
    }

    private Expr text() {
        StringBuilder value = new StringBuilder(in.quoted());
        while (in.peek() == '"') {
            value.append(in.quoted());
        }
        return new Expr.Text(value.toString(), in.take("..."));
    }

    private Expr braces() {
        int mark = in.mark();
        in.skip();
        if (Character.isLetter(in.peek())) {
            int line = in.line();
            in.rawWord("a field");
            boolean field = in.looksAt("=") || in.looksAt("(") && in.line() == line && fieldBehindParenthesis();
            in.back(mark);
            if (field) {
                return struct();
            }
        }
        return new Expr.Group(list("}"));
    }

    private boolean fieldBehindParenthesis() {
        in.expect("(");
        list(")");
        return in.looksAt("=");
    }

    private Expr struct() {
        Map<String, Expr> fields = new LinkedHashMap<>();
        do {
            String name = in.rawWord("a field");
            if (in.take("(")) {
                list(")");
            }
            in.expect("=");
            if (fields.put(name, expression()) != null) {
                throw in.error("semantic error: field " + name + " stands twice");
            }
        } while (in.take(","));
        in.expect("}");
        return new Expr.Struct(fields);
    }
}
