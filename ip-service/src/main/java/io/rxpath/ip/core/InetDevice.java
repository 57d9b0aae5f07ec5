package io.rxpath.ip.core;

/**
 * A device with the settings that hold for it (kernel include/linux/inetdevice.h struct in_device, IN_DEV_*). A setting may
 * follow from conf.all, from the device's own, or from both.
 */
public final class InetDevice {
    private final NetDevice dev;
    private final InetConf all;
    private final InetConf own;

    InetDevice(NetDevice dev, InetConf all, InetConf own) {
        this.dev = dev;
        this.all = all;
        this.own = own;
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
