package io.rxpath.skb;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A UDP socket as bind(), connect() and setsockopt() have left it.
 *
 * @param address what it is bound to: 0.0.0.0 and :: are all addresses; an IPv6 socket on :: gets IPv4 too
 * @param port 1..65535
 * @param peer with connect(): the only address it hears and speaks to; otherwise 0.0.0.0 or ::
 * @param peerPort with connect(): that peer's port; otherwise 0
 * @param device SO_BINDTODEVICE: the only device it hears; empty for every one
 * @param v6only IPV6_V6ONLY
 * @param reuseport SO_REUSEPORT: it may share its address with others that say so too, and each flow goes to one of them
 * @param slot which of these it is, counted from 0
 * @param rcvbuf sk_rcvbuf: bytes of memory, truesize and not payload, that may wait to be read, 2304 or more. setsockopt
 *     SO_RCVBUF gives twice its argument
 */
public record UdpBind(
        IpAddress address,
        int port,
        IpAddress peer,
        int peerPort,
        String device,
        boolean v6only,
        boolean reuseport,
        int slot,
        int rcvbuf) {
    /** What a socket starts with (net.core.rmem_default). */
    public static final int RMEM_DEFAULT = 212_992;

    /** All IPv6 addresses. */
    public static final IpAddress ANY_V6 = new IpAddress(0, 0);

    /** SOCK_MIN_RCVBUF: room for one packet of 2048 bytes and its sk_buff. */
    private static final int MIN_RCVBUF = 2304;

    /** Checks every value. */
    public UdpBind {
        if (port < 1 || port > 0xffff) {
            throw new IllegalArgumentException("udp port is " + port + ", expected 1 to 65535");
        }
        if (rcvbuf < MIN_RCVBUF) {
            throw new IllegalArgumentException(
                    "rcvbuf of udp port " + port + " is " + rcvbuf + ", expected " + MIN_RCVBUF + " or more");
        }
        if (peerPort < 0 || peerPort > 0xffff || (peerPort == 0) != isAny(peer)) {
            throw new IllegalArgumentException("udp port " + port + " is connected to " + peer + " port " + peerPort
                    + ", expected both an address and a port");
        }
        if (address.isV4() != peer.isV4()) {
            throw new IllegalArgumentException("udp port " + port + " is bound to " + address + " and connected to "
                    + peer + ", expected one family");
        }
        if (v6only && address.isV4()) {
            throw new IllegalArgumentException("udp port " + port + " of " + address + " cannot be IPv6 only");
        }
        if (slot < 0 || slot > 0 && !reuseport) {
            throw new IllegalArgumentException(
                    "udp port " + port + " is number " + slot + ", expected 0 without SO_REUSEPORT");
        }
    }

    /** An IPv4 socket on all addresses of a port, otherwise as bind() finds it. */
    public static UdpBind on(int port) {
        return new UdpBind(IpAddress.ANY_V4, port, IpAddress.ANY_V4, 0, "", false, false, 0, RMEM_DEFAULT);
    }

    /** An IPv6 socket on all addresses of a port, IPv4 ones included, otherwise as bind() finds it. */
    public static UdpBind onAny(int port) {
        return new UdpBind(ANY_V6, port, ANY_V6, 0, "", false, false, 0, RMEM_DEFAULT);
    }

    /** {@link #on}, and what setsockopt(SO_RCVBUF, {@code bytes}) makes of it, below net.core.rmem_max. */
    public static UdpBind withRcvbuf(int port, int bytes) {
        return on(port).setRcvbuf(bytes);
    }

    /** A copy after setsockopt(SO_RCVBUF, {@code bytes}) with net.core.rmem_max at its default (__sock_set_rcvbuf()). */
    public UdpBind setRcvbuf(int bytes) {
        return rcvbuf(Math.max(2 * Math.min(bytes, RMEM_DEFAULT), MIN_RCVBUF));
    }

    /** A copy bound to one address, or to all of a family. */
    public UdpBind address(IpAddress newAddress) {
        IpAddress any = newAddress.isV4() ? IpAddress.ANY_V4 : ANY_V6;
        return new UdpBind(newAddress, port, any, 0, device, v6only, reuseport, slot, rcvbuf);
    }

    /** A connected copy. */
    public UdpBind connect(IpAddress newPeer, int newPeerPort) {
        return new UdpBind(address, port, newPeer, newPeerPort, device, v6only, reuseport, slot, rcvbuf);
    }

    /** A copy that hears one device. */
    public UdpBind device(String name) {
        return new UdpBind(address, port, peer, peerPort, name, v6only, reuseport, slot, rcvbuf);
    }

    /** A copy that hears IPv6 only. */
    public UdpBind onlyV6() {
        return new UdpBind(address, port, peer, peerPort, device, true, reuseport, slot, rcvbuf);
    }

    /** A copy with SO_REUSEPORT, number {@code newSlot} of those that share the address. */
    public UdpBind reuseport(int newSlot) {
        return new UdpBind(address, port, peer, peerPort, device, v6only, true, newSlot, rcvbuf);
    }

    /** A copy with another sk_rcvbuf. */
    public UdpBind rcvbuf(int bytes) {
        return new UdpBind(address, port, peer, peerPort, device, v6only, reuseport, slot, bytes);
    }

    /** True for 0.0.0.0 and ::. */
    public static boolean isAny(IpAddress address) {
        return address.equals(IpAddress.ANY_V4) || address.equals(ANY_V6);
    }

    /** True if connect() was called (kernel TCP_ESTABLISHED). */
    public boolean connected() {
        return peerPort != 0;
    }

    /** The socket's number: see {@link SockCookie}. What it is bound to decides, its buffer does not. */
    public long cookie() {
        long h = 0xcbf2_9ce4_8422_2325L;
        h = mix(h, address.hi());
        h = mix(h, address.lo());
        h = mix(h, peer.hi());
        h = mix(h, peer.lo());
        h = mix(h, (long) port << 32 | peerPort << 16 | slot);
        h = mix(h, v6only ? 1 : 0);
        for (int i = 0; i < device.length(); i++) {
            h = mix(h, device.charAt(i));
        }
        return SockCookie.udp(h);
    }

    private static long mix(long h, long value) {
        long mixed = (h ^ value) * 0x9E37_79B9_7F4A_7C15L;
        return mixed ^ mixed >>> 29;
    }

    /**
     * Checks that no two sockets ask for the same without SO_REUSEPORT on both (kernel net/ipv4/udp.c
     * udp_lib_get_port()).
     *
     * @throws IllegalArgumentException naming the port
     */
    public static void check(List<UdpBind> binds) {
        Set<Long> cookies = new HashSet<>();
        for (int i = 0; i < binds.size(); i++) {
            UdpBind one = binds.get(i);
            for (int j = 0; j < i; j++) {
                if (one.conflicts(binds.get(j))) {
                    throw new IllegalArgumentException("udp port " + one.port + " is bound twice, expected once");
                }
            }
            if (!cookies.add(one.cookie())) {
                throw new IllegalArgumentException("udp port " + one.port + " is number " + one.slot
                        + " twice among those that share it, expected numbers of their own");
            }
        }
    }

    /** inet_rcv_saddr_equal() and the conditions around it in udp_lib_lport_inuse(). */
    private boolean conflicts(UdpBind other) {
        boolean differ = port != other.port
                || connected()
                || other.connected()
                || (reuseport && other.reuseport)
                || (!device.isEmpty() && !other.device.isEmpty() && !device.equals(other.device));
        return !differ && overlaps(address, v6only, other.address, other.v6only);
    }

    private static boolean overlaps(IpAddress a, boolean aOnly, IpAddress b, boolean bOnly) {
        if (a.isV4() == b.isV4()) {
            return a.equals(b) || isAny(a) || isAny(b);
        }
        return a.isV4() ? b.equals(ANY_V6) && !bOnly : a.equals(ANY_V6) && !aOnly;
    }
}
