package io.rxpath.skb;

/**
 * The Internet checksum: ones-complement sum of big-endian 16-bit words (RFC 1071), its incremental update
 * (RFC 1624), and the pseudo headers of TCP and UDP.
 *
 * <p>A <em>partial sum</em> is an unfolded {@code long}, to be treated as opaque: start with 0, feed it to
 * {@link #partial} or add pseudo-header sums to it, then {@link #finish} it. Words are added 32 bits at a time, so
 * 2^31 of them fit before the sum can overflow. Checksums are {@code int}s in 0..0xffff.
 *
 * <p>Kernel: lib/checksum.c do_csum(), include/net/checksum.h csum_replace2(), csum_replace4(), csum_block_add().
 */
public final class InternetChecksum {
    private static final long LOW_32 = 0xffffffffL;

    private InternetChecksum() {}

    /**
     * Adds {@code len} bytes to a partial sum. The last byte of an odd length counts as the high byte of a word, so
     * only the last block of a message may be odd; {@link #blockAdd} joins blocks that do not start on an even byte.
     */
    public static long partial(byte[] b, int off, int len, long sum) {
        int at = off;
        int left = len;
        while (left >= 8) {
            long word = Bytes.get64(b, at);
            sum += (word >>> 32) + (word & LOW_32);
            at += 8;
            left -= 8;
        }
        if (left >= 4) {
            sum += Bytes.get32(b, at) & LOW_32;
            at += 4;
            left -= 4;
        }
        if (left >= 2) {
            sum += Bytes.get16(b, at);
            at += 2;
            left -= 2;
        }
        if (left == 1) {
            sum += Bytes.get8(b, at) << 8;
        }
        return sum;
    }

    /**
     * Adds to {@code sum} the partial sum {@code block} of bytes that start {@code offset} bytes into the message. At
     * an odd offset every byte of the block changes its place in its word, which a byte swap of the sum repairs.
     */
    public static long blockAdd(long sum, long block, int offset) {
        int folded = fold(block);
        return sum + ((offset & 1) == 0 ? folded : (folded << 8 | folded >>> 8) & 0xffff);
    }

    /** The partial sum folded to 16 bits with end-around carry, not complemented; 0 only if every word was 0. */
    public static int fold(long sum) {
        long s = (sum >>> 32) + (sum & LOW_32);
        s = (s >>> 32) + (s & LOW_32);
        s = (s >>> 16) + (s & 0xffff);
        s = (s >>> 16) + (s & 0xffff);
        return (int) s;
    }

    /**
     * The checksum field for a partial sum: its complement. Over data that contains a correct checksum it is 0. (UDP
     * sends 0xffff in place of 0; that is the caller's to do.)
     */
    public static int finish(long sum) {
        return ~fold(sum) & 0xffff;
    }

    /** The checksum of {@code len} bytes. */
    public static int checksum(byte[] b, int off, int len) {
        return finish(partial(b, off, len, 0));
    }

    /** Partial sum of the IPv4 pseudo header; {@code length} counts the transport header and its data, in bytes. */
    public static long pseudoV4(int saddr, int daddr, int protocol, int length) {
        return (saddr & LOW_32) + (daddr & LOW_32) + protocol + length;
    }

    /** Partial sum of the IPv6 pseudo header (RFC 8200 section 8.1); {@code length} as in {@link #pseudoV4}. */
    public static long pseudo(long saddrHi, long saddrLo, long daddrHi, long daddrLo, int protocol, int length) {
        return halves(saddrHi) + halves(saddrLo) + halves(daddrHi) + halves(daddrLo) + protocol + (length & LOW_32);
    }

    /**
     * The stored checksum {@code check} after one 16-bit word it covers changed, by RFC 1624 equation 3:
     * {@code ~(~check + ~old + new)}. The older equation of RFC 1141 would turn 0 into 0xffff.
     */
    public static int replace16(int check, int oldWord, int newWord) {
        return finish((long) (~check & 0xffff) + (~oldWord & 0xffff) + (newWord & 0xffff));
    }

    /** As {@link #replace16} for a 32-bit field that starts at an even byte of the checksummed data. */
    public static int replace32(int check, int oldWord, int newWord) {
        return finish((~check & 0xffff) + (~oldWord & LOW_32) + (newWord & LOW_32));
    }

    private static long halves(long word) {
        return (word >>> 32) + (word & LOW_32);
    }
}
