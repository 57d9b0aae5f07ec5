package io.rxpath.ip.core.xtables;

import io.rxpath.skb.IpAddress;

/**
 * An address with a mask, which need not be a prefix.
 *
 * @param hi first half, masked; mapped as in IpAddress for IPv4
 * @param lo second half, masked
 * @param maskHi bits of the first half that count
 * @param maskLo bits of the second half that count
 */
record XtAddress(long hi, long lo, long maskHi, long maskLo) {
    /** Every address. */
    static final XtAddress ANY = new XtAddress(0, 0, 0, 0);

    private static final long V4_PREFIX = 0xffff_0000_0000L;
    private static final long V4_MASK = 0xffff_ffffL;

    /** True if no bit counts. */
    boolean isAny() {
        return maskHi == 0 && maskLo == 0;
    }

    boolean contains(long otherHi, long otherLo) {
        return (otherHi & maskHi) == hi && (otherLo & maskLo) == lo;
    }

    /** Number of the mask's leading ones, -1 if it is not a prefix. */
    int prefix(boolean v6) {
        if (v6) {
            int ones = maskHi == -1 ? 64 + Long.numberOfLeadingZeros(~maskLo) : Long.numberOfLeadingZeros(~maskHi);
            boolean prefix = maskHi == hiOf(ones) && maskLo == loOf(ones);
            return prefix ? ones : -1;
        }
        int mask = (int) maskLo;
        int ones = Integer.numberOfLeadingZeros(~mask);
        return mask == (ones == 0 ? 0 : -1 << (32 - ones)) ? ones : -1;
    }

    private static long hiOf(int ones) {
        return ones >= 64 ? -1 : ones == 0 ? 0 : -1L << (64 - ones);
    }

    private static long loOf(int ones) {
        return ones <= 64 ? 0 : -1L << (128 - ones);
    }

    private String address(boolean v6) {
        return v6 ? new IpAddress(hi, lo).toString() : IpAddress.format((int) lo);
    }

    /** As iptables-save writes it: always with the mask. */
    String saved(boolean v6) {
        int prefix = prefix(v6);
        return address(v6) + "/" + (prefix >= 0 ? String.valueOf(prefix) : mask(v6));
    }

    /** As iptables -L writes it: a host without the mask. */
    String listed(boolean v6, boolean numeric) {
        int prefix = prefix(v6);
        if (prefix == 0 && !numeric) {
            return "anywhere";
        }
        return prefix == (v6 ? 128 : 32) ? address(v6) : saved(v6);
    }

    private String mask(boolean v6) {
        return v6 ? new IpAddress(maskHi, maskLo).toString() : IpAddress.format((int) maskLo);
    }

    /**
     * Reads ADDRESS, ADDRESS/LENGTH or ADDRESS/MASK; dotted IPv4 may be cut short before a slash, as 10/8.
     *
     * @throws XtProblem as iptables says it
     */
    static XtAddress parse(String text, boolean v6) {
        int slash = text.lastIndexOf('/');
        String host = slash < 0 ? text : text.substring(0, slash);
        String mask = slash < 0 ? "" : text.substring(slash + 1);
        long[] bits = slash < 0 ? ones(v6 ? 128 : 32, v6) : maskOf(mask, v6);
        boolean any = bits[0] == 0 && bits[1] == 0;
        IpAddress address = any && !v6 && slash >= 0 ? IpAddress.ANY_V4 : host(host, v6, slash >= 0);
        if (any) {
            return ANY;
        }
        return new XtAddress(
                address.hi() & bits[0],
                v6 ? address.lo() & bits[1] : V4_PREFIX & bits[1] | address.lo() & bits[1],
                bits[0],
                bits[1]);
    }

    private static IpAddress host(String text, boolean v6, boolean network) {
        String full = text;
        if (!v6 && network && text.matches("[0-9]+(\\.[0-9]+){0,2}")) {
            int dots = (int) text.chars().filter(c -> c == '.').count();
            full = text + ".0".repeat(3 - dots);
        }
        try {
            IpAddress address = IpAddress.parse(full);
            if (address.isV4() != v6 && full.indexOf(':') >= 0 == v6) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            throw unknown(text);
        }
        throw unknown(text);
    }

    private static XtProblem unknown(String text) {
        return new XtProblem("host/network `" + text + "' not found");
    }

    /** An address without a mask, as in "--to-source". */
    static IpAddress single(String text, boolean v6) {
        try {
            IpAddress address = IpAddress.parse(text);
            if (text.indexOf(':') >= 0 == v6) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            throw new XtProblem("Bad IP address \"" + text + "\"");
        }
        throw new XtProblem("Bad IP address \"" + text + "\"");
    }

    private static long[] maskOf(String text, boolean v6) {
        int max = v6 ? 128 : 32;
        if (text.matches("[0-9]{1,3}")) {
            int bits = Integer.parseInt(text);
            if (bits <= max) {
                return ones(bits, v6);
            }
            throw badMask(text);
        }
        try {
            IpAddress mask = IpAddress.parse(text);
            if (text.indexOf(':') >= 0 == v6) {
                return v6 ? new long[] {mask.hi(), mask.lo()} : mask4(mask.v4());
            }
        } catch (IllegalArgumentException e) {
            throw badMask(text);
        }
        throw badMask(text);
    }

    private static XtProblem badMask(String text) {
        return new XtProblem("invalid mask `" + text + "' specified");
    }

    /** The mapped prefix takes part in the comparison unless every address is meant. */
    private static long[] mask4(int mask) {
        return mask == 0 ? new long[2] : new long[] {0, V4_PREFIX | mask & V4_MASK};
    }

    /** A mask of leading ones. */
    static long[] ones(int bits, boolean v6) {
        return v6 ? new long[] {hiOf(bits), loOf(bits)} : mask4(bits == 0 ? 0 : -1 << (32 - bits));
    }
}
