package io.rxpath.ip.core.ipv6;

import io.rxpath.ip.core.NetDevice;

/**
 * Duplicate address detection (RFC 4862 section 5.4; kernel net/ipv6/addrconf.c addrconf_dad_start(), addrconf_dad_work(),
 * addrconf_dad_completed(), addrconf_dad_failure()). The first solicitation goes at once, where the kernel waits a random
 * time of up to a second.
 */
final class Dad {
    private final Net6 net6;
    private final NdiscSend send;

    Dad(Net6 net6, NdiscSend send) {
        this.net6 = net6;
        this.send = send;
    }

    /** An address is new: it is ours after nobody has objected. */
    void start(Inet6Ifaddr address, long retransNanos, long now) {
        NetDevice dev = address.dev;
        int transmits = net6.conf(dev, Ipv6Devconf.DAD_TRANSMITS);
        boolean off = net6.conf(dev, Ipv6Devconf.ACCEPT_DAD) < 1 || transmits == 0;
        if (off || dev.ifindex() == NetDevice.LOOPBACK_IFINDEX) {
            return;
        }
        address.tentative = true;
        address.dadProbes = transmits;
        work(address, retransNanos, now);
    }

    /** The address's timer has run out, or it begins. */
    void work(Inet6Ifaddr address, long retransNanos, long now) {
        if (address.dadProbes == 0) {
            address.tentative = false;
            address.dadTimer = Long.MAX_VALUE;
            completed(address, now);
            return;
        }
        address.dadProbes--;
        address.dadTimer = now + Math.max(retransNanos, 10_000_000L);
        send.sendNs(address.dev, address.address, Ipv6Addr.solicitedNode(address.address), Ipv6Addr.ANY, 0, now);
    }

    private void completed(Inet6Ifaddr address, long now) {
        if (net6.conf(address.dev, Ipv6Devconf.NDISC_NOTIFY) != 0) {
            int router = net6.conf(address.dev, Ipv6Devconf.FORWARDING) != 0 ? NdiscSend.NA_ROUTER : 0;
            send.sendNa(address.dev, Ipv6Addr.ALL_NODES, address.address, router | NdiscSend.NA_OVERRIDE, true, 0, now);
        }
    }

    /** Somebody else has the address: it is never used. */
    void failure(Inet6Ifaddr address, long now) {
        address.tentative = true;
        address.dadFailed = true;
        address.dadTimer = Long.MAX_VALUE;
        address.preferredUntil = Math.min(address.preferredUntil, now);
    }
}
