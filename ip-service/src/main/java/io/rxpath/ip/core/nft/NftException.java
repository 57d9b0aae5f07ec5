package io.rxpath.ip.core.nft;

/** A command that nft would refuse, or that is not supported here: names the line, the column and the token (kernel
 * net/netfilter/nf_tables_api.c). */
public final class NftException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Line of the token, from 1; 0 if the error has no place in the text. */
    private final int line;

    /** Column of the token, from 1; 0 with {@link #line}. */
    private final int column;

    NftException(int line, int column, String token, String expected) {
        super("nft: line " + line + ", column " + column + ": "
                + (token.equals("\n") ? "end of line" : token.isEmpty() ? "end of text" : "'" + token + "'") + ": "
                + expected);
        this.line = line;
        this.column = column;
    }

    NftException(String message) {
        super("nft: " + message);
        this.line = 0;
        this.column = 0;
    }

    /** Line of the token, from 1; 0 if the error has no place in the text. */
    public int line() {
        return line;
    }

    /** Column of the token, from 1; 0 with {@link #line}. */
    public int column() {
        return column;
    }
}
