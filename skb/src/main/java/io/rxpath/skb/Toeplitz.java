package io.rxpath.skb;

/**
 * The Toeplitz hash with which a NIC spreads flows over its receive queues (RSS): for every set bit i of the input,
 * the 32 bits of the key that start at bit i are xored into the hash. Addresses and ports enter in network order:
 * source address, destination address, source port, destination port. Results are unsigned 32-bit values.
 *
 * <p>The contribution of each byte value at each input position is tabled once per key (36 KiB), so that hashing
 * costs one lookup per input byte and allocates nothing. Instances are immutable.
 */
public final class Toeplitz {
    /** Bytes of a key: enough for the 36 input bytes of IPv6 addresses and ports, plus the 32-bit window. */
    public static final int KEY_LENGTH = 40;

    private static final int INPUT_MAX = KEY_LENGTH - 4;

    private static final byte[] MICROSOFT_KEY = {
        0x6d,
        0x5a,
        0x56,
        (byte) 0xda,
        0x25,
        0x5b,
        0x0e,
        (byte) 0xc2,
        0x41,
        0x67,
        0x25,
        0x3d,
        0x43,
        (byte) 0xa3,
        (byte) 0x8f,
        (byte) 0xb0,
        (byte) 0xd0,
        (byte) 0xca,
        0x2b,
        (byte) 0xcb,
        (byte) 0xae,
        0x7b,
        0x30,
        (byte) 0xb4,
        0x77,
        (byte) 0xcb,
        0x2d,
        (byte) 0xa3,
        (byte) 0x80,
        0x30,
        (byte) 0xf2,
        0x0c,
        0x6a,
        0x42,
        (byte) 0xb7,
        0x3b,
        (byte) 0xbe,
        (byte) 0xac,
        0x01,
        (byte) 0xfa,
    };

    /** Row p holds, for each value of input byte p, what that byte contributes to the hash. */
    private final int[] table = new int[INPUT_MAX * 256];

    /** Tables the given 40-byte key; its bytes are not kept. */
    public Toeplitz(byte[] key) {
        if (key.length != KEY_LENGTH) {
            throw new IllegalArgumentException("an RSS key has " + KEY_LENGTH + " bytes, this one has " + key.length);
        }
        for (int position = 0; position < INPUT_MAX; position++) {
            long window = Bytes.get32(key, position) & 0xffffffffL;
            long forty = window << 8 | Bytes.get8(key, position + 4);
            for (int value = 0; value < 256; value++) {
                int hash = 0;
                for (int bit = 0; bit < 8; bit++) {
                    if ((value & 0x80 >> bit) != 0) {
                        hash ^= (int) (forty >>> (8 - bit));
                    }
                }
                table[position << 8 | value] = hash;
            }
        }
    }

    /** The key of Microsoft's RSS verification suite, the default of many drivers; a copy. */
    public static byte[] microsoftKey() {
        return MICROSOFT_KEY.clone();
    }

    /** The hash of {@code len} bytes, 36 at most. */
    public int hash(byte[] input, int off, int len) {
        int hash = 0;
        for (int i = 0; i < len; i++) {
            hash ^= table[i << 8 | (input[off + i] & 0xff)];
        }
        return hash;
    }

    /** The hash of an IPv4 address pair. */
    public int hashV4(int saddr, int daddr) {
        return word(0, saddr) ^ word(4, daddr);
    }

    /** The hash of an IPv4 flow; ports in 0..65535. */
    public int hashV4(int saddr, int daddr, int sport, int dport) {
        return hashV4(saddr, daddr) ^ word(8, sport << 16 | (dport & 0xffff));
    }

    /** The hash of an IPv6 address pair. */
    public int hashV6(long saddrHi, long saddrLo, long daddrHi, long daddrLo) {
        return doubleWord(0, saddrHi) ^ doubleWord(8, saddrLo) ^ doubleWord(16, daddrHi) ^ doubleWord(24, daddrLo);
    }

    /** The hash of an IPv6 flow; ports in 0..65535. */
    public int hashV6(long saddrHi, long saddrLo, long daddrHi, long daddrLo, int sport, int dport) {
        return hashV6(saddrHi, saddrLo, daddrHi, daddrLo) ^ word(32, sport << 16 | (dport & 0xffff));
    }

    private int doubleWord(int position, long value) {
        return word(position, (int) (value >>> 32)) ^ word(position + 4, (int) value);
    }

    private int word(int position, int value) {
        int row = position << 8;
        return table[row | value >>> 24]
                ^ table[row + 0x100 | (value >>> 16 & 0xff)]
                ^ table[row + 0x200 | (value >>> 8 & 0xff)]
                ^ table[row + 0x300 | (value & 0xff)];
    }
}
