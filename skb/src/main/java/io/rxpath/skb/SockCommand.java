package io.rxpath.skb;

/**
 * What a socket's system calls do to TCP: topic socket.ctl.
 *
 * <pre>
 *   0  u8   kind     1  u8  header length (58)
 *   2  u32  flow hash
 *   6  u64  socket cookie
 *  14  i64  value
 *  22  36 bytes of {@link FlowKey}
 *  58  WRITE, SETSOCKOPT, LISTEN and CONNECT only: the bytes
 * </pre>
 *
 * @param kind the call
 * @param hash flow hash: decides the partition
 * @param cookie the socket
 * @param flow 4-tuple of the connection
 * @param value see {@link Kind}
 * @param bytes with WRITE: what to send; with SETSOCKOPT: an option that is more than a number; with LISTEN and CONNECT: a
 *     list of {@link SockOption}; otherwise empty
 */
public record SockCommand(Kind kind, int hash, long cookie, FlowKey flow, long value, byte[] bytes) {
    /** The call. The ordinal is in the record: append only. */
    public enum Kind {
        /** accept(): the connection leaves the accept queue. */
        ACCEPT,
        /** recv() has copied: {@code value} bytes of the stream in all (kernel tcp_cleanup_rbuf). */
        COPIED,
        /**
         * send(): {@code value} is the stream offset of the first byte, so a repeated write is recognised, and in its
         * highest bits flags from {@link #MORE} down to {@link #NOWAIT}.
         */
        WRITE,
        /**
         * shutdown(): a FIN follows what was written. {@code value}: 0 or 2 for SHUT_WR, 1 for SHUT_RD, 3 for both; only
         * with 1 there is no FIN.
         */
        SHUTDOWN,
        /** close(). {@code value}: 1 if unread bytes were thrown away, which makes TCP send a RST. */
        CLOSE,
        /** close() with SO_LINGER 0: a RST at once. {@code value}: 0, or {@link #DISCONNECT}. */
        ABORT,
        /**
         * listen(): a socket that takes connections, until {@link #CLOSE} with its cookie. {@code flow}: our address (zero
         * for any) and port; {@code value}: the backlog asked for; bytes: the options set so far. Again with the same
         * cookie: another backlog.
         */
        LISTEN,
        /**
         * connect(): a SYN goes out. {@code flow}: both ends; {@code value}: 0, {@link #FIRST_WRITE}, {@link #PORT_CHOSEN} or
         * both; bytes: the options set so far, which hold before the SYN is built. With TCP_FASTOPEN_CONNECT among them TCP
         * answers with {@link SockEvent.Kind#DEFERRED}.
         */
        CONNECT,
        /**
         * setsockopt(): {@code value} is that of {@link SockOption#word}; bytes hold an option that is more than a number.
         */
        SETSOCKOPT;

        /** True if bytes may follow. */
        public boolean carriesBytes() {
            return this == WRITE || this == SETSOCKOPT || this == LISTEN || this == CONNECT;
        }
    }

    /** With WRITE: more follows at once, so no short segment goes out (MSG_MORE). */
    public static final long MORE = 1L << 62;

    /** With WRITE: nothing is joined to the last byte (MSG_EOR). */
    public static final long EOR = 1L << 60;

    /** With WRITE: the bytes are one buffer of a program that wants to know when it is free again (MSG_ZEROCOPY). */
    public static final long ZEROCOPY = 1L << 59;

    /** With WRITE: {@link SockEvent.Kind#TX_NOTE} for the last byte when it is queued at the device. */
    public static final long TX_SCHED = 1L << 58;

    /** With WRITE: the same when it leaves the device. */
    public static final long TX_SOFTWARE = 1L << 57;

    /** With WRITE: the same when it is acknowledged. */
    public static final long TX_ACK = 1L << 56;

    /**
     * With WRITE: more bytes of the same call follow. Without bytes and {@link #ASK} it is the news that a call waits for the end
     * of the handshake.
     */
    public static final long PART = 1L << 55;

    /**
     * With WRITE: TCP takes what the send buffer has room for, and answers with {@link SockEvent.Kind#WROTE}. Without bytes
     * nothing is written: poll() has found no room, or a call that waited is over.
     */
    public static final long ASK = 1L << 54;

    /** With {@link #ASK}: the call returns when there is no room (MSG_DONTWAIT). */
    public static final long NOWAIT = 1L << 53;

    /** With CONNECT: connect() has chosen the port, which nobody has reserved by bind(). */
    public static final long PORT_CHOSEN = 2;

    /** With WRITE: the last byte of the call is urgent (MSG_OOB). */
    public static final long OOB = 1L << 61;

    /** With CONNECT: the SYN waits for the first WRITE and takes of its bytes along what it can (MSG_FASTOPEN). */
    public static final long FIRST_WRITE = 1;

    /** With ABORT: connect() with AF_UNSPEC, after which the socket has another cookie (tcp_disconnect()). */
    public static final long DISCONNECT = 1;

    /** The bits of a WRITE's value that are the offset. */
    public static final long OFFSET = NOWAIT - 1;

    private static final Kind[] KINDS = Kind.values();
    private static final int HEADER_LENGTH = 58;
    private static final byte[] NONE = new byte[0];

    /** Checks that only kinds that may have bytes have some. */
    public SockCommand {
        if (!kind.carriesBytes() && bytes.length > 0) {
            throw new IllegalArgumentException(
                    kind + " carries no bytes: only WRITE, SETSOCKOPT, LISTEN and CONNECT do");
        }
    }

    /** A call without bytes. */
    public static SockCommand of(Kind kind, int hash, long cookie, FlowKey flow, long value) {
        return new SockCommand(kind, hash, cookie, flow, value, NONE);
    }

    int encodedLength() {
        return HEADER_LENGTH + bytes.length;
    }

    int encode(byte[] a, int off) {
        a[off] = (byte) kind.ordinal();
        a[off + 1] = HEADER_LENGTH;
        Bytes.put32(a, off + 2, hash);
        Bytes.put64(a, off + 6, cookie);
        Bytes.put64(a, off + 14, value);
        flow.encode(a, off + 22);
        System.arraycopy(bytes, 0, a, off + HEADER_LENGTH, bytes.length);
        return off + HEADER_LENGTH + bytes.length;
    }

    static SockCommand decode(byte[] a, int off, int len) {
        RecordListReader.need(off, len, HEADER_LENGTH, "a socket command");
        int kind = a[off] & 0xff;
        int headerLength = a[off + 1] & 0xff;
        if (kind >= KINDS.length) {
            throw new MalformedRecordException(off, "unknown socket command " + kind);
        }
        if (headerLength < HEADER_LENGTH || headerLength > len) {
            throw new MalformedRecordException(off + 1, "header length " + headerLength + " of an item of " + len);
        }
        if (!KINDS[kind].carriesBytes() && len > headerLength) {
            throw new MalformedRecordException(
                    off + headerLength, KINDS[kind] + " carries no bytes, got " + (len - headerLength));
        }
        byte[] bytes = NONE;
        if (len > headerLength) {
            bytes = new byte[len - headerLength];
            System.arraycopy(a, off + headerLength, bytes, 0, bytes.length);
        }
        return new SockCommand(
                KINDS[kind],
                Bytes.get32(a, off + 2),
                Bytes.get64(a, off + 6),
                FlowKey.decode(a, off + 22),
                Bytes.get64(a, off + 14),
                bytes);
    }
}
