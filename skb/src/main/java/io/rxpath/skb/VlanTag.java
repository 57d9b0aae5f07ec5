package io.rxpath.skb;

/**
 * View of a VLAN tag as it stands in the frame, in the four bytes that follow the two MAC addresses.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-------------------------------+-----+-+-----------------------+
 * |              TPID             | PCP |D|          VID          |
 * +-------------------------------+-----+-+-----------------------+
 * </pre>
 *
 * <p>The kernel's struct vlan_hdr is shifted by two: it starts at the TCI and ends with the encapsulated type.
 *
 * <p>Kernel: include/linux/if_vlan.h struct vlan_ethhdr; IEEE 802.1Q-2018 clause 9.
 */
public final class VlanTag {
    /** Bytes of a tag. */
    public static final int LENGTH = 4;

    private static final int TPID = 0;
    private static final int TCI = 2;

    private final byte[] a;
    private final int off;

    /** A view of the tag at {@code off}; nothing is copied or checked. */
    public VlanTag(byte[] a, int off) {
        this.a = a;
        this.off = off;
    }

    /** NOT_SPECIFIED if {@code len} bytes cannot hold the tag: skb_vlan_untag() frees such an skb without a reason. */
    public static SkbDropReason check(byte[] a, int off, int len) {
        return len < LENGTH ? SkbDropReason.NOT_SPECIFIED : SkbDropReason.NOT_DROPPED_YET;
    }

    /** Tag protocol identifier, {@link EthernetHeader#TYPE_VLAN} or {@link EthernetHeader#TYPE_QINQ}. */
    public int tpid() {
        return Bytes.get16(a, off + TPID);
    }

    /** Sets the tag protocol identifier. */
    public VlanTag tpid(int tpid) {
        Bytes.put16(a, off + TPID, tpid);
        return this;
    }

    /** Tag control information: priority, drop eligibility and VLAN identifier in 16 bits. */
    public int tci() {
        return Bytes.get16(a, off + TCI);
    }

    /** Sets the tag control information. */
    public VlanTag tci(int tci) {
        Bytes.put16(a, off + TCI, tci);
        return this;
    }

    /** VLAN identifier, 0..4095; 0 tags the priority only. */
    public int vid() {
        return tci() & 0xfff;
    }

    /** Sets the VLAN identifier, 0..4095. */
    public VlanTag vid(int vid) {
        return tci((tci() & 0xf000) | (vid & 0xfff));
    }

    /** Priority code point, 0..7. */
    public int pcp() {
        return tci() >>> 13;
    }

    /** Sets the priority code point, 0..7. */
    public VlanTag pcp(int pcp) {
        return tci((tci() & 0x1fff) | (pcp & 7) << 13);
    }

    /** Drop eligible indicator. */
    public boolean dei() {
        return (tci() & 0x1000) != 0;
    }

    /** Sets the drop eligible indicator. */
    public VlanTag dei(boolean dei) {
        return tci(dei ? tci() | 0x1000 : tci() & 0xefff);
    }
}
