package io.rxpath.lab.packetdrill.run;

import io.rxpath.tcp.core.KernelRelease;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * packetdrill's options, as they hold for one run of one script. Those of the command line come first, those of the
 * script's own lines override them.
 */
public final class RunOptions {
    /** Which IP carries the script's packets, and of which family its sockets are. */
    public enum IpVersion {
        /** IPv4. */
        IPV4("ipv4"),
        /** IPv4, sockets of IPv6. */
        MAPPED("ipv4-mapped-ipv6"),
        /** IPv6. */
        IPV6("ipv6");

        private final String word;

        IpVersion(String word) {
            this.word = word;
        }

        /** As the option names it. */
        public String word() {
            return word;
        }

        static @Nullable IpVersion of(String word) {
            for (IpVersion version : values()) {
                if (version.word.equals(word)) {
                    return version;
                }
            }
            return null;
        }
    }

    /** They say how packetdrill itself is to be run, which makes no difference here. */
    private static final Set<String> WITHOUT_EFFECT =
            Set.of("verbose", "debug", "code_command", "code_format", "init_scripts", "send_omit_free", "speed");

    /** Added to the MTU with IPv6, so that both versions offer the same segment size. */
    private static final int IPV6_HEADER_DIFFERENCE = 20;

    private static final int DEFAULT_MTU = 1500;

    final Map<String, String> defines = new HashMap<>();
    final IpVersion version;
    /** A version the script itself asks for; null if it runs with every one. */
    private @Nullable IpVersion demanded;

    String localIp = "";
    String remoteIp = "";
    int bindPort = 8080;
    int connectPort = 8080;
    int mss;
    int mtu;
    int toleranceUsecs = 4000;
    double tolerancePercent = 12.5;
    int tsTickUsecs;
    boolean tsEcrScaled;
    boolean strictSegments;
    boolean nonFatalPacket;
    boolean nonFatalCall;
    boolean dryRun;
    boolean gro;
    /** Whose rules the host follows, a value of kernel.osrelease; empty for its own. */
    String kernel = "";
    /** The peer's port of the script's first connection; the next ones follow. */
    int firstPort = 40_001;

    /** packetdrill's defaults for this version. */
    public RunOptions(IpVersion version) {
        this.version = version;
    }

    /**
     * Sets one option.
     *
     * @throws IllegalArgumentException naming the option, the value and what was expected
     */
    public void set(String name, String value) {
        switch (name) {
            case "ip_version" -> demanded = versionOf(value);
            case "bind_port" -> bindPort = number(name, value, 1, 65_535);
            case "connect_port" -> connectPort = number(name, value, 1, 65_535);
            case "local_ip" -> localIp = value;
            case "remote_ip" -> remoteIp = value;
            case "mss" -> mss = number(name, value, 1, 65_535);
            case "mtu" -> mtu = number(name, value, 68, 65_535);
            case "tolerance_usecs" -> toleranceUsecs = number(name, value, 1, Integer.MAX_VALUE);
            case "tolerance_percent" -> tolerancePercent = percent(value);
            case "tcp_ts_tick_usecs" -> tsTickUsecs = number(name, value, 0, 1_000_000);
            case "tcp_ts_ecr_scaled" -> tsEcrScaled = true;
            case "strict_segments" -> strictSegments = true;
            case "non_fatal" -> nonFatal(value);
            case "dry_run" -> dryRun = true;
            case "kernel" -> kernel = KernelRelease.of(value).toString();
            case "define", "D" -> define(value);
            case "code_sockopt" -> {
                if (!value.isEmpty() && !value.equals("TCP_INFO")) {
                    throw bad(name, value, "TCP_INFO");
                }
            }
            case "gateway_ip", "netmask_ip" -> {
                // The way to the peer is the device itself.
            }
            default -> {
                if (!WITHOUT_EFFECT.contains(name)) {
                    throw new IllegalArgumentException("option --" + name + " is not supported");
                }
            }
        }
    }

    private static IllegalArgumentException bad(String name, String value, String expected) {
        return new IllegalArgumentException("bad --" + name + ": " + value + ", expected " + expected);
    }

    private static IpVersion versionOf(String value) {
        IpVersion version = IpVersion.of(value);
        if (version == null) {
            throw bad("ip_version", value, "ipv4, ipv4-mapped-ipv6 or ipv6");
        }
        return version;
    }

    private static int number(String name, String value, int min, int max) {
        try {
            int number = Integer.parseInt(value);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    bad(name, value, "a whole number").getMessage(), e);
        }
        throw bad(name, value, min + " to " + max);
    }

    private static double percent(String value) {
        try {
            return Double.parseDouble(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    bad("tolerance_percent", value, "a number").getMessage(), e);
        }
    }

    private void nonFatal(String value) {
        for (String word : value.split("[, ]+", -1)) {
            switch (word) {
                case "packet" -> nonFatalPacket = true;
                case "syscall" -> nonFatalCall = true;
                default -> throw bad("non_fatal", value, "packet, syscall");
            }
        }
    }

    private void define(String value) {
        int at = value.indexOf('=');
        if (at < 1) {
            throw bad("define", value, "SYMBOL=VALUE");
        }
        defines.put(value.substring(0, at), value.substring(at + 1));
    }

    /** Frames pass the card and GRO instead of being handed to the IP layer as a TUN device does. */
    public void gro(boolean value) {
        gro = value;
    }

    /** Words the script may use without defining them. */
    public Map<String, String> allDefines() {
        Map<String, String> all = new HashMap<>();
        boolean v6 = version == IpVersion.IPV6;
        all.put("CMSG_LEVEL_IP", v6 ? "SOL_IPV6" : "SOL_IP");
        all.put("CMSG_TYPE_RECVERR", v6 ? "IPV6_RECVERR" : "IP_RECVERR");
        all.put("TFO_COOKIE", v6 ? "c1d1e9742a47a9bc" : "3021b9d889017eeb");
        all.put("TFO_COOKIE_ZERO", v6 ? "82af1a8f9a205c34" : "b7c12350a90dc8f5");
        all.putAll(defines);
        return all;
    }

    /** Another first port of the peer, 1..65535: for scripts that share a host. */
    public void firstPort(int port) {
        firstPort = port;
    }

    /** The version that was asked for, or null. */
    public @Nullable IpVersion demanded() {
        return demanded;
    }

    /** True if the script has asked for another IP version than this run's. */
    public boolean otherVersionDemanded() {
        return demanded != null && demanded != version;
    }

    /** True if the script is to be read only. */
    public boolean dryRun() {
        return dryRun;
    }

    /** True if the packets are of IPv6. */
    public boolean v6Wire() {
        return version == IpVersion.IPV6;
    }

    /** Largest IP packet of the device, bytes. */
    public int mtu() {
        return mtu != 0 ? mtu : v6Wire() ? DEFAULT_MTU + IPV6_HEADER_DIFFERENCE : DEFAULT_MTU;
    }

    /** The host's address. */
    public String localIp() {
        return !localIp.isEmpty() ? localIp : v6Wire() ? "fd3d:a0b:17d6::1" : "192.168.0.1";
    }

    /** The peer's address. */
    public String remoteIp() {
        String ip = !remoteIp.isEmpty() ? remoteIp : v6Wire() ? "fd3d:fa7b:d17d::1" : "192.0.2.1";
        int slash = ip.indexOf('/');
        return slash < 0 ? ip : ip.substring(0, slash);
    }
}
