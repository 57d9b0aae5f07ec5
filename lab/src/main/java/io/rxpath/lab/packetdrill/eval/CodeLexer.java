package io.rxpath.lab.packetdrill.eval;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Splits code into tokens; a line ends where Python's would. */
final class CodeLexer {
    /** What a token is. */
    enum Kind {
        NAME,
        NUMBER,
        TEXT,
        SIGN,
        NEWLINE,
        END
    }

    record Token(Kind kind, String text, int line) {}

    private static final List<String> SIGNS = List.of(
            "==", "!=", "<=", ">=", "<<", ">>", "//", "**", "<", ">", "+", "-", "*", "/", "%", "&", "|", "^", "~", "(",
            ")", ",", "=", ";", "[", "]", ":");
    private static final Set<Character> QUOTES = Set.of('"', '\'');

    private final String code;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private int line;
    private int depth;

    private CodeLexer(String code) {
        this.code = code;
    }

    static List<Token> tokens(String code) {
        CodeLexer lexer = new CodeLexer(code);
        while (lexer.at < code.length()) {
            lexer.next();
        }
        lexer.tokens.add(new Token(Kind.NEWLINE, "", lexer.line));
        lexer.tokens.add(new Token(Kind.END, "the end of the code", lexer.line));
        return lexer.tokens;
    }

    private void next() {
        char c = code.charAt(at);
        if (c == '\n') {
            if (depth == 0) {
                tokens.add(new Token(Kind.NEWLINE, "the end of the line", line));
            }
            line++;
            at++;
        } else if (c == '\\' && at + 1 < code.length() && code.charAt(at + 1) == '\n') {
            line++;
            at += 2;
        } else if (Character.isWhitespace(c)) {
            at++;
        } else if (c == '#') {
            while (at < code.length() && code.charAt(at) != '\n') {
                at++;
            }
        } else if (QUOTES.contains(c)) {
            text(c);
        } else if (Character.isDigit(c)) {
            word(Kind.NUMBER);
        } else if (Character.isLetter(c) || c == '_') {
            word(Kind.NAME);
        } else {
            sign();
        }
    }

    private void word(Kind kind) {
        int start = at;
        while (at < code.length() && partOf(kind, code.charAt(at))) {
            at++;
        }
        tokens.add(new Token(kind, code.substring(start, at), line));
    }

    private static boolean partOf(Kind kind, char c) {
        return Character.isLetterOrDigit(c) || c == '_' || kind == Kind.NUMBER && c == '.';
    }

    private void text(char quote) {
        int end = code.indexOf(quote, at + 1);
        if (end < 0) {
            throw new CodeException(line, "the string has no end");
        }
        tokens.add(new Token(Kind.TEXT, code.substring(at + 1, end), line));
        at = end + 1;
    }

    private void sign() {
        for (String sign : SIGNS) {
            if (code.startsWith(sign, at)) {
                depth += sign.equals("(") ? 1 : sign.equals(")") ? -1 : 0;
                tokens.add(new Token(Kind.SIGN, sign, line));
                at += sign.length();
                return;
            }
        }
        throw new CodeException(line, "'" + code.charAt(at) + "' is not supported");
    }
}
