package io.rxpath.ip.core.xtables;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Match string (kernel net/netfilter/xt_string.c string_mt(), skb_find_text()); offsets count from the IP header. */
final class XtString extends XtMatch {
    private static final int MAX_LENGTH = 128;
    private static final int MAX_OFFSET = 0xffff;

    private byte[] pattern = {};
    private boolean invert;
    private String algo = "";
    private int from;
    private int to = MAX_OFFSET;

    XtString() {
        super(
                "string",
                List.of(
                        XtOpt.arg("from"),
                        XtOpt.arg("to"),
                        XtOpt.arg("algo").must(),
                        XtOpt.arg("string").inv().excl("hex-string"),
                        XtOpt.arg("hex-string").inv().excl("string"),
                        XtOpt.flag("icase")));
    }

    @Override
    void option(String name, String arg, boolean inverted) {
        switch (name) {
            case "from" -> from = (int) XtValues.number(this, name, arg, 0, MAX_OFFSET);
            case "to" -> to = (int) XtValues.number(this, name, arg, 0, MAX_OFFSET);
            case "algo" -> algo = arg;
            case "string" -> {
                pattern = arg.getBytes(StandardCharsets.UTF_8);
                invert = inverted;
            }
            case "hex-string" -> {
                pattern = hex(arg);
                invert = inverted;
            }
            default -> {}
        }
        if (pattern.length > MAX_LENGTH) {
            throw new XtProblem("STRING too long \"" + arg + "\"");
        }
    }

    /** Text with bytes as two digits between bars: {@code GET|20 2f|}. */
    private static byte[] hex(String text) {
        byte[] out = new byte[text.length()];
        int length = 0;
        boolean digits = false;
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i++);
            boolean escaped = !digits && c == '\\' && i < text.length();
            if (c == '|') {
                digits = !digits;
            } else if (!digits) {
                out[length++] = (byte) (escaped ? text.charAt(i++) : c);
            } else if (c != ' ') {
                int high = Character.digit(c, 16);
                int low = i < text.length() ? Character.digit(text.charAt(i++), 16) : -1;
                if (high < 0 || low < 0) {
                    throw new XtProblem("Bad hex digit in \"" + text + "\"");
                }
                out[length++] = (byte) (high << 4 | low);
            }
        }
        if (digits) {
            throw new XtProblem("Bad hex string \"" + text + "\": a | is not closed");
        }
        return Arrays.copyOf(out, length);
    }

    @Override
    void finish(XtContext context) {
        if (pattern.length == 0) {
            throw new XtProblem("STRING match: You must specify `--string' or `--hex-string'");
        }
        if (to < from) {
            throw new XtProblem("string: --from " + from + " is behind --to " + to);
        }
    }

    @Override
    String refusal(XtContext context) {
        boolean known = algo.equals("bm") || algo.equals("kmp");
        return known ? "" : NO_ENTRY + "--algo " + algo + " is not bm or kmp";
    }

    @Override
    boolean match(XtPacket p) {
        p.has(0, p.skb.len());
        int last = Math.min(to, p.skb.len()) - pattern.length;
        boolean icase = given("icase");
        for (int at = from; at <= last; at++) {
            if (at(p, at, icase)) {
                return !invert;
            }
        }
        return invert;
    }

    private boolean at(XtPacket p, int at, boolean icase) {
        for (int i = 0; i < pattern.length; i++) {
            int have = p.u8(at + i);
            int want = pattern[i] & 0xff;
            if (have != want && !(icase && upper(have) == upper(want))) {
                return false;
            }
        }
        return true;
    }

    private static int upper(int c) {
        return c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c;
    }

    private boolean isHex() {
        for (byte b : pattern) {
            if (b < ' ' || b == 0x7f) {
                return true;
            }
        }
        return pattern[pattern.length - 1] == '|';
    }

    private void quoted(StringBuilder out) {
        if (isHex()) {
            out.append("\"|");
            for (byte b : pattern) {
                out.append(String.format(Locale.ROOT, "%02x", b & 0xff));
            }
            out.append("|\"");
            return;
        }
        out.append('"');
        for (byte b : pattern) {
            if (b == '"' || b == '\\') {
                out.append('\\');
            }
            out.append((char) b);
        }
        out.append('"');
    }

    @Override
    void save(StringBuilder out) {
        out.append(invert ? " !" : "").append(isHex() ? " --hex-string " : " --string ");
        quoted(out);
        out.append(" --algo ").append(algo);
        if (from != 0) {
            out.append(" --from ").append(from);
        }
        if (to != MAX_OFFSET) {
            out.append(" --to ").append(to);
        }
        out.append(given("icase") ? " --icase" : "");
    }

    @Override
    void print(StringBuilder out, boolean numeric) {
        out.append(" STRING match ").append(invert ? "!" : "").append(' ');
        quoted(out);
        out.append(" ALGO name ").append(algo);
        if (from != 0) {
            out.append(" FROM ").append(from);
        }
        if (to != MAX_OFFSET) {
            out.append(" TO ").append(to);
        }
        out.append(given("icase") ? " ICASE" : "");
    }
}
