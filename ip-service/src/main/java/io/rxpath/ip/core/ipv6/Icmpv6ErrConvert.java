package io.rxpath.ip.core.ipv6;

import io.rxpath.skb.IcmpErrorValue;

/** What a socket is told of an ICMPv6 error (kernel net/ipv6/icmp.c icmpv6_err_convert()). */
public final class Icmpv6ErrConvert {
    private static final int EPROTO = 71;
    private static final int EMSGSIZE = 90;
    private static final int EHOSTUNREACH = 113;

    /** tab_unreach[] by code: the errno, negative where the error is fatal. */
    private static final int[] UNREACH = {101, -13, EHOSTUNREACH, EHOSTUNREACH, -111, -13, -13};

    private Icmpv6ErrConvert() {}

    /**
     * The error of a message.
     *
     * @param info the second word of the message: of PACKET_TOO_BIG the MTU
     */
    public static IcmpErrorValue convert(int type, int code, int info) {
        return switch (type) {
            case Icmpv6.DEST_UNREACH -> {
                int errno = code < UNREACH.length ? UNREACH[code] : -EPROTO;
                yield new IcmpErrorValue(Math.abs(errno), type, code, 0, errno < 0);
            }
            case Icmpv6.PKT_TOOBIG -> new IcmpErrorValue(EMSGSIZE, type, code, info, true);
            case Icmpv6.PARAMPROB -> new IcmpErrorValue(EPROTO, type, code, 0, true);
            case Icmpv6.TIME_EXCEED -> new IcmpErrorValue(EHOSTUNREACH, type, code, 0, false);
            default -> new IcmpErrorValue(EPROTO, type, code, 0, false);
        };
    }
}
