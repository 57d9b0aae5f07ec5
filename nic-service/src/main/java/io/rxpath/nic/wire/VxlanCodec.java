package io.rxpath.nic.wire;

import io.rxpath.nic.core.HeaderParser;
import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.Ipv6Header;
import io.rxpath.skb.MacAddress;
import io.rxpath.skb.SkbDropReason;
import io.rxpath.skb.TcpHeader;
import io.rxpath.skb.WireFrame;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Frames in and out of VXLAN datagrams (kernel drivers/net/vxlan/vxlan_core.c vxlan_rcv(), vxlan_build_skb()).
 *
 * <p>A Linux client counts on the card below its vxlan device: unless it was told {@code ethtool -K vx0 tx off}, it
 * leaves the inner transport checksum at the pseudo header's sum and hands over TCP super-frames of up to 64 KiB, and no
 * card ever sees them. Both are recognised here and marked in the {@link WireFrame}, so that our card finishes the work.
 *
 * <p>Not looked at: a source address that is our own (kernel LOCAL_MAC), since the cable does not know the card's.
 *
 * <p>Single-threaded: one instance per receiving thread. Encapsulation is static.
 */
public final class VxlanCodec {
    private final int vni;
    private final int innerMtu;
    private final int port;
    private final HeaderParser parser = new HeaderParser();
    private SkbDropReason reason = SkbDropReason.NOT_DROPPED_YET;

    /**
     * A codec for one VXLAN network.
     *
     * @param vni network identifier, 0..2^24-1
     * @param innerMtu MTU of the clients' vxlan devices, from which the segment size of a super-frame is guessed: the
     *     datagram does not tell it
     * @param port wire port the frames are said to come from, 0..65535
     */
    public VxlanCodec(int vni, int innerMtu, int port) {
        if (vni < 0 || vni > VxlanHeader.VNI_MAX) {
            throw new IllegalArgumentException("vni " + vni + ": expected 0.." + VxlanHeader.VNI_MAX);
        }
        if (innerMtu < 68 || innerMtu > 65535) {
            throw new IllegalArgumentException("innerMtu " + innerMtu + ": expected 68..65535");
        }
        if (port < 0 || port > 0xffff) {
            throw new IllegalArgumentException("wire port " + port + ": expected 0..65535");
        }
        this.vni = vni;
        this.innerMtu = innerMtu;
        this.port = port;
    }

    /**
     * The inner frame of the datagram whose {@code len} bytes of UDP payload begin at {@code off}, copied out; null if
     * it must be dropped, see {@link #dropReason()}.
     */
    public @Nullable WireFrame decapsulate(byte[] datagram, int off, int len, long now) {
        reason = VxlanHeader.check(datagram, off, len);
        if (reason != SkbDropReason.NOT_DROPPED_YET) {
            return null;
        }
        if (new VxlanHeader(datagram, off).vni() != vni) {
            reason = SkbDropReason.VXLAN_VNI_NOT_FOUND;
            return null;
        }
        int inner = off + VxlanHeader.LENGTH;
        int innerLen = len - VxlanHeader.LENGTH;
        reason = checkInner(datagram, inner, innerLen);
        if (reason != SkbDropReason.NOT_DROPPED_YET) {
            return null;
        }
        byte[] frame = Arrays.copyOfRange(datagram, inner, inner + innerLen);
        parser.parse(frame, 0, frame.length);
        boolean tcp = parser.tcp();
        boolean partial = (tcp || parser.udp()) && parser.l4ChecksumPartial();
        return new WireFrame(port, now, false, partial, tcp ? gsoSize(frame) : 0, frame);
    }

    /** The inner frame as vxlan_rcv() looks at it. */
    private static SkbDropReason checkInner(byte[] a, int off, int len) {
        if (len < EthernetHeader.LENGTH) {
            // The kernel takes every failure of __iptunnel_pull_header() for one of memory.
            return SkbDropReason.NOMEM;
        }
        EthernetHeader eth = new EthernetHeader(a, off);
        if (eth.src() == 0 || MacAddress.isMulticast(eth.src())) {
            return SkbDropReason.MAC_INVALID_SOURCE;
        }
        int least = switch (eth.type()) {
            case EthernetHeader.TYPE_IPV4 -> Ipv4Header.LENGTH;
            case EthernetHeader.TYPE_IPV6 -> Ipv6Header.LENGTH;
            default -> 0;
        };
        // pskb_inet_may_pull_reason(): an IP header is at least there.
        return len < EthernetHeader.LENGTH + least ? SkbDropReason.PKT_TOO_SMALL : SkbDropReason.NOT_DROPPED_YET;
    }

    /** What the sender's TCP would have put into one packet of its MTU, or 0 if this packet fits into one. */
    private int gsoSize(byte[] frame) {
        if (parser.l3Length + parser.l4Length <= innerMtu) {
            return 0;
        }
        return Math.max(1, innerMtu - parser.l3Length - new TcpHeader(frame, parser.l4).headerLength());
    }

    /** Why the last {@link #decapsulate} returned null; NOT_DROPPED_YET if it did not. */
    public SkbDropReason dropReason() {
        return reason;
    }

    /** The VXLAN header and the frame (no FCS) as the payload of a UDP datagram. */
    public static byte[] encapsulate(int vni, byte[] frame) {
        byte[] datagram = new byte[VxlanHeader.LENGTH + frame.length];
        new VxlanHeader(datagram, 0).write(vni);
        System.arraycopy(frame, 0, datagram, VxlanHeader.LENGTH, frame.length);
        return datagram;
    }
}
