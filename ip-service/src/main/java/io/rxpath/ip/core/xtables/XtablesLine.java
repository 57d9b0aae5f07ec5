package io.rxpath.ip.core.xtables;

import java.util.ArrayList;
import java.util.List;

/** Splits a line into words as a shell does: quotes, backslashes, spaces. Nothing is expanded (what net/ipv4/netfilter/ip_tables.c is
 * told comes from such words). */
public final class XtablesLine {
    private XtablesLine() {}

    /**
     * The words of {@code line}.
     *
     * @throws XtablesException if a quote is not closed or a backslash ends the line
     */
    public static List<String> split(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean inWord = false;
        char quote = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quote == '\'') {
                if (c == quote) {
                    quote = 0;
                } else {
                    word.append(c);
                }
            } else if (c == '\\') {
                if (++i == line.length()) {
                    throw new XtablesException("'" + line + "': nothing follows the backslash at the end");
                }
                char next = line.charAt(i);
                if (quote == '"' && next != '"' && next != '\\' && next != '$' && next != '`' && next != '\'') {
                    word.append(c);
                }
                word.append(next);
                inWord = true;
            } else if (quote == '"') {
                if (c == quote) {
                    quote = 0;
                } else {
                    word.append(c);
                }
            } else if (c == '"' || c == '\'') {
                quote = c;
                inWord = true;
            } else if (Character.isWhitespace(c)) {
                if (inWord) {
                    words.add(word.toString());
                    word.setLength(0);
                    inWord = false;
                }
            } else {
                word.append(c);
                inWord = true;
            }
        }
        if (quote != 0) {
            throw new XtablesException("'" + line + "': the quote " + quote + " is not closed");
        }
        if (inWord) {
            words.add(word.toString());
        }
        return words;
    }
}
