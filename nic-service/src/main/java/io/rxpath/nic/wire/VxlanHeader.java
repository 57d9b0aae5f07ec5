package io.rxpath.nic.wire;

import io.rxpath.skb.SkbDropReason;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * View of a VXLAN header (RFC 7348 section 5).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-----------------------------------------------+
 * |R|R|R|R|I|R|R|R|                   reserved                    |
 * +-+-+-+-+-+-+-+-+-----------------------------------------------+
 * |          VXLAN network identifier (VNI)       |   reserved    |
 * +-----------------------------------------------+---------------+
 * </pre>
 *
 * <p>Kernel: include/net/vxlan.h struct vxlanhdr.
 */
public final class VxlanHeader {
    /** Bytes of the header. */
    public static final int LENGTH = 8;

    /** Largest network identifier. */
    public static final int VNI_MAX = 0xff_ffff;

    private static final int FLAG_VNI = 0x0800_0000;
    private static final int VNI_RESERVED = 0xff;
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private final byte[] a;
    private final int off;

    /** A view of the header at {@code off}; nothing is copied or checked. */
    public VxlanHeader(byte[] a, int off) {
        this.a = a;
        this.off = off;
    }

    /**
     * The checks of vxlan_rcv(): PKT_TOO_SMALL if {@code len} bytes do not hold the header; VXLAN_INVALID_HDR if the I
     * flag is missing or a reserved bit is set. RFC 7348 has reserved bits ignored; Linux drops them unless a device is
     * told otherwise, since each may be an extension it does not know.
     */
    public static SkbDropReason check(byte[] a, int off, int len) {
        if (len < LENGTH) {
            return SkbDropReason.PKT_TOO_SMALL;
        }
        boolean valid = (int) INT.get(a, off) == FLAG_VNI && ((int) INT.get(a, off + 4) & VNI_RESERVED) == 0;
        return valid ? SkbDropReason.NOT_DROPPED_YET : SkbDropReason.VXLAN_INVALID_HDR;
    }

    /** The network identifier, 0..{@link #VNI_MAX}. */
    public int vni() {
        return (int) INT.get(a, off + 4) >>> 8;
    }

    /** Writes the whole header: the I flag, the network identifier, zeros. */
    public VxlanHeader write(int vni) {
        INT.set(a, off, FLAG_VNI);
        INT.set(a, off + 4, vni << 8);
        return this;
    }
}
