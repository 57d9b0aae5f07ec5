package io.rxpath.socket.core.app;

import io.rxpath.skb.FlowKey;

/**
 * What recvmsg() on a UDP socket returned.
 *
 * @param result bytes copied, or with MSG_TRUNC the datagram's length; a negative errno if there is no datagram
 * @param bytes the bytes copied
 * @param truncated MSG_TRUNC in msg_flags: the datagram was longer than the room for it, and its rest is gone
 * @param flow msg_name and IP_PKTINFO: the peer it came from and the address it was sent to
 * @param ifindex IP_PKTINFO: the device it came in by
 * @param hash flow hash of the datagram (SO_INCOMING_NAPI_ID's kin): an answer takes the same way
 * @param toHost false if it was sent to a broadcast or multicast address
 */
public record Datagram(
        int result, byte[] bytes, boolean truncated, FlowKey flow, int ifindex, int hash, boolean toHost) {
    private static final byte[] NONE = new byte[0];
    private static final FlowKey NOBODY = new FlowKey(0, 0, 0, 0, 0, 0);

    /** No datagram but an error. */
    public static Datagram error(int errno) {
        return new Datagram(-errno, NONE, false, NOBODY, 0, 0, false);
    }
}
