package io.rxpath.skb;

/**
 * View of an Ethernet II header.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                     destination MAC address                   |
 * |                               +-------------------------------+
 * |                               |       source MAC address      |
 * +-------------------------------+                               |
 * |                                                               |
 * +-------------------------------+-------------------------------+
 * |              type             |
 * +-------------------------------+
 * </pre>
 *
 * <p>MAC addresses are 48-bit values in the low bits of a long, first byte of the wire in the highest of the 48.
 *
 * <p>Kernel: include/uapi/linux/if_ether.h struct ethhdr.
 */
public final class EthernetHeader {
    /** Bytes of the header, without any VLAN tag. */
    public static final int LENGTH = 14;

    /** Type of IPv4. */
    public static final int TYPE_IPV4 = 0x0800;
    /** Type of ARP. */
    public static final int TYPE_ARP = 0x0806;
    /** Tag protocol identifier of an IEEE 802.1Q customer tag. */
    public static final int TYPE_VLAN = 0x8100;
    /** Tag protocol identifier of an IEEE 802.1ad service tag. */
    public static final int TYPE_QINQ = 0x88a8;
    /** Type of IPv6. */
    public static final int TYPE_IPV6 = 0x86dd;
    /** Type of IEEE 802.3x MAC control, which carries pause frames. */
    public static final int TYPE_PAUSE = 0x8808;

    private static final int DST = 0;
    private static final int SRC = 6;
    private static final int TYPE = 12;
    private static final long BROADCAST = 0xffff_ffff_ffffL;

    private final byte[] a;
    private final int off;

    /** A view of the header at {@code off}; nothing is copied or checked. */
    public EthernetHeader(byte[] a, int off) {
        this.a = a;
        this.off = off;
    }

    /** PKT_TOO_SMALL if {@code len} bytes cannot hold the header. */
    public static SkbDropReason check(byte[] a, int off, int len) {
        return len < LENGTH ? SkbDropReason.PKT_TOO_SMALL : SkbDropReason.NOT_DROPPED_YET;
    }

    /** Destination address. */
    public long dst() {
        return Bytes.get48(a, off + DST);
    }

    /** Sets the destination address. */
    public EthernetHeader dst(long mac) {
        Bytes.put48(a, off + DST, mac);
        return this;
    }

    /** Source address. */
    public long src() {
        return Bytes.get48(a, off + SRC);
    }

    /** Sets the source address. */
    public EthernetHeader src(long mac) {
        Bytes.put48(a, off + SRC, mac);
        return this;
    }

    /** Type, 0x0600..0xffff; a smaller value is the length of an IEEE 802.3 frame. */
    public int type() {
        return Bytes.get16(a, off + TYPE);
    }

    /** Sets the type. */
    public EthernetHeader type(int type) {
        Bytes.put16(a, off + TYPE, type);
        return this;
    }

    /** True if the destination is a group address, broadcast included (lowest bit of its first byte). */
    public boolean multicast() {
        return (a[off + DST] & 1) != 0;
    }

    /** True if the destination is ff:ff:ff:ff:ff:ff. */
    public boolean broadcast() {
        return dst() == BROADCAST;
    }
}
