package io.rxpath.ip.core.conntrack;

import io.rxpath.ip.core.netfilter.NfFamily;
import io.rxpath.ip.core.netfilter.NfHook;
import io.rxpath.ip.core.netfilter.NfHookState;
import io.rxpath.skb.CtInfo;
import io.rxpath.skb.IcmpHeader;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.Ipv6Header;
import io.rxpath.skb.SkBuff;
import org.jspecify.annotations.Nullable;

/**
 * Tracks ICMP and ICMPv6: queries as connections, errors as packets of the connection they are about (kernel
 * net/netfilter/nf_conntrack_proto_icmp.c nf_conntrack_icmp_packet(), nf_conntrack_icmpv4_error(), nf_conntrack_inet_error();
 * nf_conntrack_proto_icmpv6.c).
 */
final class ConntrackIcmp {
    private static final int NR_ICMP_TYPES = 18;
    private static final int ICMPV6_ECHO_REQUEST = 128;
    private static final int ICMPV6_NI_QUERY = 139;
    private static final int NDISC_REDIRECT = 137;
    /** Target and destination address in front of a redirect's options. */
    private static final int REDIRECT_LENGTH = IcmpHeader.LENGTH + 32;

    private static final int OPTION_REDIRECTED_HEADER = 4;
    /** The first ten bits of fe80::/10. */
    private static final int LINK_LOCAL = 0xfe80 >>> 6;

    private final Conntrack conntrack;
    private final SkbTuple quoted = new SkbTuple();

    ConntrackIcmp(Conntrack conntrack) {
        this.conntrack = conntrack;
    }

    /** A query or its reply. */
    ConntrackVerdict packet(NfConn ct, NfHookState state, int dir) {
        boolean v4 = state.family == NfFamily.IPV4;
        if (v4 != (ct.original.protocol() == IpProtocol.ICMP)) {
            return ConntrackVerdict.INVALID;
        }
        int type = ct.original.icmpType();
        boolean query = v4
                ? type == IcmpHeader.ECHO || type == 13 || type == 15 || type == 17
                : type == ICMPV6_ECHO_REQUEST || type == ICMPV6_NI_QUERY;
        if (!query) {
            return ConntrackVerdict.INVALID;
        }
        long timeout = conntrack.settings().nanos(v4 ? ConntrackSysctl.ICMP : ConntrackSysctl.ICMPV6);
        conntrack.refresh(ct, dir, state.skb.len(), timeout, state.now);
        return ConntrackVerdict.ACCEPT;
    }

    /**
     * Looks at a message before its own tuple is looked up. An error gets the connection it is about; a message that is not
     * tracked is marked so; everything else is left for the lookup.
     *
     * @return false if the message is damaged or about nothing we know
     */
    boolean error(NfHookState state, int dataOff, int protocol) {
        if (state.family == NfFamily.IPV4) {
            return protocol != IpProtocol.ICMP || icmpv4Error(state, dataOff);
        }
        return protocol != IpProtocol.ICMPV6 || icmpv6Error(state, dataOff);
    }

    private boolean icmpv4Error(NfHookState state, int dataOff) {
        SkBuff skb = state.skb;
        if (!SkbTuple.mayPull(skb, dataOff, IcmpHeader.LENGTH) || badChecksum(state, dataOff, IpProtocol.ICMP)) {
            return false;
        }
        int type = new IcmpHeader(skb.buf(), skb.data() + dataOff).type();
        if (type > NR_ICMP_TYPES) {
            return false;
        }
        return switch (type) {
            case IcmpHeader.DEST_UNREACH,
                    IcmpHeader.SOURCE_QUENCH,
                    IcmpHeader.TIME_EXCEEDED,
                    IcmpHeader.PARAMETER_PROBLEM,
                    IcmpHeader.REDIRECT ->
                inetError(
                        state,
                        dataOff + IcmpHeader.LENGTH,
                        IpAddress.v4(new Ipv4Header(skb.buf(), skb.data()).daddr()));
            default -> true;
        };
    }

    private boolean icmpv6Error(NfHookState state, int dataOff) {
        SkBuff skb = state.skb;
        if (!SkbTuple.mayPull(skb, dataOff, IcmpHeader.LENGTH) || badChecksum(state, dataOff, IpProtocol.ICMPV6)) {
            return false;
        }
        int type = new IcmpHeader(skb.buf(), skb.data() + dataOff).type();
        switch (type) {
            // Multicast listener, neighbour and multicast router discovery.
            case 130, 131, 132, 133, 134, 135, 136, 143, 151, 152 -> {
                skb.nfct = null;
                skb.ctInfo = CtInfo.UNTRACKED;
                return true;
            }
            case NDISC_REDIRECT -> {
                return redirect(state, dataOff);
            }
            default -> {
                if (type >= ICMPV6_ECHO_REQUEST) {
                    return true;
                }
                return inetError(state, dataOff + IcmpHeader.LENGTH, daddr(skb));
            }
        }
    }

    private static IpAddress daddr(SkBuff skb) {
        Ipv6Header iph = new Ipv6Header(skb.buf(), skb.data());
        return new IpAddress(iph.daddrHi(), iph.daddrLo());
    }

    /**
     * A redirect quotes the packet in its first option (nf_conntrack_icmpv6_redirect()); only a router next to us may send one.
     * One without the packet is looked up like any other message.
     */
    private boolean redirect(NfHookState state, int dataOff) {
        SkBuff skb = state.skb;
        if (!SkbTuple.mayPull(skb, dataOff, REDIRECT_LENGTH)) {
            return false;
        }
        if (new IcmpHeader(skb.buf(), skb.data() + dataOff).code() != 0) {
            return true;
        }
        Ipv6Header iph = new Ipv6Header(skb.buf(), skb.data());
        boolean linkLocal = iph.saddrHi() >>> 54 == LINK_LOCAL;
        int at = dataOff + REDIRECT_LENGTH;
        if (iph.hopLimit() != 255 || !linkLocal || !SkbTuple.mayPull(skb, at, 2)) {
            return false;
        }
        if (skb.buf()[skb.data() + at + 1] == 0) {
            return false;
        }
        boolean quotes = (skb.buf()[skb.data() + at] & 0xff) == OPTION_REDIRECTED_HEADER;
        return !quotes || inetError(state, at + 8, daddr(skb));
    }

    private boolean badChecksum(NfHookState state, int dataOff, int protocol) {
        return conntrack.settings().isOn(ConntrackSysctl.CHECKSUM)
                && state.hook == NfHook.PRE_ROUTING
                && !ConntrackChecksum.valid(state.skb, dataOff, protocol, state.family);
    }

    /**
     * Gives the error the connection of the packet it quotes. That packet went the other way, so its answer's tuple finds the
     * connection; the error must go where that answer would.
     */
    private boolean inetError(NfHookState state, int quoteOff, IpAddress outerDaddr) {
        SkBuff skb = state.skb;
        if (!quoted.findL4(skb, quoteOff, state.family) || !quoted.findPorts(skb)) {
            return false;
        }
        NfTuple answer = quoted.toTuple().inverted();
        if (answer == null) {
            return false;
        }
        ConntrackTable.@Nullable Node found = conntrack.find(quoted.set(answer), state.now);
        if (found == null || !found.tuple.dst().equals(outerDaddr)) {
            return false;
        }
        skb.nfct = found.conn;
        skb.ctInfo = found.reply ? CtInfo.RELATED_REPLY : CtInfo.RELATED;
        return true;
    }
}
