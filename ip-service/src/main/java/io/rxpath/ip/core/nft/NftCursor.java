package io.rxpath.ip.core.nft;

import java.util.List;

/** Where the parser is in the tokens. */
final class NftCursor {
    private final List<NftToken> tokens;
    private int at;

    NftCursor(List<NftToken> tokens) {
        this.tokens = tokens;
    }

    int position() {
        return at;
    }

    void seek(int position) {
        at = position;
    }

    NftToken peek() {
        return tokens.get(at);
    }

    NftToken peek(int ahead) {
        return tokens.get(Math.min(at + ahead, tokens.size() - 1));
    }

    NftToken next() {
        NftToken token = tokens.get(at);
        if (at < tokens.size() - 1) {
            at++;
        }
        return token;
    }

    boolean at(String text) {
        return peek().is(text);
    }

    /** Takes the token if it is this one. */
    boolean take(String text) {
        if (at(text)) {
            next();
            return true;
        }
        return false;
    }

    NftToken expect(String text) {
        if (!at(text)) {
            throw peek().error("expected '" + text + "'");
        }
        return next();
    }

    NftToken word(String what) {
        if (peek().kind() != NftToken.Kind.WORD) {
            throw peek().error("expected " + what);
        }
        return next();
    }

    /** A word or a string in quotes. */
    NftToken wordOrString(String what) {
        if (peek().kind() != NftToken.Kind.WORD && peek().kind() != NftToken.Kind.STRING) {
            throw peek().error("expected " + what);
        }
        return next();
    }

    void skipNewlines() {
        while (peek().kind() == NftToken.Kind.NEWLINE) {
            next();
        }
    }

    /** Skips newlines and semicolons. */
    void skipSeparators() {
        while (peek().kind() == NftToken.Kind.NEWLINE || at(";")) {
            next();
        }
    }

    /** True where a statement ends: a newline, a semicolon, a closing brace or the end of the text. */
    boolean atEnd() {
        NftToken token = peek();
        return token.kind() == NftToken.Kind.NEWLINE
                || token.kind() == NftToken.Kind.END
                || token.is(";")
                || token.is("}");
    }

    void expectEnd() {
        if (!atEnd()) {
            throw peek().error("expected a newline or ';'");
        }
    }

    /** Goes to the end of the statement, over whole blocks in braces. */
    void skipStatement() {
        int depth = 0;
        while (peek().kind() != NftToken.Kind.END && (depth > 0 || !atEnd())) {
            depth += at("{") ? 1 : at("}") ? -1 : 0;
            next();
        }
    }

    /** An unsigned decimal or 0x number of at most {@code max}. */
    long number(String what, long max) {
        NftToken token = word(what);
        return NftType.number(token, what, max);
    }
}
