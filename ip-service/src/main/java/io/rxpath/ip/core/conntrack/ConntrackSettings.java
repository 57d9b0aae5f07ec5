package io.rxpath.ip.core.conntrack;

import java.util.Arrays;

/**
 * Settings of connection tracking: the values of {@link ConntrackSysctl}. Cannot be changed; {@link #withSysctl} makes
 * another (kernel net/netfilter/nf_conntrack_standalone.c).
 */
public final class ConntrackSettings {
    /** The kernel's defaults. */
    public static final ConntrackSettings DEFAULTS = new ConntrackSettings(defaults());

    private static final long SECOND = 1_000_000_000L;
    private static final long SYN_SENT2_NANOS = 120 * SECOND;

    private final int[] values;

    private ConntrackSettings(int[] values) {
        this.values = values;
    }

    private static int[] defaults() {
        int[] values = new int[ConntrackSysctl.values().length];
        for (ConntrackSysctl sysctl : ConntrackSysctl.values()) {
            values[sysctl.ordinal()] = sysctl.defaultValue();
        }
        return values;
    }

    /** A value, in the sysctl's unit. */
    public int get(ConntrackSysctl sysctl) {
        return values[sysctl.ordinal()];
    }

    /** A switch. */
    public boolean isOn(ConntrackSysctl sysctl) {
        return get(sysctl) != 0;
    }

    /** A timeout in nanoseconds. */
    long nanos(ConntrackSysctl sysctl) {
        return get(sysctl) * SECOND;
    }

    /** Seconds in a state of a TCP connection, as nanoseconds; no sysctl knows SYN_SENT2. */
    long nanos(TcpConntrack state) {
        if (state == TcpConntrack.SYN_SENT2) {
            return SYN_SENT2_NANOS;
        }
        return nanos(
                switch (state) {
                    case NONE, SYN_SENT, SYN_SENT2 -> ConntrackSysctl.TCP_SYN_SENT;
                    case SYN_RECV -> ConntrackSysctl.TCP_SYN_RECV;
                    case ESTABLISHED -> ConntrackSysctl.TCP_ESTABLISHED;
                    case FIN_WAIT -> ConntrackSysctl.TCP_FIN_WAIT;
                    case CLOSE_WAIT -> ConntrackSysctl.TCP_CLOSE_WAIT;
                    case LAST_ACK -> ConntrackSysctl.TCP_LAST_ACK;
                    case TIME_WAIT -> ConntrackSysctl.TCP_TIME_WAIT;
                    case CLOSE -> ConntrackSysctl.TCP_CLOSE;
                });
    }

    /**
     * These settings with one changed.
     *
     * @param name the sysctl, such as net.netfilter.nf_conntrack_udp_timeout
     * @param value a whole number
     * @throws IllegalArgumentException if there is no such sysctl or the value is none of its
     */
    public ConntrackSettings withSysctl(String name, String value) {
        ConntrackSysctl sysctl = ConntrackSysctl.byName(name);
        if (sysctl == null) {
            throw new IllegalArgumentException("no sysctl '" + name + "' of connection tracking is modelled");
        }
        int number;
        try {
            number = Integer.parseInt(value.trim());
        } catch (NumberFormatException e) {
            throw bad(sysctl, value);
        }
        if (number < sysctl.min() || number > sysctl.max()) {
            throw bad(sysctl, value);
        }
        return with(sysctl, number);
    }

    private static IllegalArgumentException bad(ConntrackSysctl sysctl, String value) {
        return new IllegalArgumentException(sysctl.fullName() + " is '" + value + "', expected a whole number of "
                + sysctl.min() + " to " + sysctl.max());
    }

    /** These settings with one changed. */
    public ConntrackSettings with(ConntrackSysctl sysctl, int value) {
        int[] next = values.clone();
        next[sysctl.ordinal()] = value;
        return new ConntrackSettings(next);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof ConntrackSettings other && Arrays.equals(values, other.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }
}
