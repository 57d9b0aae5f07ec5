package io.rxpath.ip.core.ipv6;

import io.rxpath.skb.SkBuff;

/** Datagrams over IPv6 (kernel net/ipv6/udp.c): the seam to the UDP sockets. */
public interface Udp6 {
    /**
     * A datagram for this host: data at the UDP header, network header at the IPv6 header. It ends here in every case
     * (kernel __udp6_lib_rcv()).
     */
    void rcv(SkBuff skb, long now);

    /**
     * An ICMPv6 error about a datagram of ours (kernel __udp6_lib_err()).
     *
     * @param skb the message; data at the IPv6 header it quotes
     * @param offset bytes from there to the UDP header
     * @return false if there is no socket
     */
    boolean err(SkBuff skb, int type, int code, int offset, int info, long now);

    /** The sockets of a port, or null if UDP has no sockets for IPv6. */
    interface Sockets {
        /**
         * Takes a datagram whose length is right, trimmed to it. False if no socket wants it.
         *
         * @param toGroup whether it was sent to a group, and may go to several
         */
        boolean deliver(SkBuff skb, boolean toGroup, long now);

        /** True if a socket would take the datagram. */
        boolean bound(SkBuff skb);

        /** An error for a socket; false if there is none. See {@link Udp6#err}. */
        boolean err(SkBuff skb, int type, int code, int offset, int info, long now);
    }
}
