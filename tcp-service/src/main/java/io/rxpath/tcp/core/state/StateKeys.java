package io.rxpath.tcp.core.state;

import io.rxpath.skb.IpAddress;
import io.rxpath.tcp.core.sock.TcpMetrics;

/** Keys of the stored parts: a letter, then big-endian numbers. No kernel counterpart: a kernel's sockets die with it. */
public final class StateKeys {
    /** Counters, ledger, ids. */
    static final byte STACK = 'G';
    /** A full socket. */
    static final byte SOCK = 'S';
    /** A request. */
    static final byte REQUEST = 'R';
    /** A TIME_WAIT socket. */
    static final byte TIMEWAIT = 'T';
    /** A segment of an out-of-order queue. */
    static final byte OFO = 'O';
    /** Written bytes that are not acknowledged. */
    static final byte WRITE = 'W';

    /** A listener that listen() has made. */
    static final byte LISTENER = 'L';

    /** The path to a peer. */
    static final byte PATH = 'P';

    /** What was learnt of Fast Open with a peer. */
    static final byte METRICS = 'M';

    static final int METRICS_LENGTH = 33;

    private StateKeys() {}

    static byte[] stack() {
        return new byte[] {STACK};
    }

    static byte[] of(byte kind, long id) {
        byte[] key = new byte[9];
        key[0] = kind;
        put64(key, 1, id);
        return key;
    }

    /** Key of a segment of a socket's out-of-order queue. */
    public static byte[] ofo(long cookie, int id) {
        return two(OFO, cookie, id);
    }

    /** Key of the listener with this cookie. */
    public static byte[] listener(long cookie) {
        return of(LISTENER, cookie);
    }

    /** Key of the path to a peer. */
    static byte[] path(IpAddress peer) {
        return two(PATH, peer.hi(), peer.lo());
    }

    /** Key of what was learnt of Fast Open between two addresses. */
    static byte[] metrics(TcpMetrics.Pair pair) {
        byte[] key = new byte[METRICS_LENGTH];
        key[0] = METRICS;
        put64(key, 1, pair.source().hi());
        put64(key, 9, pair.source().lo());
        put64(key, 17, pair.dest().hi());
        put64(key, 25, pair.dest().lo());
        return key;
    }

    /** The addresses of such a key. */
    static TcpMetrics.Pair metrics(byte[] key) {
        return new TcpMetrics.Pair(
                new IpAddress(get64(key, 1), get64(key, 9)), new IpAddress(get64(key, 17), get64(key, 25)));
    }

    /** Key of the write chunk that begins at a stream offset. */
    public static byte[] write(long cookie, long offset) {
        return two(WRITE, cookie, offset);
    }

    private static byte[] two(byte kind, long a, long b) {
        byte[] key = new byte[17];
        key[0] = kind;
        put64(key, 1, a);
        put64(key, 9, b);
        return key;
    }

    static void put64(byte[] a, int at, long value) {
        for (int i = 0; i < 8; i++) {
            a[at + i] = (byte) (value >>> 56 - 8 * i);
        }
    }

    static long get64(byte[] a, int at) {
        long value = 0;
        for (int i = 0; i < 8; i++) {
            value = value << 8 | a[at + i] & 0xff;
        }
        return value;
    }
}
