package io.rxpath.skb;

import org.jspecify.annotations.Nullable;

/**
 * What TCP and IP tell a socket: topic socket.rx.
 *
 * <pre>
 *   0  u8   kind     1  u8  header length (58)
 *   2  u32  flow hash
 *   6  u64  socket cookie
 *  14  i64  value
 *  22  36 bytes of {@link FlowKey}
 *  58  DATA: an {@link SkbRecord} whose data is the payload; DATAGRAM: one whose data is the UDP or ICMP header
 * </pre>
 *
 * @param kind what happened
 * @param hash flow hash of a connection, {@link SockCookie#home} of another socket: decides the partition
 * @param cookie the socket (kernel sock_gen_cookie), unique in its partition for ever; see {@link SockCookie}
 * @param flow 4-tuple of the connection or the datagram
 * @param value see {@link Kind}
 * @param skb with DATA and DATAGRAM: the packet; otherwise null
 */
public record SockEvent(
        Kind kind,
        int hash,
        long cookie,
        FlowKey flow,
        long value,
        @Nullable SkBuff skb) {
    /** What happened. The ordinal is in the record: append only. */
    public enum Kind {
        /**
         * A connection is established and waits to be accepted. {@code value}: the cookie of the listener that listen()
         * made, which is a {@link SockCookie#isProcess process's}, else the listener's port.
         */
        NEW,
        /** Bytes in order. {@code value}: stream offset of the first, counted from 0. */
        DATA,
        /** The peer will send no more. {@code value}: number of bytes of the whole stream. */
        FIN,
        /** The connection is gone. {@code value}: the errno (ECONNRESET 104, ETIMEDOUT 110, EPIPE 32). */
        ERROR,
        /** sk_write_space: {@code value} bytes written so far may be exceeded up to this total. */
        WRITE_SPACE,
        /** TCP forgets the connection: both sides are closed. {@code value}: 0. */
        CLOSED,
        /** The peer has marked a byte as urgent, which may still be to come. {@code value}: its stream offset. */
        URGENT,
        /**
         * A datagram for a UDP or a ping socket. {@code value}: index of the device it came in by (in_pktinfo's
         * ipi_ifindex).
         */
        DATAGRAM,
        /**
         * An ICMP error about a datagram the socket has sent (kernel sk->sk_err and struct sock_extended_err).
         * {@code value}: see {@link IcmpErrorValue}.
         */
        ICMP_ERROR,
        /**
         * A person asks for echo requests from a new ping socket to the remote address of {@code flow}. {@code value}:
         * see {@link PingValue}.
         */
        PING,
        /** The handshake that connect() began is over. {@code value}: 0. */
        CONNECTED,
        /**
         * A byte whose way the socket asked for has come a step further. {@code value}: its stream offset, and what
         * happened: {@link #TX_SCHED}, {@link #TX_SOFTWARE}, {@link #TX_ACK} or {@link #TX_ZEROCOPY}.
         */
        TX_NOTE,
        /**
         * Answers a WRITE with {@link SockCommand#ASK}, and from then on tells when there is room and when there is none.
         * {@code value}: the bytes written in all, and {@link #ROOM}.
         */
        WROTE,
        /** Answers a CONNECT with TCP_FASTOPEN_CONNECT. {@code value}: 1 if the SYN waits for the first write, else 0. */
        DEFERRED;

        /** True if it carries an skb. */
        public boolean carriesSkb() {
            return this == DATA || this == DATAGRAM;
        }
    }

    /** With TX_NOTE: it is in the queue of the device (SCM_TSTAMP_SCHED). */
    public static final long TX_SCHED = 0;

    /** With TX_NOTE: it has left (SCM_TSTAMP_SND). */
    public static final long TX_SOFTWARE = 1L << 60;

    /** With TX_NOTE: the peer has it (SCM_TSTAMP_ACK). */
    public static final long TX_ACK = 2L << 60;

    /** With TX_NOTE: all bytes of its call up to it are out of use (SO_EE_ORIGIN_ZEROCOPY). */
    public static final long TX_ZEROCOPY = 3L << 60;

    /** With WROTE: poll() says that it can be written (__sk_stream_is_writeable()). */
    public static final long ROOM = 1L << 62;

    private static final Kind[] KINDS = Kind.values();
    private static final int HEADER_LENGTH = 58;

    /** Checks that DATA and DATAGRAM have a packet and no other kind has one. */
    public SockEvent {
        if (kind.carriesSkb() != (skb != null)) {
            throw new IllegalArgumentException(
                    kind + (skb == null ? " needs an skb" : " carries no skb: only DATA and DATAGRAM do"));
        }
    }

    /** Bytes {@link #encode} will write. */
    int encodedLength() {
        return HEADER_LENGTH + (skb == null ? 0 : SkbRecord.encodedLength(skb));
    }

    int encode(byte[] a, int off) {
        a[off] = (byte) kind.ordinal();
        a[off + 1] = HEADER_LENGTH;
        Bytes.put32(a, off + 2, hash);
        Bytes.put64(a, off + 6, cookie);
        Bytes.put64(a, off + 14, value);
        flow.encode(a, off + 22);
        return skb == null ? off + HEADER_LENGTH : SkbRecord.encode(skb, a, off + HEADER_LENGTH);
    }

    static SockEvent decode(byte[] a, int off, int len) {
        RecordListReader.need(off, len, HEADER_LENGTH, "a socket event");
        int kind = a[off] & 0xff;
        int headerLength = a[off + 1] & 0xff;
        if (kind >= KINDS.length) {
            throw new MalformedRecordException(off, "unknown socket event " + kind);
        }
        if (headerLength < HEADER_LENGTH || headerLength > len) {
            throw new MalformedRecordException(off + 1, "header length " + headerLength + " of an item of " + len);
        }
        boolean hasSkb = KINDS[kind].carriesSkb();
        if (!hasSkb && len > headerLength) {
            throw new MalformedRecordException(
                    off + headerLength, KINDS[kind] + " carries no bytes, got " + (len - headerLength));
        }
        SkBuff skb = hasSkb ? SkbRecord.decode(a, off + headerLength, len - headerLength, 0) : null;
        return new SockEvent(
                KINDS[kind],
                Bytes.get32(a, off + 2),
                Bytes.get64(a, off + 6),
                FlowKey.decode(a, off + 22),
                Bytes.get64(a, off + 14),
                skb);
    }
}
