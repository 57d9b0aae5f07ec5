package io.rxpath.skb;

/**
 * The options of a TCP header, parsed. One instance is reused from packet to packet and allocates nothing; its public
 * fields are valid until the next {@link #parse} or {@link #clear}. Not for sharing between threads.
 *
 * <p>Kernel: net/ipv4/tcp_input.c tcp_parse_options(); include/linux/tcp.h struct tcp_options_received.
 */
public final class TcpOptions {
    /** Most SACK blocks that fit into 40 bytes of options. */
    public static final int SACK_BLOCKS_MAX = 4;
    /** Most bytes of a fast open cookie. */
    public static final int FAST_OPEN_COOKIE_MAX = 16;
    /** Greatest shift of the window (RFC 7323 section 2.3; kernel TCP_MAX_WSCALE). */
    public static final int WINDOW_SCALE_MAX = 14;

    static final int KIND_EOL = 0;
    static final int KIND_NOP = 1;
    static final int KIND_MSS = 2;
    static final int KIND_WINDOW_SCALE = 3;
    static final int KIND_SACK_PERMITTED = 4;
    static final int KIND_SACK = 5;
    static final int KIND_TIMESTAMP = 8;
    static final int KIND_FAST_OPEN = 34;
    /** Accurate ECN (RFC 9768): the counter of ECT(0) comes first, or that of ECT(1). */
    public static final int KIND_ACCECN0 = 172;

    public static final int KIND_ACCECN1 = 174;
    static final int KIND_EXPERIMENTAL = 254;
    /** Magic number of fast open among the experimental options (TCPOPT_FASTOPEN_MAGIC). */
    static final int FAST_OPEN_MAGIC = 0xf989;

    static final int LENGTH_MSS = 4;
    static final int LENGTH_WINDOW_SCALE = 3;
    static final int LENGTH_SACK_PERMITTED = 2;
    static final int LENGTH_SACK_BASE = 2;
    static final int LENGTH_SACK_BLOCK = 8;
    static final int LENGTH_TIMESTAMP = 10;
    /** Kind and length of the accurate ECN option, and each of its up to three counters. */
    static final int LENGTH_ACCECN_BASE = 2;

    static final int LENGTH_ACCECN_FIELD = 3;

    /** A maximum segment size other than 0 was given. */
    public boolean sawMss;
    /** Maximum segment size in bytes, 1..65535 if {@link #sawMss}, else 0. */
    public int mss;
    /** A window scale was given. */
    public boolean sawWindowScale;
    /** Shift of the sender's windows, 0..14: a greater one on the wire counts as 14. */
    public int windowScale;
    /** The sender understands SACK. */
    public boolean sackPermitted;
    /** A timestamp was given. */
    public boolean sawTimestamp;
    /** The sender's clock (kernel rcv_tsval). */
    public int tsVal;
    /** Our clock as the sender saw it last (kernel rcv_tsecr). */
    public int tsEcr;
    /** Number of SACK blocks, 0..4. */
    public int sackCount;
    /** First sequence number of each SACK block. */
    public final int[] sackStart = new int[SACK_BLOCKS_MAX];
    /** Sequence number after each SACK block. */
    public final int[] sackEnd = new int[SACK_BLOCKS_MAX];
    /** A TCP fast open option was given on a SYN (RFC 7413). */
    public boolean sawFastOpen;
    /** Bytes of its cookie, 0 if it asks for one, -1 if there is no such option. */
    public int fastOpenLength = -1;
    /** It has the experimental kind. */
    public boolean fastOpenExperimental;
    /** Its cookie, the first {@link #fastOpenLength} bytes. */
    public final byte[] fastOpenCookie = new byte[FAST_OPEN_COOKIE_MAX];

    /** {@link #KIND_ACCECN0} or {@link #KIND_ACCECN1}, 0 for none. */
    public int accEcnKind;
    /** Whole counters of that option, 0..3. */
    public int accEcnFields;
    /** The counters in the order in which they came, 0..2^24-1. */
    public final int[] accEcn = new int[3];

    /** Forgets everything. */
    public void clear() {
        sawMss = false;
        mss = 0;
        sawWindowScale = false;
        windowScale = 0;
        sackPermitted = false;
        sawTimestamp = false;
        tsVal = 0;
        tsEcr = 0;
        sackCount = 0;
        sawFastOpen = false;
        fastOpenLength = -1;
        fastOpenExperimental = false;
        accEcnKind = 0;
        accEcnFields = 0;
    }

    /**
     * Parses the options of the TCP header at {@code tcpOff}, which must have passed {@link TcpHeader#check}. A length
     * below 2 or beyond the header ends the parsing; what was found before stays. An option of a known kind with a
     * length that is not its own is stepped over. MSS, window scale, SACK-permitted and fast open count on a SYN only.
     *
     * <p>Unlike the kernel, which asks its socket first, this reports window scale, SACK and timestamps whenever they
     * are there; what was not negotiated is for the caller to ignore.
     */
    public void parse(byte[] a, int tcpOff, boolean syn) {
        clear();
        int at = tcpOff + TcpHeader.LENGTH;
        int end = tcpOff + ((a[tcpOff + 12] & 0xf0) >> 2);
        while (at < end) {
            int kind = a[at] & 0xff;
            if (kind == KIND_EOL) {
                return;
            }
            if (kind == KIND_NOP) {
                at++;
                continue;
            }
            if (at + 1 >= end) {
                return;
            }
            int size = a[at + 1] & 0xff;
            if (size < 2 || at + size > end) {
                return;
            }
            option(a, at, kind, size, syn);
            at += size;
        }
    }

    private void option(byte[] a, int at, int kind, int size, boolean syn) {
        switch (kind) {
            case KIND_TIMESTAMP -> timestamp(a, at, size);
            case KIND_SACK -> sack(a, at, size);
            case KIND_MSS -> {
                if (syn && size == LENGTH_MSS && Bytes.get16(a, at + 2) != 0) {
                    sawMss = true;
                    mss = Bytes.get16(a, at + 2);
                }
            }
            case KIND_WINDOW_SCALE -> {
                if (syn && size == LENGTH_WINDOW_SCALE) {
                    sawWindowScale = true;
                    windowScale = Math.min(a[at + 2] & 0xff, WINDOW_SCALE_MAX);
                }
            }
            case KIND_SACK_PERMITTED -> sackPermitted |= syn && size == LENGTH_SACK_PERMITTED;
            case KIND_FAST_OPEN -> fastOpen(a, at + 2, size - 2, syn, false);
            case KIND_ACCECN0, KIND_ACCECN1 -> accEcn(a, at, kind, size);
            case KIND_EXPERIMENTAL -> {
                if (size >= 4 && Bytes.get16(a, at + 2) == FAST_OPEN_MAGIC) {
                    fastOpen(a, at + 4, size - 4, syn, true);
                }
            }
            default -> {
                // MD5, AO and SMC have no part in this model.
            }
        }
    }

    private void timestamp(byte[] a, int at, int size) {
        if (size == LENGTH_TIMESTAMP) {
            sawTimestamp = true;
            tsVal = Bytes.get32(a, at + 2);
            tsEcr = Bytes.get32(a, at + 6);
        }
    }

    /** The last one counts, whatever its length. */
    private void accEcn(byte[] a, int at, int kind, int size) {
        accEcnKind = kind;
        accEcnFields = Math.min((size - LENGTH_ACCECN_BASE) / LENGTH_ACCECN_FIELD, accEcn.length);
        for (int i = 0; i < accEcnFields; i++) {
            int from = at + LENGTH_ACCECN_BASE + i * LENGTH_ACCECN_FIELD;
            accEcn[i] = (a[from] & 0xff) << 16 | Bytes.get16(a, from + 1);
        }
    }

    private void sack(byte[] a, int at, int size) {
        int blocks = size - LENGTH_SACK_BASE;
        if (blocks < LENGTH_SACK_BLOCK || blocks % LENGTH_SACK_BLOCK != 0) {
            return;
        }
        // No bound check: 40 bytes of options cannot hold a fifth block. A second SACK option replaces the first.
        sackCount = blocks / LENGTH_SACK_BLOCK;
        for (int i = 0; i < sackCount; i++) {
            sackStart[i] = Bytes.get32(a, at + 2 + i * LENGTH_SACK_BLOCK);
            sackEnd[i] = Bytes.get32(a, at + 6 + i * LENGTH_SACK_BLOCK);
        }
    }

    /**
     * Empty asks for a cookie; a cookie has 4 to 16 bytes and an even number of them (kernel tcp_parse_fastopen_option()). Of
     * several options the last one counts.
     */
    private void fastOpen(byte[] a, int at, int bytes, boolean syn, boolean experimental) {
        if (!syn || bytes % 2 != 0) {
            return;
        }
        boolean cookie = bytes >= 4 && bytes <= FAST_OPEN_COOKIE_MAX;
        if (cookie) {
            System.arraycopy(a, at, fastOpenCookie, 0, bytes);
        }
        fastOpenLength = cookie || bytes == 0 ? bytes : -1;
        fastOpenExperimental = experimental;
        sawFastOpen = fastOpenLength >= 0;
    }
}
