package io.rxpath.ip.core.nat;

import io.rxpath.ip.core.conntrack.NfTuple;
import io.rxpath.ip.core.conntrack.SkbTuple;
import io.rxpath.ip.core.netfilter.NfFamily;
import io.rxpath.ip.core.netfilter.NfNatManip;
import io.rxpath.skb.IcmpHeader;
import io.rxpath.skb.InternetChecksum;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.IpSummed;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.Ipv6Header;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.TcpHeader;
import io.rxpath.skb.UdpHeader;
import java.util.zip.CRC32C;

/**
 * Writes a translated address and port into a packet, or into the packet an ICMP error quotes, and puts the checksums right
 * (kernel net/netfilter/nf_nat_proto.c nf_nat_ipv4_manip_pkt(), nf_nat_ipv6_manip_pkt(), l4proto_manip_pkt(); net/core/utils.c
 * inet_proto_csum_replace*()).
 */
final class NatManip {
    private static final int SCTP_LENGTH = 12;
    private static final int SCTP_CHECKSUM = 8;

    private final SkbTuple headers = new SkbTuple();

    /** The change of one packet: the ones-complement difference its pseudo header sees. */
    private long addressDelta;

    /**
     * Translates the packet at {@code off} from the skb's data on.
     *
     * @param target what it shall look like; of it the source or the destination is taken
     * @return false if its transport header is not all there
     */
    boolean manip(SkBuff skb, int off, NfTuple target, NfNatManip manip, NfFamily family) {
        return family == NfFamily.IPV4 ? manipIpv4(skb, off, target, manip) : manipIpv6(skb, off, target, manip);
    }

    private boolean manipIpv4(SkBuff skb, int off, NfTuple target, NfNatManip manip) {
        if (!SkbTuple.mayPull(skb, off, Ipv4Header.LENGTH)) {
            return false;
        }
        Ipv4Header iph = new Ipv4Header(skb.buf(), skb.data() + off);
        boolean src = manip == NfNatManip.SRC;
        int from = src ? iph.saddr() : iph.daddr();
        int to = (src ? target.src() : target.dst()).v4();
        addressDelta = (~from & 0xffff_ffffL) + (to & 0xffff_ffffL);
        if (!manipL4(skb, off + iph.headerLength(), iph.protocol(), target, manip, off == 0)) {
            return false;
        }
        iph = new Ipv4Header(skb.buf(), skb.data() + off);
        iph.checksum(InternetChecksum.replace32(iph.checksum(), from, to));
        if (src) {
            iph.saddr(to);
        } else {
            iph.daddr(to);
        }
        return true;
    }

    private boolean manipIpv6(SkBuff skb, int off, NfTuple target, NfNatManip manip) {
        if (!SkbTuple.mayPull(skb, off, Ipv6Header.LENGTH)) {
            return false;
        }
        Ipv6Header iph = new Ipv6Header(skb.buf(), skb.data() + off);
        boolean src = manip == NfNatManip.SRC;
        IpAddress from =
                src ? new IpAddress(iph.saddrHi(), iph.saddrLo()) : new IpAddress(iph.daddrHi(), iph.daddrLo());
        IpAddress to = src ? target.src() : target.dst();
        addressDelta = InternetChecksum.pseudo(~from.hi(), ~from.lo(), to.hi(), to.lo(), 0, 0);
        // Behind a header we cannot pass only the address is translated.
        if (headers.skipExtHdr(skb, off + Ipv6Header.LENGTH, iph.nextHeader())
                && !manipL4(skb, headers.dataOff(), headers.protocol(), target, manip, false)) {
            return false;
        }
        iph = new Ipv6Header(skb.buf(), skb.data() + off);
        if (src) {
            iph.saddrHi(to.hi()).saddrLo(to.lo());
        } else {
            iph.daddrHi(to.hi()).daddrLo(to.lo());
        }
        return true;
    }

    /** @param summed an IPv4 header whose own checksum balances it stands in front: the pseudo header's change shows in csum */
    private boolean manipL4(SkBuff skb, int off, int protocol, NfTuple target, NfNatManip manip, boolean summed) {
        switch (protocol) {
            case IpProtocol.TCP -> {
                return tcp(skb, off, target, manip, summed);
            }
            case IpProtocol.UDP, SkbTuple.UDPLITE -> {
                return udp(skb, off, target, manip, summed, protocol == SkbTuple.UDPLITE);
            }
            case IpProtocol.ICMP -> {
                return icmp(skb, off, target);
            }
            case IpProtocol.ICMPV6 -> {
                return icmpv6(skb, off, target);
            }
            case SkbTuple.SCTP -> {
                return sctp(skb, off, target, manip);
            }
            default -> {
                return true;
            }
        }
    }

    private boolean tcp(SkBuff skb, int off, NfTuple target, NfNatManip manip, boolean summed) {
        // A quoted segment may be cut behind its first eight bytes; then its checksum is not there either.
        boolean whole = skb.len() >= off + TcpHeader.LENGTH;
        if (!SkbTuple.mayPull(skb, off, whole ? TcpHeader.LENGTH : 8)) {
            return false;
        }
        TcpHeader th = new TcpHeader(skb.buf(), skb.data() + off);
        boolean src = manip == NfNatManip.SRC;
        int from = src ? th.source() : th.dest();
        int to = src ? target.srcPort() : target.dstPort();
        if (src) {
            th.source(to);
        } else {
            th.dest(to);
        }
        if (whole) {
            th.checksum(checksum(skb, th.checksum(), from, to));
            balance(skb, summed);
        }
        return true;
    }

    private boolean udp(SkBuff skb, int off, NfTuple target, NfNatManip manip, boolean summed, boolean always) {
        if (!SkbTuple.mayPull(skb, off, UdpHeader.LENGTH)) {
            return false;
        }
        UdpHeader uh = new UdpHeader(skb.buf(), skb.data() + off);
        boolean src = manip == NfNatManip.SRC;
        int from = src ? uh.source() : uh.dest();
        int to = src ? target.srcPort() : target.dstPort();
        if (uh.checksum() != 0 || always) {
            int sum = checksum(skb, uh.checksum(), from, to);
            uh.checksum(sum == 0 ? 0xffff : sum);
            balance(skb, summed);
        }
        if (src) {
            uh.source(to);
        } else {
            uh.dest(to);
        }
        return true;
    }

    /** SCTP has the Castagnoli CRC of the whole packet, the least significant byte first (RFC 9260 appendix A). */
    private static boolean sctp(SkBuff skb, int off, NfTuple target, NfNatManip manip) {
        boolean whole = skb.len() >= off + SCTP_LENGTH;
        if (!SkbTuple.mayPull(skb, off, whole ? skb.len() - off : 8)) {
            return false;
        }
        byte[] a = skb.buf();
        int at = skb.data() + off;
        // Its ports stand where those of UDP do.
        UdpHeader ports = new UdpHeader(a, at);
        if (manip == NfNatManip.SRC) {
            ports.source(target.srcPort());
        } else {
            ports.dest(target.dstPort());
        }
        if (whole && skb.ipSummed != IpSummed.PARTIAL) {
            java.util.Arrays.fill(a, at + SCTP_CHECKSUM, at + SCTP_LENGTH, (byte) 0);
            CRC32C crc = new CRC32C();
            crc.update(a, at, skb.tail() - at);
            for (int i = 0; i < 4; i++) {
                a[at + SCTP_CHECKSUM + i] = (byte) (crc.getValue() >>> 8 * i);
            }
            skb.ipSummed = IpSummed.NONE;
        }
        return true;
    }

    private static boolean icmp(SkBuff skb, int off, NfTuple target) {
        if (!SkbTuple.mayPull(skb, off, IcmpHeader.LENGTH)) {
            return false;
        }
        IcmpHeader icmph = new IcmpHeader(skb.buf(), skb.data() + off);
        switch (icmph.type()) {
            case 0, 8, 13, 14, 15, 16, 17, 18 -> {
                icmph.checksum(InternetChecksum.replace16(icmph.checksum(), icmph.id(), target.srcPort()));
                icmph.id(target.srcPort());
            }
            default -> {}
        }
        return true;
    }

    private boolean icmpv6(SkBuff skb, int off, NfTuple target) {
        if (!SkbTuple.mayPull(skb, off, IcmpHeader.LENGTH)) {
            return false;
        }
        IcmpHeader icmph = new IcmpHeader(skb.buf(), skb.data() + off);
        boolean echo = icmph.type() == 128 || icmph.type() == 129;
        int from = icmph.id();
        int to = echo ? target.srcPort() : from;
        icmph.checksum(checksum(skb, icmph.checksum(), from, to));
        if (echo) {
            icmph.id(to);
        }
        return true;
    }

    /**
     * The checksum after address and port have changed. With CHECKSUM_PARTIAL the field holds the sum of the pseudo header, not
     * complemented, and the port is not in it.
     */
    private int checksum(SkBuff skb, int check, int fromPort, int toPort) {
        if (skb.ipSummed == IpSummed.PARTIAL) {
            return InternetChecksum.fold(check + addressDelta);
        }
        long delta = addressDelta + (~fromPort & 0xffff) + toPort;
        return InternetChecksum.finish((~check & 0xffff) + delta);
    }

    /** What the transport checksum takes out for the pseudo header, the sum over the packet's bytes lacks. */
    private void balance(SkBuff skb, boolean summed) {
        if (summed && skb.ipSummed == IpSummed.COMPLETE) {
            skb.csum = InternetChecksum.fold((long) skb.csum + (~InternetChecksum.fold(addressDelta) & 0xffff));
        }
    }
}
