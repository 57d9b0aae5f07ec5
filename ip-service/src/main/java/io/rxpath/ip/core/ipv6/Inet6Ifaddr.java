package io.rxpath.ip.core.ipv6;

import io.rxpath.ip.core.NetDevice;
import io.rxpath.skb.IpAddress;

/** An address of a device (kernel include/net/if_inet6.h struct inet6_ifaddr). Data; {@link Addrconf} has the rules. */
public final class Inet6Ifaddr {
    final NetDevice dev;
    final IpAddress address;
    final int prefix;
    /** Not ours yet: somebody else may have it (kernel IFA_F_TENTATIVE). */
    boolean tentative;
    /** Somebody else has it (kernel IFA_F_DADFAILED). */
    boolean dadFailed;
    /** Made of an advertised prefix; the two times below hold. */
    boolean dynamic;

    int dadProbes;
    long dadTimer = Long.MAX_VALUE;
    /** From then on it is not used for new packets if there is another. */
    long preferredUntil = Long.MAX_VALUE;
    /** From then on it is gone. */
    long validUntil = Long.MAX_VALUE;

    Inet6Ifaddr(NetDevice dev, IpAddress address, int prefix) {
        this.dev = dev;
        this.address = address;
        this.prefix = prefix;
    }

    /** The address. */
    public IpAddress address() {
        return address;
    }

    /** Length of its network's prefix. */
    public int prefix() {
        return prefix;
    }

    /** The device. */
    public NetDevice dev() {
        return dev;
    }

    /** True while it is not certain that nobody else has it. */
    public boolean tentative() {
        return tentative;
    }

    boolean deprecated(long now) {
        return now >= preferredUntil;
    }
}
