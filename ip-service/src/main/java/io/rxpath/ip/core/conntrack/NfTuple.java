package io.rxpath.ip.core.conntrack;

import io.rxpath.ip.core.netfilter.NfFamily;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.IpProtocol;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a connection (kernel struct nf_conntrack_tuple).
 *
 * @param src source address
 * @param dst destination address
 * @param protocol IP protocol
 * @param srcPort source port, or the identifier of an ICMP message; 0..65535
 * @param dstPort destination port, or type * 256 + code of an ICMP message; 0..65535
 */
public record NfTuple(IpAddress src, IpAddress dst, int protocol, int srcPort, int dstPort) {
    private static final int NO_ANSWER = -1;

    /** Family of the addresses. */
    public NfFamily family() {
        return src.isV4() ? NfFamily.IPV4 : NfFamily.IPV6;
    }

    /** True if the ports are an ICMP or ICMPv6 message's identifier, type and code. */
    public boolean isIcmp() {
        return protocol == IpProtocol.ICMP || protocol == IpProtocol.ICMPV6;
    }

    /** Type of an ICMP message. */
    public int icmpType() {
        return dstPort >>> 8;
    }

    /** Code of an ICMP message. */
    public int icmpCode() {
        return dstPort & 0xff;
    }

    /**
     * The tuple of the answer (kernel nf_ct_invert_tuple()), or null for an ICMP message that is no query and no reply.
     */
    public @Nullable NfTuple inverted() {
        if (!isIcmp()) {
            return new NfTuple(/* src= */ dst, /* dst= */ src, protocol, dstPort, srcPort);
        }
        int type = protocol == IpProtocol.ICMP ? icmpAnswer(icmpType()) : icmpv6Answer(icmpType());
        return type == NO_ANSWER
                ? null
                : new NfTuple(/* src= */ dst, /* dst= */ src, protocol, srcPort, type << 8 | icmpCode());
    }

    /** The tuple of the answer, of a tuple of a connection, which always has one. */
    public NfTuple answer() {
        NfTuple answer = inverted();
        if (answer == null) {
            throw new IllegalStateException(this + " has no answer and so belongs to no connection");
        }
        return answer;
    }

    /** Kernel net/netfilter/nf_conntrack_proto_icmp.c invmap[]. */
    private static int icmpAnswer(int type) {
        return switch (type) {
            case 8 -> 0;
            case 0 -> 8;
            case 13 -> 14;
            case 14 -> 13;
            case 15 -> 16;
            case 16 -> 15;
            case 17 -> 18;
            case 18 -> 17;
            default -> NO_ANSWER;
        };
    }

    /** Kernel net/netfilter/nf_conntrack_proto_icmpv6.c invmap[]: echo and node information. */
    private static int icmpv6Answer(int type) {
        return switch (type) {
            case 128 -> 129;
            case 129 -> 128;
            case 139 -> 140;
            case 140 -> 139;
            default -> NO_ANSWER;
        };
    }
}
