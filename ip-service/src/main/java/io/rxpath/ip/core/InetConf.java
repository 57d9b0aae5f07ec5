package io.rxpath.ip.core;

import java.util.Arrays;

/** The values of one directory net.ipv4.conf.DEVICE (kernel struct ipv4_devconf). Immutable. */
public final class InetConf {
    /** What conf.all starts with. */
    public static final InetConf ALL = new InetConf(start());

    /** What conf.default, and with it every device, starts with. */
    public static final InetConf DEFAULT = ALL.with(InetDevconf.ACCEPT_SOURCE_ROUTE, 1);

    private final int[] values;

    private InetConf(int[] values) {
        this.values = values;
    }

    private static int[] start() {
        InetDevconf[] all = InetDevconf.values();
        int[] values = new int[all.length];
        for (InetDevconf conf : all) {
            values[conf.ordinal()] = conf.byDefault();
        }
        return values;
    }

    /** A value. */
    public int get(InetDevconf conf) {
        return values[conf.ordinal()];
    }

    /**
     * A copy with another value.
     *
     * @throws IllegalArgumentException naming the setting, the value and the range
     */
    public InetConf with(InetDevconf conf, int value) {
        if (value < conf.min() || value > conf.max()) {
            throw new IllegalArgumentException(
                    conf.sysctl() + " is " + value + ", expected " + conf.min() + " to " + conf.max());
        }
        int[] copy = values.clone();
        copy[conf.ordinal()] = value;
        return new InetConf(copy);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof InetConf conf && Arrays.equals(conf.values, values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    /** The values that are not what a kernel starts with. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        for (InetDevconf conf : InetDevconf.values()) {
            if (get(conf) != conf.byDefault()) {
                text.append(text.length() > 1 ? ", " : "")
                        .append(conf.sysctl())
                        .append('=')
                        .append(get(conf));
            }
        }
        return text.append('}').toString();
    }
}
