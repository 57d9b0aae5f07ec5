package io.rxpath.skb;

/**
 * An address with a prefix length, as in {@code ip addr add 10.9.0.2/24}.
 *
 * @param address the address, host bits kept
 * @param prefix number of network bits: 0..32 for IPv4, 0..128 for IPv6
 */
public record Cidr(IpAddress address, int prefix) {
    /** Checks the prefix length. */
    public Cidr {
        int max = address.isV4() ? 32 : 128;
        if (prefix < 0 || prefix > max) {
            throw new IllegalArgumentException(
                    "prefix length " + prefix + " of " + address + " is not between 0 and " + max);
        }
    }

    /**
     * Reads {@code ADDRESS/PREFIX}; without a prefix it is a host address.
     *
     * @throws IllegalArgumentException naming the text and what was expected
     */
    public static Cidr parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            IpAddress address = IpAddress.parse(text);
            return new Cidr(address, address.isV4() ? 32 : 128);
        }
        IpAddress address = IpAddress.parse(text.substring(0, slash));
        try {
            return new Cidr(address, Integer.parseInt(text.substring(slash + 1)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' has no number behind the slash", e);
        }
    }

    /** True if the address lies in this network. */
    public boolean contains(IpAddress other) {
        if (other.isV4() != address.isV4()) {
            return false;
        }
        int bits = address.isV4() ? prefix + 96 : prefix;
        return (address.hi() & maskHi(bits)) == (other.hi() & maskHi(bits))
                && (address.lo() & maskLo(bits)) == (other.lo() & maskLo(bits));
    }

    /** The 32-bit netmask of an IPv4 prefix. */
    public int maskV4() {
        return prefix == 0 ? 0 : -1 << (32 - prefix);
    }

    private static long maskHi(int bits) {
        return bits == 0 ? 0 : bits >= 64 ? -1 : -1L << (64 - bits);
    }

    private static long maskLo(int bits) {
        return bits <= 64 ? 0 : -1L << (128 - bits);
    }

    @Override
    public String toString() {
        return address + "/" + prefix;
    }
}
