package io.rxpath.skb;

import org.jspecify.annotations.Nullable;

/**
 * Writes TCP options in the order and with the padding in which Linux sends them, so that a trace compares byte for
 * byte: MSS; timestamp, with SACK-permitted in place of its two NOPs if both go out; SACK-permitted alone behind two
 * NOPs; window scale behind one NOP; SACK blocks behind two NOPs.
 *
 * <p>Kernel: net/ipv4/tcp_output.c tcp_options_write().
 */
public final class TcpOptionWriter {
    private static final int NOPS = TcpOptions.KIND_NOP << 8 | TcpOptions.KIND_NOP;
    private static final int NOP_NOP = TcpOptions.KIND_NOP << 24 | TcpOptions.KIND_NOP << 16;
    private static final int SACK_PERMITTED = TcpOptions.KIND_SACK_PERMITTED << 8 | TcpOptions.LENGTH_SACK_PERMITTED;
    private static final int TIMESTAMP = TcpOptions.KIND_TIMESTAMP << 8 | TcpOptions.LENGTH_TIMESTAMP;

    private TcpOptionWriter() {}

    /**
     * Bytes that {@link #write} takes for the same options, a multiple of 4. More than 40 do not fit into a header;
     * which options to leave out then is the caller's choice.
     */
    public static int length(int mss, boolean sackPermitted, int windowScale, boolean timestamp, int sackCount) {
        int length = 0;
        if (mss != 0) {
            length += 4;
        }
        if (timestamp) {
            length += 12;
        } else if (sackPermitted) {
            length += 4;
        }
        if (windowScale >= 0) {
            length += 4;
        }
        if (sackCount > 0) {
            length += 4 + sackCount * TcpOptions.LENGTH_SACK_BLOCK;
        }
        return length;
    }

    /**
     * Writes the options at {@code off} and returns the number of bytes written, a multiple of 4.
     *
     * @param mss maximum segment size in bytes, 0 for none
     * @param windowScale shift, negative for none
     * @param sackCount number of entries of {@code sackStart} and {@code sackEnd} to write, 0..4
     */
    public static int write(
            byte[] a,
            int off,
            int mss,
            boolean sackPermitted,
            int windowScale,
            boolean timestamp,
            int tsVal,
            int tsEcr,
            int sackCount,
            int[] sackStart,
            int[] sackEnd) {
        return write(
                a, off, mss, sackPermitted, windowScale, timestamp, tsVal, tsEcr, sackCount, sackStart, sackEnd, null);
    }

    /**
     * The same with an accurate ECN option behind the timestamp. Its last one or two bytes take the place of the NOPs in
     * front of the next option, if there is one that has them.
     *
     * @param accEcn null for none
     */
    public static int write(
            byte[] a,
            int off,
            int mss,
            boolean sackPermitted,
            int windowScale,
            boolean timestamp,
            int tsVal,
            int tsEcr,
            int sackCount,
            int[] sackStart,
            int[] sackEnd,
            @Nullable AccEcnOption accEcn) {
        int at = off;
        if (mss != 0) {
            at += writeMss(a, at, mss);
        }
        if (timestamp) {
            int written = writeTimestamp(a, at, tsVal, tsEcr);
            if (sackPermitted) {
                Bytes.put16(a, at, SACK_PERMITTED);
            }
            at += written;
        }
        int leftover = NOPS;
        if (accEcn != null && accEcn.fields >= 0) {
            at += writeAccEcn(a, at, accEcn);
            leftover = leftover(accEcn);
        }
        if (sackPermitted && !timestamp) {
            writeSackPermitted(a, at);
            Bytes.put16(a, at, leftover);
            leftover = NOPS;
            at += 4;
        }
        if (windowScale >= 0) {
            writeWindowScale(a, at, windowScale);
            if (leftover != NOPS && (leftover & 0xff) == TcpOptions.KIND_NOP) {
                a[at] = (byte) (leftover >> 8);
                leftover = NOPS;
            }
            at += 4;
        }
        if (sackCount > 0) {
            int written = writeSack(a, at, sackCount, sackStart, sackEnd);
            Bytes.put16(a, at, leftover);
            at += written;
        } else if (leftover != NOPS) {
            Bytes.put32(a, at, leftover << 16 | NOPS);
            at += 4;
        }
        return at - off;
    }

    /** The option as far as it fills words of four bytes, a NOP behind three counters; returns the bytes written. */
    private static int writeAccEcn(byte[] a, int off, AccEcnOption o) {
        if (o.fields == 0) {
            return 0;
        }
        int length = TcpOptions.LENGTH_ACCECN_BASE + o.fields * TcpOptions.LENGTH_ACCECN_FIELD;
        Bytes.put32(a, off, TcpOptions.KIND_ACCECN1 << 24 | length << 16 | o.e1b >> 8 & 0xffff);
        if (o.fields == 1) {
            return 4;
        }
        Bytes.put32(a, off + 4, o.e1b << 24 | o.ceb & 0xff_ffff);
        if (o.fields == 2) {
            return 8;
        }
        Bytes.put32(a, off + 8, o.e0b << 8 | TcpOptions.KIND_NOP);
        return 12;
    }

    /** What of the option did not fill a word: two bytes, NOPs where there is nothing. */
    private static int leftover(AccEcnOption o) {
        return switch (o.fields) {
            case 0 -> TcpOptions.KIND_ACCECN1 << 8 | TcpOptions.LENGTH_ACCECN_BASE;
            case 1 -> (o.e1b & 0xff) << 8 | TcpOptions.KIND_NOP;
            default -> NOPS;
        };
    }

    /** Writes MSS (bytes, 1..65535) and returns 4. */
    public static int writeMss(byte[] a, int off, int mss) {
        Bytes.put32(a, off, TcpOptions.KIND_MSS << 24 | TcpOptions.LENGTH_MSS << 16 | (mss & 0xffff));
        return 4;
    }

    /** Writes NOP NOP SACK-permitted and returns 4. */
    public static int writeSackPermitted(byte[] a, int off) {
        Bytes.put32(a, off, NOP_NOP | SACK_PERMITTED);
        return 4;
    }

    /** Writes NOP and the window scale (shift, 0..14) and returns 4. */
    public static int writeWindowScale(byte[] a, int off, int shift) {
        Bytes.put32(
                a,
                off,
                TcpOptions.KIND_NOP << 24
                        | TcpOptions.KIND_WINDOW_SCALE << 16
                        | TcpOptions.LENGTH_WINDOW_SCALE << 8
                        | (shift & 0xff));
        return 4;
    }

    /** Writes NOP NOP timestamp and returns 12. */
    public static int writeTimestamp(byte[] a, int off, int tsVal, int tsEcr) {
        Bytes.put32(a, off, NOP_NOP | TIMESTAMP);
        Bytes.put32(a, off + 4, tsVal);
        Bytes.put32(a, off + 8, tsEcr);
        return 12;
    }

    /** Writes NOP NOP SACK with {@code count} blocks, 1..4, and returns 4 + 8 * count. */
    public static int writeSack(byte[] a, int off, int count, int[] start, int[] end) {
        int size = TcpOptions.LENGTH_SACK_BASE + count * TcpOptions.LENGTH_SACK_BLOCK;
        Bytes.put32(a, off, NOP_NOP | TcpOptions.KIND_SACK << 8 | size);
        int at = off + 4;
        for (int i = 0; i < count; i++) {
            Bytes.put32(a, at, start[i]);
            Bytes.put32(a, at + 4, end[i]);
            at += TcpOptions.LENGTH_SACK_BLOCK;
        }
        return at - off;
    }

    /** Bytes that {@link #writeFastOpen} takes, a multiple of 4. */
    public static int fastOpenLength(int cookieLength, boolean experimental) {
        return cookieLength + (experimental ? 4 : 2) + 3 & ~3;
    }

    /** Writes a fast open cookie and NOPs behind it; returns the bytes written. */
    public static int writeFastOpen(byte[] a, int off, byte[] cookie, boolean experimental) {
        int base = experimental ? 4 : 2;
        int length = base + cookie.length;
        a[off] = (byte) (experimental ? TcpOptions.KIND_EXPERIMENTAL : TcpOptions.KIND_FAST_OPEN);
        a[off + 1] = (byte) length;
        if (experimental) {
            Bytes.put16(a, off + 2, TcpOptions.FAST_OPEN_MAGIC);
        }
        System.arraycopy(cookie, 0, a, off + base, cookie.length);
        int padded = length + 3 & ~3;
        for (int i = length; i < padded; i++) {
            a[off + i] = TcpOptions.KIND_NOP;
        }
        return padded;
    }
}
