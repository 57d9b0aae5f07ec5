package io.rxpath.ip.core.ipv6;

import org.jspecify.annotations.Nullable;

/**
 * The settings net.ipv6.conf.DEVICE.NAME this layer has (kernel include/uapi/linux/ipv6.h DEVCONF_*; defaults by
 * net/ipv6/addrconf.c ipv6_devconf_dflt).
 */
public enum Ipv6Devconf {
    /** Packets are forwarded; in conf.all for the whole host, of a device what it says of itself as a router. */
    FORWARDING("forwarding", 0, 1, 0),
    /** The device forwards even if conf.all does not. */
    FORCE_FORWARDING("force_forwarding", 0, 1, 0),
    /** Hop limit of packets sent. */
    HOP_LIMIT("hop_limit", 0, 255, 64),
    /** Router advertisements: 0 ignored, 1 obeyed unless forwarding, 2 obeyed. */
    ACCEPT_RA("accept_ra", 0, 2, 0),
    /** Advertised routers become default routes. */
    ACCEPT_RA_DEFRTR("accept_ra_defrtr", 0, 1, 1),
    /** Advertised prefixes become routes and addresses. */
    ACCEPT_RA_PINFO("accept_ra_pinfo", 0, 1, 1),
    /** Addresses are made of advertised prefixes. */
    AUTOCONF("autoconf", 0, 1, 1),
    /** Router solicitations sent when the device comes up. */
    ROUTER_SOLICITATIONS("router_solicitations", -1, Integer.MAX_VALUE, -1),
    /** Duplicate addresses: 0 not looked for, 1 looked for, 2 and IPv6 goes off if the link-local one is taken. */
    ACCEPT_DAD("accept_dad", 0, 2, 1),
    /** Solicitations sent before an address is used. */
    DAD_TRANSMITS("dad_transmits", 0, Integer.MAX_VALUE, 1),
    /** IPv6 is off on the device. */
    DISABLE_IPV6("disable_ipv6", 0, 1, 0),
    /** Routing headers; none of the kinds that are obeyed exist here, so every value comes to the same. */
    ACCEPT_SOURCE_ROUTE("accept_source_route", -1, Integer.MAX_VALUE, 0),
    /** A unicast packet in a link-layer multicast is dropped. */
    DROP_UNICAST_IN_L2_MULTICAST("drop_unicast_in_l2_multicast", 0, 1, 0),
    /** Advertisements nobody asked for are dropped. */
    DROP_UNSOLICITED_NA("drop_unsolicited_na", 0, 1, 0),
    /** Advertisements of strangers make a neighbour: 0 no, 1 yes, 2 if it is of the device's network; routers only. */
    ACCEPT_UNTRACKED_NA("accept_untracked_na", 0, 2, 0),
    /** Neighbour discovery in fragments is dropped. */
    SUPPRESS_FRAG_NDISC("suppress_frag_ndisc", 0, 1, 1),
    /** Advertisements always name our link-layer address. */
    FORCE_TLLAO("force_tllao", 0, 1, 0),
    /** An advertisement is sent when the device comes up. */
    NDISC_NOTIFY("ndisc_notify", 0, 1, 0),
    /** Source addresses are those of the outgoing device only. */
    USE_OIF_ADDRS_ONLY("use_oif_addrs_only", 0, 1, 0),
    /** Link-local address: 0 of the MAC address, 1 none is made. */
    ADDR_GEN_MODE("addr_gen_mode", 0, 1, 0);

    private static final Ipv6Devconf[] VALUES = values();

    private final String sysctl;
    private final int min;
    private final int max;
    private final int byDefault;

    Ipv6Devconf(String sysctl, int min, int max, int byDefault) {
        this.sysctl = sysctl;
        this.min = min;
        this.max = max;
        this.byDefault = byDefault;
    }

    /** The last word of the sysctl's name. */
    public String sysctl() {
        return sysctl;
    }

    /** What it starts with; accept_ra is 0 here, where a kernel starts with 1: router advertisements are for those who ask. */
    public int byDefault() {
        return byDefault;
    }

    /**
     * Checks a value.
     *
     * @throws IllegalArgumentException naming the setting, the value and the range
     */
    int checked(int value) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(sysctl + " is " + value + ", expected " + min + " to " + max);
        }
        return value;
    }

    /** The setting whose sysctl ends with {@code name}, or null. */
    public static @Nullable Ipv6Devconf of(String name) {
        for (Ipv6Devconf conf : VALUES) {
            if (conf.sysctl.equals(name)) {
                return conf;
            }
        }
        return null;
    }
}
