package io.rxpath.ip.core;

import io.rxpath.ip.core.route.Dst;
import io.rxpath.ip.core.route.RouteType;

/**
 * A device with the settings that hold for it (kernel include/linux/inetdevice.h struct in_device, IN_DEV_*). A setting may
 * follow from conf.all, from the device's own, or from both.
 */
public final class InetDevice {
    private final NetDevice dev;
    private final InetConf all;
    private final InetConf own;
    private final Dst broadcast;
    private final Dst multicast;

    InetDevice(NetDevice dev, InetConf all, InetConf own) {
        this.dev = dev;
        this.all = all;
        this.own = own;
        this.broadcast = Dst.of(RouteType.BROADCAST, dev, 0, firstAddress(dev));
        this.multicast = Dst.of(RouteType.MULTICAST, dev, 0, firstAddress(dev));
    }

    private static int firstAddress(NetDevice dev) {
        return dev.addresses().stream()
                .filter(a -> a.address().isV4())
                .mapToInt(a -> a.address().v4())
                .findFirst()
                .orElse(0);
    }

    /** The route of packets to everybody on its link. */
    Dst broadcast() {
        return broadcast;
    }

    /** The route of packets to a group. */
    Dst multicast() {
        return multicast;
    }

    /** The device. */
    public NetDevice dev() {
        return dev;
    }

    /** The device's own value (kernel IN_DEV_CONF_GET()). */
    public int own(InetDevconf conf) {
        return own.get(conf);
    }

    /** The greater of conf.all and the device's own (kernel IN_DEV_MAXCONF()). */
    public int max(InetDevconf conf) {
        return Math.max(all.get(conf), own.get(conf));
    }

    /** On if conf.all or the device's own is (kernel IN_DEV_ORCONF()). */
    public boolean or(InetDevconf conf) {
        return all.get(conf) != 0 || own.get(conf) != 0;
    }

    /** On if conf.all and the device's own are (kernel IN_DEV_ANDCONF()). */
    public boolean and(InetDevconf conf) {
        return all.get(conf) != 0 && own.get(conf) != 0;
    }

    /** Packets that come in here may be forwarded (kernel IN_DEV_FORWARD()). */
    public boolean forwarding() {
        return own.get(InetDevconf.FORWARDING) != 0;
    }

    /** Redirects that come in here are obeyed (kernel IN_DEV_RX_REDIRECTS()). */
    public boolean acceptRedirects() {
        return forwarding() ? and(InetDevconf.ACCEPT_REDIRECTS) : or(InetDevconf.ACCEPT_REDIRECTS);
    }
}
