package io.rxpath.ip.core.ipv6;

import io.rxpath.ip.core.NeighSettings;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The net.ipv6 sysctls. Immutable.
 *
 * @param conf net.ipv6.conf.NAME by name: all, default and devices; one that is not named is as default
 * @param neigh net.ipv6.neigh
 * @param ratelimitMillis icmp.ratelimit: time between two errors to one peer
 * @param ratemask icmp.ratemask: bit set of the types that are limited, types 0..127
 * @param echoIgnoreAll icmp.echo_ignore_all
 * @param echoIgnoreMulticast icmp.echo_ignore_multicast
 * @param echoIgnoreAnycast icmp.echo_ignore_anycast
 * @param fragHighThresh ip6frag_high_thresh: bytes of memory fragments may take
 * @param fragTimeNanos ip6frag_time
 * @param maxDstOpts max_dst_opts_number; negative: as its absolute value, and unknown options are dropped
 * @param maxHbhOpts max_hbh_opts_number; the same
 * @param maxDstOptsLength max_dst_opts_length
 * @param maxHbhLength max_hbh_length
 * @param autoFlowlabels auto_flowlabels: 0 never, 1 and 2 as sockets wish, with which it is on, 3 always
 * @param mtuExpiresNanos route.mtu_expires: a path MTU is forgotten after this time
 */
public record Ipv6Settings(
        Map<String, Map<Ipv6Devconf, Integer>> conf,
        NeighSettings neigh,
        int ratelimitMillis,
        java.util.BitSet ratemask,
        boolean echoIgnoreAll,
        boolean echoIgnoreMulticast,
        boolean echoIgnoreAnycast,
        long fragHighThresh,
        long fragTimeNanos,
        int maxDstOpts,
        int maxHbhOpts,
        int maxDstOptsLength,
        int maxHbhLength,
        int autoFlowlabels,
        long mtuExpiresNanos) {
    /** Name of the directory net.ipv6.conf.all. */
    public static final String ALL = "all";
    /** Name of the directory net.ipv6.conf.default. */
    public static final String DEFAULT = "default";

    private static final String PREFIX = "net.ipv6.";

    /** What a 6.18 kernel starts with. */
    public static Ipv6Settings defaults() {
        return new Builder().build();
    }

    /** A copy with the values that {@code change} sets. */
    public Ipv6Settings with(Consumer<Builder> change) {
        Builder builder = new Builder(this);
        change.accept(builder);
        return builder.build();
    }

    /** The value for a device, or of all or default. */
    public int conf(String name, Ipv6Devconf what) {
        Map<Ipv6Devconf, Integer> own = conf.get(name);
        Integer value = own == null ? null : own.get(what);
        if (value == null && !name.equals(ALL)) {
            Map<Ipv6Devconf, Integer> byDefault = conf.get(DEFAULT);
            value = byDefault == null ? null : byDefault.get(what);
        }
        return value == null ? what.byDefault() : value;
    }

    /** net.ipv6.conf.all.forwarding. */
    public boolean forwarding() {
        return conf(ALL, Ipv6Devconf.FORWARDING) != 0;
    }

    /** Settings that are being changed; each field is the component of the same name. */
    public static final class Builder {
        private static final long MILLI = 1_000_000L;

        public final Map<String, Map<Ipv6Devconf, Integer>> conf = new HashMap<>();
        public NeighSettings neigh = NeighSettings.defaultsV6();
        public int ratelimitMillis = 1000;
        public java.util.BitSet ratemask = new java.util.BitSet();
        public boolean echoIgnoreAll;
        public boolean echoIgnoreMulticast;
        public boolean echoIgnoreAnycast;
        public long fragHighThresh = 4 << 20;
        public long fragTimeNanos = 60_000 * MILLI;
        public int maxDstOpts = 8;
        public int maxHbhOpts = 8;
        public int maxDstOptsLength = Integer.MAX_VALUE;
        public int maxHbhLength = Integer.MAX_VALUE;
        public int autoFlowlabels = 1;
        public long mtuExpiresNanos = 600_000 * MILLI;

        private Builder() {
            ratemask.set(0, 128);
            ratemask.clear(2);
        }

        private Builder(Ipv6Settings s) {
            s.conf.forEach((name, values) -> conf.put(name, new HashMap<>(values)));
            neigh = s.neigh;
            ratelimitMillis = s.ratelimitMillis;
            ratemask = (java.util.BitSet) s.ratemask.clone();
            echoIgnoreAll = s.echoIgnoreAll;
            echoIgnoreMulticast = s.echoIgnoreMulticast;
            echoIgnoreAnycast = s.echoIgnoreAnycast;
            fragHighThresh = s.fragHighThresh;
            fragTimeNanos = s.fragTimeNanos;
            maxDstOpts = s.maxDstOpts;
            maxHbhOpts = s.maxHbhOpts;
            maxDstOptsLength = s.maxDstOptsLength;
            maxHbhLength = s.maxHbhLength;
            autoFlowlabels = s.autoFlowlabels;
            mtuExpiresNanos = s.mtuExpiresNanos;
        }

        private Ipv6Settings build() {
            Map<String, Map<Ipv6Devconf, Integer>> copy = new HashMap<>();
            conf.forEach((name, values) -> copy.put(name, Map.copyOf(values)));
            return new Ipv6Settings(
                    Map.copyOf(copy),
                    neigh,
                    ratelimitMillis,
                    ratemask,
                    echoIgnoreAll,
                    echoIgnoreMulticast,
                    echoIgnoreAnycast,
                    fragHighThresh,
                    fragTimeNanos,
                    maxDstOpts,
                    maxHbhOpts,
                    maxDstOptsLength,
                    maxHbhLength,
                    autoFlowlabels,
                    mtuExpiresNanos);
        }

        /**
         * Sets net.ipv6.conf.{@code name}.{@code what}. Of forwarding in all, every device follows (kernel
         * addrconf_forward_change()); the same for disable_ipv6.
         *
         * @throws IllegalArgumentException if the value is out of range
         */
        public Builder conf(String name, Ipv6Devconf what, int value) {
            what.checked(value);
            if (name.equals(ALL) && (what == Ipv6Devconf.FORWARDING || what == Ipv6Devconf.DISABLE_IPV6)) {
                conf.values().forEach(values -> values.put(what, value));
                put(DEFAULT, what, value);
            }
            put(name, what, value);
            return this;
        }

        private void put(String name, Ipv6Devconf what, int value) {
            conf.computeIfAbsent(name, n -> new HashMap<>()).put(what, value);
        }

        /**
         * Sets one by its full sysctl name, such as net.ipv6.conf.eth0.forwarding.
         *
         * @throws IllegalArgumentException naming the setting if there is none of that name, or its value is wrong
         */
        public Builder set(String sysctl, String value) {
            if (!sysctl.startsWith(PREFIX)) {
                throw new IllegalArgumentException(sysctl + " is not a setting of IPv6, expected net.ipv6.NAME");
            }
            String[] name = sysctl.substring(PREFIX.length()).split("\\.", -1);
            if (name.length >= 3 && name[0].equals("conf")) {
                String last = name[name.length - 1];
                Ipv6Devconf what = Ipv6Devconf.of(last);
                if (what == null) {
                    throw new IllegalArgumentException(sysctl + " is not a setting this layer has");
                }
                String device = sysctl.substring(PREFIX.length() + 5, sysctl.length() - last.length() - 1);
                return conf(device, what, Math.toIntExact(number(sysctl, value)));
            }
            if (name.length == 3 && name[0].equals("neigh")) {
                neigh = neigh.with(n -> n.set(name[2], value));
                return this;
            }
            one(sysctl, sysctl.substring(PREFIX.length()), value);
            return this;
        }

        private void one(String sysctl, String name, String value) {
            if (name.equals("icmp.ratemask")) {
                ratemask = mask(sysctl, value);
                return;
            }
            long n = number(sysctl, value);
            switch (name) {
                case "icmp.ratelimit" -> ratelimitMillis = Math.toIntExact(n);
                case "icmp.echo_ignore_all" -> echoIgnoreAll = n != 0;
                case "icmp.echo_ignore_multicast" -> echoIgnoreMulticast = n != 0;
                case "icmp.echo_ignore_anycast" -> echoIgnoreAnycast = n != 0;
                case "ip6frag_high_thresh" -> fragHighThresh = n;
                case "ip6frag_time" -> fragTimeNanos = n * 1000 * MILLI;
                case "max_dst_opts_number" -> maxDstOpts = Math.toIntExact(n);
                case "max_hbh_opts_number" -> maxHbhOpts = Math.toIntExact(n);
                case "max_dst_opts_length" -> maxDstOptsLength = Math.toIntExact(n);
                case "max_hbh_length" -> maxHbhLength = Math.toIntExact(n);
                case "route.mtu_expires" -> mtuExpiresNanos = n * 1000 * MILLI;
                case "auto_flowlabels" -> autoFlowlabels = Math.toIntExact(n);
                default -> throw new IllegalArgumentException(sysctl + " is not a setting this layer has");
            }
        }

        private static long number(String sysctl, String value) {
            try {
                return Long.parseLong(value.strip());
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(sysctl + " is '" + value + "', expected a number", e);
            }
        }

        private static java.util.BitSet mask(String sysctl, String value) {
            java.util.BitSet mask = new java.util.BitSet();
            for (String range : value.strip().split(",", -1)) {
                String[] ends = range.split("-", -1);
                if (range.isEmpty()) {
                    continue;
                }
                int from = Math.toIntExact(number(sysctl, ends[0]));
                int to = Math.toIntExact(number(sysctl, ends[ends.length - 1]));
                if (from < 0 || to > 255 || from > to) {
                    throw new IllegalArgumentException(
                            sysctl + " is '" + value + "', expected types such as 0-1,3-127");
                }
                mask.set(from, to + 1);
            }
            return mask;
        }
    }
}
