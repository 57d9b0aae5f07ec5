package io.rxpath.skb;

/**
 * The value of {@link SockEvent.Kind#ICMP_ERROR}: errno in bits 0..15, ICMP type in 16..23, code in 24..31, the MTU of a
 * fragmentation error in 32..62 and in bit 63 whether it is fatal (kernel include/uapi/linux/errqueue.h struct
 * sock_extended_err; net/ipv4/icmp.c icmp_err_convert).
 *
 * @param errno what recv() reports, for example ECONNREFUSED 111
 * @param type ICMP type
 * @param code ICMP code
 * @param info the MTU of the next hop where the message has one, else 0
 * @param fatal whether a connected socket that did not ask for soft errors hears of it
 */
public record IcmpErrorValue(int errno, int type, int code, int info, boolean fatal) {
    /** As the event carries it. */
    public long encode() {
        return errno & 0xffffL
                | (type & 0xffL) << 16
                | (code & 0xffL) << 24
                | (info & 0x7fff_ffffL) << 32
                | (fatal ? 1L << 63 : 0);
    }

    /** Of an event's value. */
    public static IcmpErrorValue decode(long value) {
        return new IcmpErrorValue(
                (int) value & 0xffff,
                (int) (value >>> 16) & 0xff,
                (int) (value >>> 24) & 0xff,
                (int) (value >>> 32) & 0x7fff_ffff,
                value < 0);
    }
}
