package io.rxpath.lab.packetdrill.eval;

import io.rxpath.lab.packetdrill.eval.CodeLexer.Kind;
import io.rxpath.lab.packetdrill.eval.CodeLexer.Token;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs the code of one snippet: {@code assert}, {@code print}, assignments, one statement per line or semicolon.
 * Everything else of Python is refused by name.
 */
public final class CodeRun {
    private final List<Token> tokens;
    private final Map<String, Object> variables;
    private final Function<String, @Nullable Long> names;
    private final Consumer<String> print;
    private int at;

    private CodeRun(
            String code,
            Map<String, Object> variables,
            Function<String, @Nullable Long> names,
            Consumer<String> print) {
        tokens = CodeLexer.tokens(code);
        this.variables = variables;
        this.names = names;
        this.print = print;
    }

    /** Code with the variables of its script. */
    public static final class Program {
        private final Map<String, Object> variables = new HashMap<>();
        private final Consumer<String> print;

        /** {@code print} gets the lines that the code prints. */
        public Program(Consumer<String> print) {
            this.print = print;
        }

        /**
         * Runs a snippet.
         *
         * @param names values of the names that are no variables; null for one that is not known
         * @throws CodeException if an assertion is not true or the code is not understood
         */
        public void run(String code, Function<String, @Nullable Long> names) {
            new CodeRun(code, variables, names, print).statements();
        }
    }

    /**
     * The value of an expression of whole numbers.
     *
     * @throws CodeException if it is not understood
     */
    public static long value(String expression) {
        CodeRun run = new CodeRun(expression, new HashMap<>(), name -> null, line -> {});
        long value = Values.integer(run.expression(), 0);
        if (run.peek().kind() != Kind.NEWLINE) {
            throw run.unexpected("an operator");
        }
        return value;
    }

    private void statements() {
        while (peek().kind() != Kind.END) {
            if (peek().kind() == Kind.NEWLINE || looksAt(";")) {
                at++;
            } else {
                statement();
                if (peek().kind() != Kind.NEWLINE && !looksAt(";")) {
                    throw unexpected("an operator or the end of the line");
                }
            }
        }
    }

    private void statement() {
        if (take("assert")) {
            int line = peek().line();
            Object value = expression();
            Object message = take(",") ? expression() : null;
            if (!Values.truth(value)) {
                throw new CodeException(line, "AssertionError" + (message == null ? "" : ": " + Values.text(message)));
            }
        } else if (take("print")) {
            printed();
        } else if (peek().kind() == Kind.NAME
                && tokens.get(at + 1).text().equals("=")
                && tokens.get(at + 1).kind() == Kind.SIGN) {
            String name = tokens.get(at).text();
            at += 2;
            variables.put(name, expression());
        } else {
            throw unexpected("assert, print or an assignment");
        }
    }

    private void printed() {
        StringBuilder line = new StringBuilder();
        boolean call = take("(");
        while (peek().kind() != Kind.NEWLINE && !looksAt(")") && !looksAt(";")) {
            line.append(line.isEmpty() ? "" : " ").append(Values.text(expression()));
            if (!take(",")) {
                break;
            }
        }
        if (call) {
            expect(")");
        }
        print.accept(line.toString());
    }

    private Token peek() {
        return tokens.get(at);
    }

    private boolean looksAt(String text) {
        Kind kind = peek().kind();
        return (kind == Kind.SIGN || kind == Kind.NAME) && peek().text().equals(text);
    }

    private boolean take(String text) {
        if (looksAt(text)) {
            at++;
            return true;
        }
        return false;
    }

    private void expect(String text) {
        if (!take(text)) {
            throw unexpected("'" + text + "'");
        }
    }

    private CodeException unexpected(String wanted) {
        return new CodeException(
                peek().line(), "the code has '" + peek().text() + "' where " + wanted + " was expected");
    }

    private Object expression() {
        Object left = conjunction();
        while (take("or")) {
            Object right = conjunction();
            left = Values.truth(left) ? left : right;
        }
        return left;
    }

    private Object conjunction() {
        Object left = negation();
        while (take("and")) {
            Object right = negation();
            left = Values.truth(left) ? right : left;
        }
        return left;
    }

    private Object negation() {
        if (take("not")) {
            return !Values.truth(negation());
        }
        return comparison();
    }

    /** {@code a < b < c} is true if each pair is. */
    private Object comparison() {
        Object left = binary(0);
        boolean any = false;
        boolean all = true;
        while (true) {
            String sign = peek().text();
            if (peek().kind() != Kind.SIGN || !Values.COMPARISONS.contains(sign)) {
                return any ? (Object) all : left;
            }
            at++;
            Object right = binary(0);
            all &= Values.compare(sign, left, right, peek().line());
            any = true;
            left = right;
        }
    }

    private Object binary(int level) {
        if (level == Values.LEVELS.size()) {
            return unary();
        }
        Object left = binary(level + 1);
        while (peek().kind() == Kind.SIGN && Values.LEVELS.get(level).contains(peek().text())) {
            Token sign = tokens.get(at++);
            left = Values.arithmetic(sign.text(), left, binary(level + 1), sign.line());
        }
        return left;
    }

    private Object unary() {
        int line = peek().line();
        if (take("-")) {
            return Values.arithmetic("-", 0L, unary(), line);
        }
        if (take("+")) {
            return unary();
        }
        if (take("~")) {
            return ~Values.integer(unary(), line);
        }
        return primary();
    }

    private Object primary() {
        Token token = tokens.get(at);
        if (take("(")) {
            Object value = expression();
            expect(")");
            return value;
        }
        switch (token.kind()) {
            case NUMBER -> {
                at++;
                return Values.number(token.text(), token.line());
            }
            case TEXT -> {
                at++;
                return token.text();
            }
            case NAME -> {
                at++;
                return named(token);
            }
            default -> throw unexpected("a value");
        }
    }

    private Object named(Token token) {
        if (token.text().equals("True")) {
            return true;
        }
        if (token.text().equals("False")) {
            return false;
        }
        if (looksAt("(") || looksAt("[")) {
            throw new CodeException(token.line(), "'" + token.text() + peek().text() + "' is not supported");
        }
        Object variable = variables.get(token.text());
        Object value = variable != null ? variable : names.apply(token.text());
        if (value == null) {
            throw new CodeException(token.line(), "NameError: name '" + token.text() + "' is not defined");
        }
        return value;
    }
}
