package io.rxpath.skb;

/**
 * An IPv4 or IPv6 address as two 64-bit halves in network order; IPv4 as its IPv4-mapped form ::ffff:a.b.c.d (RFC 4291
 * section 2.5.5.2).
 *
 * @param hi the first 64 bits
 * @param lo the last 64 bits
 */
public record IpAddress(long hi, long lo) {
    private static final long V4_PREFIX = 0xffff_0000_0000L;

    /** 0.0.0.0. */
    public static final IpAddress ANY_V4 = v4(0);

    /** The IPv4 address whose 32 bits, in network order, are {@code address}. */
    public static IpAddress v4(int address) {
        return new IpAddress(0, V4_PREFIX | address & 0xffff_ffffL);
    }

    /** True for an IPv4 address. */
    public boolean isV4() {
        return isV4(hi, lo);
    }

    /** True if the two halves are an IPv4-mapped address. */
    public static boolean isV4(long hi, long lo) {
        return hi == 0 && (lo >>> 32) == 0xffff;
    }

    /** The 32 bits of an IPv4 address. */
    public int v4() {
        return (int) lo;
    }

    /**
     * Reads dotted IPv4 or colon-separated IPv6 text. Never asks a name server.
     *
     * @throws IllegalArgumentException naming the text if it is neither
     */
    public static IpAddress parse(String text) {
        return text.indexOf(':') >= 0 ? parseV6(text) : v4(parseV4(text, text));
    }

    private static int parseV4(String text, String dotted) {
        String[] parts = dotted.split("\\.", -1);
        if (parts.length != 4) {
            throw bad(text);
        }
        int address = 0;
        for (String part : parts) {
            address = address << 8 | number(text, part, 10, 255, 3);
        }
        return address;
    }

    private static IpAddress parseV6(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            int[] all = groups(text, text, true);
            if (all.length != 8) {
                throw bad(text);
            }
            return ofGroups(all);
        }
        int[] left = groups(text, text.substring(0, gap), false);
        int[] right = groups(text, text.substring(gap + 2), true);
        if (left.length + right.length > 7) {
            throw bad(text);
        }
        int[] all = new int[8];
        System.arraycopy(left, 0, all, 0, left.length);
        System.arraycopy(right, 0, all, 8 - right.length, right.length);
        return ofGroups(all);
    }

    /** Dotted IPv4 may stand at the very end only (RFC 4291 section 2.2). */
    private static int[] groups(String text, String part, boolean atEnd) {
        if (part.isEmpty()) {
            return new int[0];
        }
        String[] words = part.split(":", -1);
        boolean dotted = atEnd && words[words.length - 1].indexOf('.') >= 0;
        int[] groups = new int[words.length + (dotted ? 1 : 0)];
        for (int i = 0; i < words.length; i++) {
            if (dotted && i == words.length - 1) {
                int v4 = parseV4(text, words[i]);
                groups[i] = v4 >>> 16;
                groups[i + 1] = v4 & 0xffff;
            } else {
                groups[i] = number(text, words[i], 16, 0xffff, 4);
            }
        }
        return groups;
    }

    private static IpAddress ofGroups(int[] groups) {
        long hi = 0;
        long lo = 0;
        for (int i = 0; i < 4; i++) {
            hi = hi << 16 | groups[i];
            lo = lo << 16 | groups[i + 4];
        }
        return new IpAddress(hi, lo);
    }

    private static int number(String text, String part, int radix, int max, int digits) {
        if (part.isEmpty() || part.length() > digits) {
            throw bad(text);
        }
        int value = 0;
        for (int i = 0; i < part.length(); i++) {
            int digit = Character.digit(part.charAt(i), radix);
            if (digit < 0 || part.charAt(i) > 'z') {
                throw bad(text);
            }
            value = value * radix + digit;
        }
        if (value > max) {
            throw bad(text);
        }
        return value;
    }

    private static IllegalArgumentException bad(String text) {
        return new IllegalArgumentException(
                "'" + text + "' is not an IP address: expected a form like 10.9.0.2 or fd00::2");
    }

    /** Dotted text of an IPv4 address given as its 32 bits. */
    public static String format(int v4) {
        return (v4 >>> 24) + "." + (v4 >>> 16 & 0xff) + "." + (v4 >>> 8 & 0xff) + "." + (v4 & 0xff);
    }

    @Override
    public String toString() {
        if (isV4()) {
            return format(v4());
        }
        StringBuilder text = new StringBuilder(39);
        int bestStart = -1;
        int bestLength = 1;
        for (int i = 0; i < 8; i++) {
            int run = 0;
            while (i + run < 8 && group(i + run) == 0) {
                run++;
            }
            if (run > bestLength) {
                bestStart = i;
                bestLength = run;
            }
        }
        for (int i = 0; i < 8; i++) {
            if (i == bestStart) {
                text.append("::");
                i += bestLength - 1;
                continue;
            }
            if (text.length() > 0 && text.charAt(text.length() - 1) != ':') {
                text.append(':');
            }
            text.append(Integer.toHexString(group(i)));
        }
        return text.toString();
    }

    private int group(int i) {
        return (int) ((i < 4 ? hi >>> (48 - 16 * i) : lo >>> (112 - 16 * i)) & 0xffff);
    }
}
