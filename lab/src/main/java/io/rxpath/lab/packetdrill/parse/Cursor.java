package io.rxpath.lab.packetdrill.parse;

import io.rxpath.lab.packetdrill.ScriptException;
import java.util.Map;

/** A place in the text of a script. Blanks and comments lie between what it finds. */
final class Cursor {
    private static final String COMMENT = "//";
    private final String file;
    private final String text;
    private final Map<String, String> defines;
    private int at;
    private int line = 1;

    Cursor(String file, String text, Map<String, String> defines) {
        this.file = file;
        this.text = text;
        this.defines = defines;
    }

    int line() {
        return line;
    }

    ScriptException error(String message) {
        return new ScriptException(file, line, message);
    }

    /** Here stands something else than {@code wanted}. */
    ScriptException expected(String wanted) {
        return error("syntax error: expected " + wanted + " but found " + found());
    }

    private String found() {
        skip();
        if (at >= text.length()) {
            return "the end of the script";
        }
        int end = at + 1;
        while (end < text.length() && wordChar(text.charAt(at)) && wordChar(text.charAt(end))) {
            end++;
        }
        return "'" + text.substring(at, end) + "'";
    }

    private static boolean wordChar(char c) {
        return Character.isLetterOrDigit(c) || c == '_';
    }

    private void step() {
        if (text.charAt(at) == '\n') {
            line++;
        }
        at++;
    }

    /** Past blanks and comments. */
    void skip() {
        while (at < text.length()) {
            if (Character.isWhitespace(text.charAt(at))) {
                step();
            } else if (text.startsWith(COMMENT, at)) {
                while (at < text.length() && text.charAt(at) != '\n') {
                    at++;
                }
            } else if (text.startsWith("/*", at)) {
                int end = text.indexOf("*/", at + 2);
                if (end < 0) {
                    throw error("syntax error: the comment has no end");
                }
                while (at < end + 2) {
                    step();
                }
            } else {
                return;
            }
        }
    }

    boolean atEnd() {
        skip();
        return at >= text.length();
    }

    /** The next character, 0 at the end. */
    char peek() {
        skip();
        return at < text.length() ? text.charAt(at) : 0;
    }

    boolean looksAt(String token) {
        skip();
        return text.startsWith(token, at);
    }

    /** True if a number comes, perhaps one that begins with a point. */
    boolean looksAtNumber() {
        char c = peek();
        return Character.isDigit(c) || c == '.' && at + 1 < text.length() && Character.isDigit(text.charAt(at + 1));
    }

    /** Takes {@code token} if it comes. */
    boolean take(String token) {
        if (!looksAt(token)) {
            return false;
        }
        at += token.length();
        return true;
    }

    void expect(String token) {
        if (!take(token)) {
            throw expected("'" + token + "'");
        }
    }

    /** Takes the word {@code word} if it comes as a whole. */
    boolean takeWord(String word) {
        if (!looksAt(word)) {
            return false;
        }
        int end = at + word.length();
        if (end < text.length() && wordChar(text.charAt(end))) {
            return false;
        }
        at = end;
        return true;
    }

    /** A word as it stands. */
    String rawWord(String what) {
        skip();
        int start = at;
        while (at < text.length() && wordChar(text.charAt(at))) {
            at++;
        }
        if (start == at) {
            throw expected(what);
        }
        return text.substring(start, at);
    }

    /** A word, or what it is defined as. */
    String word(String what) {
        String word = rawWord(what);
        return defines.getOrDefault(word, word);
    }

    /** Everything up to a blank. */
    String run(String what) {
        skip();
        int start = at;
        while (at < text.length() && !Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        if (start == at) {
            throw expected(what);
        }
        return text.substring(start, at);
    }

    /** The word behind dashes and its value, which is in quotes or ends at a blank. */
    String[] option() {
        expect("--");
        String name = rawWord("an option's name");
        if (at >= text.length() || text.charAt(at) != '=') {
            return new String[] {name, ""};
        }
        at++;
        int start = at;
        char quote = 0;
        while (at < text.length() && (quote != 0 || !Character.isWhitespace(text.charAt(at)))) {
            char c = text.charAt(at);
            if (quote == 0 && (c == '"' || c == '`')) {
                quote = c;
            } else if (c == quote) {
                quote = 0;
            }
            step();
        }
        return new String[] {name, text.substring(start, at)};
    }

    /** What stands up to {@code end}, which is taken too. */
    String until(String end, String what) {
        int from = line;
        int start = at;
        int stop = text.indexOf(end, at);
        if (stop < 0) {
            throw new ScriptException(file, from, "syntax error: " + what + " has no end");
        }
        while (at < stop + end.length()) {
            step();
        }
        return text.substring(start, stop);
    }

    /** Text in double quotes with C's escapes; the opening quote comes. */
    String quoted() {
        expect("\"");
        StringBuilder value = new StringBuilder();
        while (true) {
            if (at >= text.length()) {
                throw error("syntax error: the string has no end");
            }
            char c = text.charAt(at);
            step();
            if (c == '"') {
                return value.toString();
            }
            if (c == '\\' && text.startsWith("x", at) && at + 3 <= text.length()) {
                value.append((char) hex(text.substring(at + 1, at + 3)));
                step();
                step();
                step();
            } else if (c == '\\' && at < text.length()) {
                value.append(escaped(text.charAt(at)));
                step();
            } else {
                value.append(c);
            }
        }
    }

    private int hex(String digits) {
        if (!digits.matches("[0-9a-fA-F]{2}")) {
            throw error("syntax error: \\x" + digits + ", expected two hexadecimal digits");
        }
        return Integer.parseInt(digits, 16);
    }

    private static char escaped(char c) {
        return switch (c) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case '0' -> '\0';
            default -> c;
        };
    }

    /** A whole number, decimal or 0x, perhaps negative. */
    long integer(String what) {
        skip();
        int start = at;
        if (at < text.length() && text.charAt(at) == '-') {
            at++;
        }
        boolean hex = text.startsWith("0x", at) || text.startsWith("0X", at);
        int digits = hex ? at + 2 : at;
        at = digits;
        while (at < text.length() && Character.digit(text.charAt(at), hex ? 16 : 10) >= 0) {
            at++;
        }
        if (digits == at) {
            at = start;
            throw expected(what);
        }
        long value;
        try {
            value = Long.parseUnsignedLong(text.substring(digits, at), hex ? 16 : 10);
        } catch (NumberFormatException e) {
            throw error("syntax error: " + what + " is out of range: " + e.getMessage());
        }
        return text.charAt(start) == '-' ? -value : value;
    }

    /** A whole number in a range. */
    long integer(String what, long min, long max) {
        long value = integer(what);
        if (value < min || value > max) {
            throw error("semantic error: " + what + " out of range: " + value);
        }
        return value;
    }

    /** Seconds with a point; returns microseconds. */
    long seconds() {
        skip();
        int start = at;
        while (at < text.length() && Character.isDigit(text.charAt(at))) {
            at++;
        }
        String whole = text.substring(start, at);
        String part = "";
        if (at + 1 < text.length() && text.charAt(at) == '.' && Character.isDigit(text.charAt(at + 1))) {
            int point = ++at;
            while (at < text.length() && Character.isDigit(text.charAt(at))) {
                at++;
            }
            part = text.substring(point, at);
        }
        if (whole.isEmpty() && part.isEmpty()) {
            throw expected("a time");
        }
        String micros = (part + "000000").substring(0, 6);
        return (whole.isEmpty() ? 0 : Long.parseLong(whole)) * 1_000_000 + Long.parseLong(micros);
    }

    int mark() {
        return at;
    }

    /** Back to a place on the same line. */
    void back(int mark) {
        at = mark;
    }
}
