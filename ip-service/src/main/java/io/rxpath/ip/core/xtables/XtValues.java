package io.rxpath.ip.core.xtables;

/** Numbers in arguments and quoting in texts, as the extensions of iptables share them (libxtables xtoptions.c). */
final class XtValues {
    private XtValues() {}

    /** A number as C has it: decimal, 0x hexadecimal or 0 octal; -1 if it is none or more than {@code max}. */
    static long number(String text, long max) {
        try {
            long value;
            if (text.startsWith("0x") || text.startsWith("0X")) {
                value = Long.parseUnsignedLong(text.substring(2), 16);
            } else if (text.length() > 1 && text.startsWith("0")) {
                value = Long.parseUnsignedLong(text.substring(1), 8);
            } else {
                value = Long.parseUnsignedLong(text);
            }
            boolean digits = Character.isDigit(text.charAt(0));
            return digits && value >= 0 && value <= max ? value : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /** A number between the bounds. */
    static long number(XtExtension of, String option, String text, long min, long max) {
        long value = number(text, max);
        if (value < min) {
            throw new XtProblem(of.name() + ": bad value for option \"--" + option + "\", or out of range (" + min + "-"
                    + max + ").");
        }
        return value;
    }

    /** {@code A}, {@code A:B}, {@code A:} or {@code :B} as two numbers. */
    static long[] range(XtExtension of, String option, String text, long max) {
        int colon = text.indexOf(':');
        String first = colon < 0 ? text : text.substring(0, colon);
        String last = colon < 0 ? text : text.substring(colon + 1);
        long low = colon >= 0 && first.isEmpty() ? 0 : bound(of, option, first, max);
        long high = colon >= 0 && last.isEmpty() ? max : bound(of, option, last, max);
        return new long[] {low, high};
    }

    private static long bound(XtExtension of, String option, String text, long max) {
        long value = number(text, max);
        if (value < 0) {
            throw new XtProblem(of.name() + ": bad value for option \"--" + option + "\" near \"" + text
                    + "\", or out of range (0-" + max + ").");
        }
        return value;
    }

    /** {@code A:B}, or {@code A} alone if both are the same. */
    static String range(long low, long high) {
        return low == high ? String.valueOf(low) : low + ":" + high;
    }

    /** A mark with an optional mask as VALUE and MASK of 32 bits. */
    static int[] mark(XtExtension of, String option, String text) {
        int slash = text.indexOf('/');
        long value = number(slash < 0 ? text : text.substring(0, slash), 0xffff_ffffL);
        long mask = slash < 0 ? 0xffff_ffffL : number(text.substring(slash + 1), 0xffff_ffffL);
        if (value < 0 || mask < 0) {
            throw new XtProblem(of.name() + ": bad integer value for option \"--" + option + "\", or out of range.");
        }
        return new int[] {(int) value, (int) mask};
    }

    /** {@code 0xV} or {@code 0xV/0xM}. */
    static String mark(int value, int mask) {
        String text = "0x" + Integer.toHexString(value);
        return mask == -1 ? text : text + "/0x" + Integer.toHexString(mask);
    }

    /** Two hexadecimal digits at least, with 0x. */
    static String hex2(int value) {
        return (value < 16 ? "0x0" : "0x") + Integer.toHexString(value);
    }

    /** A port by its number. There is no name service, so a service's name is not known. */
    static int port(String text) {
        long port = number(text, 0xffff);
        if (port < 0) {
            throw new XtProblem("invalid port/service `" + text + "' specified");
        }
        return (int) port;
    }

    /** {@code A} or {@code A:B} as ports, open ends allowed. */
    static int[] ports(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            int port = port(text);
            return new int[] {port, port};
        }
        int low = colon == 0 ? 0 : port(text.substring(0, colon));
        int high = colon == text.length() - 1 ? 0xffff : port(text.substring(colon + 1));
        if (low > high) {
            throw new XtProblem("invalid portrange (min > max)");
        }
        return new int[] {low, high};
    }

    /** Appends a space and the text, quoted where a shell or iptables-restore needs it (libxtables xtables_save_string()). */
    static void quote(StringBuilder out, String text) {
        out.append(' ');
        boolean plain = !text.isEmpty() && text.chars().allMatch(XtValues::plain);
        if (plain) {
            out.append(text);
            return;
        }
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\' || c == '\'') {
                out.append('\\');
            }
            out.append(c);
        }
        out.append('"');
    }

    private static boolean plain(int c) {
        return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c == '_';
    }
}
