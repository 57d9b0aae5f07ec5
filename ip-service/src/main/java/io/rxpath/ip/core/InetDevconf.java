package io.rxpath.ip.core;

import org.jspecify.annotations.Nullable;

/**
 * The settings net.ipv4.conf.DEVICE.NAME (kernel include/uapi/linux/ip.h IPV4_DEVCONF_*; defaults by net/ipv4/devinet.c
 * ipv4_devconf). Those that this layer has no use for, such as bootp_relay or tag, are not here.
 */
public enum InetDevconf {
    /** Packets that come in by the device may be forwarded. */
    FORWARDING("forwarding", 0, 1, 0),
    /** ICMP redirects are obeyed. */
    ACCEPT_REDIRECTS("accept_redirects", 0, 1, 1),
    /** ICMP redirects are obeyed only if they name a gateway that is known. */
    SECURE_REDIRECTS("secure_redirects", 0, 1, 1),
    /** ICMP redirects are sent. */
    SEND_REDIRECTS("send_redirects", 0, 1, 1),
    /** Several networks may share the link, so a redirect may name a gateway of another one. */
    SHARED_MEDIA("shared_media", 0, 1, 1),
    /** Packets with a source route are obeyed. */
    ACCEPT_SOURCE_ROUTE("accept_source_route", 0, 1, 0),
    /** Source addresses: 0 not checked, 1 their route must lead back by the device, 2 they must have a route. */
    RP_FILTER("rp_filter", 0, 2, 0),
    /** Packets from our own addresses are taken. */
    ACCEPT_LOCAL("accept_local", 0, 1, 0),
    /** Addresses 127/8 are routed like others. */
    ROUTE_LOCALNET("route_localnet", 0, 1, 0),
    /** Martians are logged. */
    LOG_MARTIANS("log_martians", 0, 1, 0),
    /** The mark counts when the source is looked up. */
    SRC_VALID_MARK("src_valid_mark", 0, 1, 0),
    /** A unicast packet in a link-layer multicast is dropped (RFC 1122 section 3.3.6 read strictly). */
    DROP_UNICAST_IN_L2_MULTICAST("drop_unicast_in_l2_multicast", 0, 1, 0),
    /** Directed broadcasts are forwarded. */
    BC_FORWARDING("bc_forwarding", 0, 1, 0),
    /** ARP requests are answered only if a reply to the asker would leave by the device. */
    ARP_FILTER("arp_filter", 0, 1, 0),
    /** Which address ARP requests are sent from: 0 any, 1 one of the target's network, 2 the best. */
    ARP_ANNOUNCE("arp_announce", 0, 2, 0),
    /** Which ARP requests are not answered, 0 to 8. */
    ARP_IGNORE("arp_ignore", 0, 8, 0),
    /** Gratuitous ARP makes a neighbour: 0 no, 1 yes, 2 if it is of the device's network. */
    ARP_ACCEPT("arp_accept", 0, 2, 0),
    /** A gratuitous ARP is sent when the device comes up or gets another address. */
    ARP_NOTIFY("arp_notify", 0, 1, 0),
    /** Gratuitous ARP is dropped. */
    DROP_GRATUITOUS_ARP("drop_gratuitous_arp", 0, 1, 0),
    /** ARP requests for others are answered. */
    PROXY_ARP("proxy_arp", 0, 1, 0);

    private static final InetDevconf[] VALUES = values();

    private final String sysctl;
    private final int min;
    private final int max;
    private final int byDefault;

    InetDevconf(String sysctl, int min, int max, int byDefault) {
        this.sysctl = sysctl;
        this.min = min;
        this.max = max;
        this.byDefault = byDefault;
    }

    /** The last word of the sysctl's name. */
    public String sysctl() {
        return sysctl;
    }

    /** Least value. */
    public int min() {
        return min;
    }

    /** Greatest value. */
    public int max() {
        return max;
    }

    /** What a kernel starts with. */
    public int byDefault() {
        return byDefault;
    }

    /** The setting whose sysctl ends with {@code name}, or null. */
    public static @Nullable InetDevconf of(String name) {
        for (InetDevconf conf : VALUES) {
            if (conf.sysctl.equals(name)) {
                return conf;
            }
        }
        return null;
    }
}
