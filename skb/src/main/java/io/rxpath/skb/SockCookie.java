package io.rxpath.skb;

/**
 * What the number of a socket says about it. TCP counts its cookies up from its partition's number, so their two highest
 * bits are 0; those of sockets a process made by socket() are counted up there and have the second of them set. A UDP socket is part of the host's settings and a ping socket belongs to its identifier: their cookies follow from
 * that, and are the same in every service and after every restart.
 *
 * <p>Kernel: net/core/sock_diag.c __sock_gen_cookie(), which counts up.
 */
public final class SockCookie {
    private static final long UDP = 1L << 63;
    private static final long PING = 3L << 62;
    private static final long PROCESS = 1L << 62;
    private static final long KIND = 3L << 62;

    private SockCookie() {}

    /** The cookie of the {@code n}-th socket that processes have made by socket(), n from 0. */
    public static long process(long n) {
        return n & ~KIND | PROCESS;
    }

    /** True for a socket that a process has made by socket(): a listener or the end that connects. */
    public static boolean isProcess(long cookie) {
        return (cookie & KIND) == PROCESS;
    }

    /** A UDP socket's cookie from a hash of what it is bound to. */
    public static long udp(long hash) {
        return hash & ~KIND | UDP;
    }

    /** The cookie of the ping socket with this identifier, 0..65535, of IPv4 or IPv6. */
    public static long ping(int ident, boolean v6) {
        return PING | (v6 ? 1L << 16 : 0) | ident & 0xffff;
    }

    /** True for a UDP socket. */
    public static boolean isUdp(long cookie) {
        return (cookie & KIND) == UDP;
    }

    /** True for a ping socket. */
    public static boolean isPing(long cookie) {
        return (cookie & KIND) == PING;
    }

    /** The identifier of a ping socket. */
    public static int pingIdent(long cookie) {
        return (int) cookie & 0xffff;
    }

    /**
     * The hash that gives a socket its partition, where the flow's does not: a UDP socket has one receive queue for all its
     * peers, so all its datagrams go to one place.
     */
    public static int home(long cookie) {
        long h = cookie * 0x9E3779B97F4A7C15L;
        return (int) (h >>> 32);
    }
}
