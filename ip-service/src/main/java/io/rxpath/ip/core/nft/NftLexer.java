package io.rxpath.ip.core.nft;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts a text into tokens, and puts the values of {@code define} where {@code $name} stands. */
final class NftLexer {
    private static final Pattern COLONS = Pattern.compile("[0-9a-fA-F]*:[0-9a-fA-F]*:[0-9a-fA-F:.]*");
    private static final Pattern NAME = Pattern.compile("[a-zA-Z_\\\\][a-zA-Z0-9_.\\\\-]*\\*?");
    private static final Pattern NUMBER = Pattern.compile("[0-9][0-9a-zA-Z_.]*");
    private static final String[] SYMBOLS = {
        "==", "!=", "<=", ">=", "<<", ">>", "{", "}", "(", ")", ",", ";", ":", ".", "=", "<", ">", "&", "|", "^", "!",
        "@", "$", "/", "-", "+", "[", "]", "*", "~"
    };

    private final String text;
    private int at;
    private int line = 1;
    private int lineStart;

    private NftLexer(String text) {
        this.text = text;
    }

    /** The tokens of {@code text}, variables replaced, closed by END. */
    static List<NftToken> tokens(String text) {
        NftLexer lexer = new NftLexer(text);
        List<NftToken> all = new ArrayList<>();
        NftToken token;
        do {
            token = lexer.next();
            all.add(token);
        } while (token.kind() != NftToken.Kind.END);
        return substitute(all);
    }

    private NftToken token(NftToken.Kind kind, int start, int end) {
        NftToken token = new NftToken(kind, text.substring(start, end), line, start - lineStart + 1);
        at = end;
        return token;
    }

    private NftToken next() {
        skipBlanks();
        if (at >= text.length()) {
            return token(NftToken.Kind.END, at, at);
        }
        char c = text.charAt(at);
        if (c == '\n') {
            NftToken newline = token(NftToken.Kind.NEWLINE, at, at + 1);
            line++;
            lineStart = at;
            return newline;
        }
        if (c == '"') {
            return quoted();
        }
        Matcher colons = COLONS.matcher(text).region(at, text.length());
        if (colons.lookingAt() && !colons.group().equals("::") || colons.lookingAt() && isAddressGap(colons.end())) {
            return token(NftToken.Kind.WORD, at, colons.end());
        }
        for (Pattern pattern : new Pattern[] {NAME, NUMBER}) {
            Matcher matcher = pattern.matcher(text).region(at, text.length());
            if (matcher.lookingAt()) {
                return token(NftToken.Kind.WORD, at, wordEnd(matcher));
            }
        }
        for (String symbol : SYMBOLS) {
            if (text.startsWith(symbol, at)) {
                return token(NftToken.Kind.SYMBOL, at, at + symbol.length());
            }
        }
        throw new NftException(line, at - lineStart + 1, String.valueOf(c), "unexpected character");
    }

    /** "::" alone is the IPv6 address of all zeros. */
    private boolean isAddressGap(int end) {
        return end >= text.length() || " \t\n,;}/-]".indexOf(text.charAt(end)) >= 0;
    }

    private static int wordEnd(Matcher matcher) {
        int end = matcher.end();
        String word = matcher.group();
        while (word.endsWith(".") || word.endsWith("-")) {
            word = word.substring(0, word.length() - 1);
            end--;
        }
        return end;
    }

    private NftToken quoted() {
        int start = at;
        int end = text.indexOf('"', start + 1);
        int newline = text.indexOf('\n', start);
        if (end < 0 || newline >= 0 && newline < end) {
            throw new NftException(line, start - lineStart + 1, "\"", "expected a closing quote on this line");
        }
        NftToken token =
                new NftToken(NftToken.Kind.STRING, text.substring(start + 1, end), line, start - lineStart + 1);
        at = end + 1;
        return token;
    }

    private void skipBlanks() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == ' ' || c == '\t' || c == '\r') {
                at++;
            } else if (c == '\\' && at + 1 < text.length() && text.charAt(at + 1) == '\n') {
                at += 2;
                line++;
                lineStart = at;
            } else if (c == '#') {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else {
                return;
            }
        }
    }

    private static List<NftToken> substitute(List<NftToken> in) {
        Map<String, List<NftToken>> defined = new HashMap<>();
        List<NftToken> out = new ArrayList<>(in.size());
        for (int i = 0; i < in.size(); i++) {
            NftToken token = in.get(i);
            boolean first = i == 0
                    || in.get(i - 1).kind() == NftToken.Kind.NEWLINE
                    || in.get(i - 1).is(";")
                    || in.get(i - 1).is("{");
            if (first && (token.is("define") || token.is("redefine"))) {
                i = define(in, i, defined);
            } else if (first && token.is("undefine")) {
                NftToken name = in.get(++i);
                if (defined.remove(name.text()) == null) {
                    throw name.error("unknown identifier, expected a defined variable");
                }
            } else if (token.is("$")) {
                addValue(in.get(++i), token, defined, out);
            } else {
                out.add(token);
            }
        }
        return out;
    }

    private static void addValue(
            NftToken name, NftToken dollar, Map<String, List<NftToken>> defined, List<NftToken> out) {
        List<NftToken> value = defined.get(name.text());
        if (value == null) {
            throw name.error("unknown identifier, expected a defined variable");
        }
        for (NftToken token : value) {
            out.add(new NftToken(token.kind(), token.text(), dollar.line(), dollar.column()));
        }
    }

    /** Reads {@code define NAME = value} and returns the index of its last token. */
    private static int define(List<NftToken> in, int start, Map<String, List<NftToken>> defined) {
        NftToken name = in.get(start + 1);
        if (name.kind() != NftToken.Kind.WORD) {
            throw name.error("expected the name of a variable");
        }
        if (in.get(start).is("define") && defined.containsKey(name.text())) {
            throw name.error("redefinition of symbol '" + name.text() + "'");
        }
        NftToken equals = in.get(start + 2);
        if (!equals.is("=")) {
            throw equals.error("expected '='");
        }
        List<NftToken> value = new ArrayList<>();
        int depth = 0;
        int i = start + 3;
        while (true) {
            NftToken token = in.get(i);
            boolean ends = token.kind() == NftToken.Kind.NEWLINE || token.is(";");
            if (token.kind() == NftToken.Kind.END || ends && depth == 0) {
                break;
            }
            depth += token.is("{") ? 1 : token.is("}") ? -1 : 0;
            if (token.is("$")) {
                addValue(in.get(++i), token, defined, value);
            } else if (token.kind() != NftToken.Kind.NEWLINE) {
                value.add(token);
            }
            i++;
        }
        if (value.isEmpty()) {
            throw in.get(i).error("expected the value of '" + name.text() + "'");
        }
        defined.put(name.text(), value);
        return i - 1;
    }
}
