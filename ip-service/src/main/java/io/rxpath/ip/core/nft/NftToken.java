package io.rxpath.ip.core.nft;

/**
 * One token of a text.
 *
 * @param kind what it is
 * @param text its characters, of a quoted string without the quotes
 * @param line where it stands, from 1
 * @param column where it stands, from 1
 */
record NftToken(Kind kind, String text, int line, int column) {
    /** Kinds of tokens. */
    enum Kind {
        /** A word, a number or an address. */
        WORD,
        /** A string in quotes. */
        STRING,
        /** Punctuation. */
        SYMBOL,
        /** The end of a line. */
        NEWLINE,
        /** The end of the text. */
        END
    }

    /** True for this punctuation or unquoted word. */
    boolean is(String wanted) {
        return kind != Kind.STRING && text.equals(wanted);
    }

    NftException error(String expected) {
        return new NftException(line, column, text, expected);
    }
}
