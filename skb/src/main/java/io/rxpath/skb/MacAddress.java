package io.rxpath.skb;

import java.util.Locale;

/** MAC addresses as 48-bit longs: the first byte on the wire is the most significant. */
public final class MacAddress {
    /** ff:ff:ff:ff:ff:ff. */
    public static final long BROADCAST = 0xffff_ffff_ffffL;

    private MacAddress() {}

    /**
     * Reads {@code 02:00:00:00:00:02}.
     *
     * @throws IllegalArgumentException naming the text if it has another form
     */
    public static long parse(String text) {
        String[] parts = text.split(":", -1);
        long mac = 0;
        if (parts.length == 6) {
            for (String part : parts) {
                if (!part.matches("[0-9a-fA-F]{1,2}")) {
                    throw bad(text);
                }
                mac = mac << 8 | Integer.parseInt(part, 16);
            }
            return mac;
        }
        throw bad(text);
    }

    private static IllegalArgumentException bad(String text) {
        return new IllegalArgumentException(
                "'" + text + "' is not a MAC address: expected a form like 02:00:00:00:00:02");
    }

    /** Text form, lower case. */
    public static String format(long mac) {
        return String.format(
                Locale.ROOT,
                "%02x:%02x:%02x:%02x:%02x:%02x",
                mac >>> 40 & 0xff,
                mac >>> 32 & 0xff,
                mac >>> 24 & 0xff,
                mac >>> 16 & 0xff,
                mac >>> 8 & 0xff,
                mac & 0xff);
    }

    /** True for a group address: broadcast or multicast (lowest bit of the first byte). */
    public static boolean isMulticast(long mac) {
        return (mac >>> 40 & 1) != 0;
    }
}
