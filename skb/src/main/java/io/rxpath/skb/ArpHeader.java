package io.rxpath.skb;

/**
 * View of an ARP packet for IPv4 over Ethernet (RFC 826).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-------------------------------+-------------------------------+
 * |         hardware type         |         protocol type         |
 * +---------------+---------------+-------------------------------+
 * | hardware len  | protocol len  |           operation           |
 * +---------------+---------------+-------------------------------+
 * |                       sender MAC address                      |
 * |                               +-------------------------------+
 * |                               |       sender IPv4 address     |
 * +-------------------------------+-------------------------------+
 * |       (sender IPv4 address)   |       target MAC address      |
 * +-------------------------------+                               |
 * |                                                               |
 * +---------------------------------------------------------------+
 * |                      target IPv4 address                      |
 * +---------------------------------------------------------------+
 * </pre>
 *
 * <p>Kernel: include/uapi/linux/if_arp.h struct arphdr.
 */
public final class ArpHeader {
    /** Bytes of the packet for 6-byte hardware and 4-byte protocol addresses. */
    public static final int LENGTH = 28;

    /** Operation: who has the target address? */
    public static final int REQUEST = 1;
    /** Operation: the sender has the sender address. */
    public static final int REPLY = 2;
    /** Hardware type of Ethernet. */
    public static final int HARDWARE_ETHERNET = 1;

    private static final int HARDWARE_TYPE = 0;
    private static final int PROTOCOL_TYPE = 2;
    private static final int HARDWARE_LENGTH = 4;
    private static final int PROTOCOL_LENGTH = 5;
    private static final int OPERATION = 6;
    private static final int SENDER_MAC = 8;
    private static final int SENDER_IP = 14;
    private static final int TARGET_MAC = 18;
    private static final int TARGET_IP = 24;

    private final byte[] a;
    private final int off;

    /** A view of the packet at {@code off}; nothing is copied or checked. */
    public ArpHeader(byte[] a, int off) {
        this.a = a;
        this.off = off;
    }

    /** PKT_TOO_SMALL if {@code len} bytes cannot hold the packet. Types and lengths inside are not judged here. */
    public static SkbDropReason check(byte[] a, int off, int len) {
        return len < LENGTH ? SkbDropReason.PKT_TOO_SMALL : SkbDropReason.NOT_DROPPED_YET;
    }

    /** Hardware address space, {@link #HARDWARE_ETHERNET}. */
    public int hardwareType() {
        return Bytes.get16(a, off + HARDWARE_TYPE);
    }

    /** Sets the hardware address space. */
    public ArpHeader hardwareType(int type) {
        Bytes.put16(a, off + HARDWARE_TYPE, type);
        return this;
    }

    /** Protocol address space, {@link EthernetHeader#TYPE_IPV4}. */
    public int protocolType() {
        return Bytes.get16(a, off + PROTOCOL_TYPE);
    }

    /** Sets the protocol address space. */
    public ArpHeader protocolType(int type) {
        Bytes.put16(a, off + PROTOCOL_TYPE, type);
        return this;
    }

    /** Bytes of a hardware address, 6. */
    public int hardwareLength() {
        return Bytes.get8(a, off + HARDWARE_LENGTH);
    }

    /** Sets the length of a hardware address. */
    public ArpHeader hardwareLength(int bytes) {
        Bytes.put8(a, off + HARDWARE_LENGTH, bytes);
        return this;
    }

    /** Bytes of a protocol address, 4. */
    public int protocolLength() {
        return Bytes.get8(a, off + PROTOCOL_LENGTH);
    }

    /** Sets the length of a protocol address. */
    public ArpHeader protocolLength(int bytes) {
        Bytes.put8(a, off + PROTOCOL_LENGTH, bytes);
        return this;
    }

    /** {@link #REQUEST}, {@link #REPLY} or another operation of the IANA registry. */
    public int operation() {
        return Bytes.get16(a, off + OPERATION);
    }

    /** Sets the operation. */
    public ArpHeader operation(int operation) {
        Bytes.put16(a, off + OPERATION, operation);
        return this;
    }

    /** Hardware address of the sender, 48 bits. */
    public long senderMac() {
        return Bytes.get48(a, off + SENDER_MAC);
    }

    /** Sets the hardware address of the sender. */
    public ArpHeader senderMac(long mac) {
        Bytes.put48(a, off + SENDER_MAC, mac);
        return this;
    }

    /** IPv4 address of the sender; 0 in a probe (RFC 5227). */
    public int senderIp() {
        return Bytes.get32(a, off + SENDER_IP);
    }

    /** Sets the IPv4 address of the sender. */
    public ArpHeader senderIp(int address) {
        Bytes.put32(a, off + SENDER_IP, address);
        return this;
    }

    /** Hardware address of the target, 48 bits; without meaning in a request. */
    public long targetMac() {
        return Bytes.get48(a, off + TARGET_MAC);
    }

    /** Sets the hardware address of the target. */
    public ArpHeader targetMac(long mac) {
        Bytes.put48(a, off + TARGET_MAC, mac);
        return this;
    }

    /** IPv4 address of the target. */
    public int targetIp() {
        return Bytes.get32(a, off + TARGET_IP);
    }

    /** Sets the IPv4 address of the target. */
    public ArpHeader targetIp(int address) {
        Bytes.put32(a, off + TARGET_IP, address);
        return this;
    }
}
