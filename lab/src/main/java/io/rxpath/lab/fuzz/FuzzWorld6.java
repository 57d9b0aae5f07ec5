package io.rxpath.lab.fuzz;

import java.util.List;

/** The IPv6 half of {@link FuzzWorld}: the same host, stations and devices under other addresses. */
final class FuzzWorld6 {
    static final String HOST = "fd00:9::2";
    static final String HOST_FAR = "fd00:8::2";
    static final String HOST_LINK = "fe80::2";

    /** Stations behind the first device whose MAC addresses are known. */
    static final List<String> NEAR_STATIONS = List.of("fd00:9::1", "fd00:9::30");

    /** Stations behind the second device whose MAC addresses are known. */
    static final List<String> FAR_STATIONS = List.of("fd00:8::1", "fd00:8::30");

    /** Destinations behind routes of each type; some have none. */
    static final List<String> ROUTED =
            List.of("fd00:3::1", "fd00:3::2", "fd00:4::7", "fd00:5::1", "fd00:6::1", "fd00:7::1", "2001:db8::1");

    /** Routes a router may have. */
    static final List<String> ROUTES = List.of(
            "fd00:3::/64 via fd00:8::1",
            "fd00:3::2/128 via fd00:9::30",
            "fd00:4::/64 via fd00:9::30",
            "blackhole fd00:5::/64",
            "unreachable fd00:6::/64",
            "prohibit fd00:7::/64");

    /** What cannot be a source or a destination, or only under conditions. */
    static final List<String> STRANGE = List.of(
            "::",
            "::1",
            "ff02::1",
            "ff02::2",
            "ff02::5",
            "ff01::1",
            "ff05::1:3",
            "ff0e::1",
            "ff00::1",
            "ff02::1:ff00:2",
            "fe80::1",
            "fe80::2",
            "fe80::30",
            "::10.9.0.1",
            "fec0::1",
            "fd00:9::",
            "fd00:9::77",
            "fd00:8::77",
            HOST,
            HOST_FAR);

    private FuzzWorld6() {}

    /** The same port for the same station always, so that source NAT never has to look for a free one. */
    static int sport(String station) {
        int near = NEAR_STATIONS.indexOf(station);
        return near >= 0 ? 4001 + near : 4300 + Math.max(0, FAR_STATIONS.indexOf(station));
    }
}
