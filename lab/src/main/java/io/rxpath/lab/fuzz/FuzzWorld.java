package io.rxpath.lab.fuzz;

import io.rxpath.skb.IpAddress;
import java.util.List;

/** Who and what is there in a fuzzed case: addresses, ports and devices that frames and rules have in common. */
final class FuzzWorld {
    static final String NEAR = "orc0";
    static final String FAR = "orc1";
    static final String HOST = "10.9.0.2";
    static final String HOST_FAR = "10.9.1.2";

    /** Stations behind the first device whose MAC addresses are known. */
    static final List<String> NEAR_STATIONS = List.of("10.9.0.1", "10.9.0.30");

    /** Stations behind the second device whose MAC addresses are known. */
    static final List<String> FAR_STATIONS = List.of("10.9.1.1", "10.9.1.30");

    /** Destinations behind routes of each type; some have none. */
    static final List<String> ROUTED =
            List.of("10.3.0.1", "10.3.0.2", "10.4.7.7", "10.5.0.1", "10.6.0.1", "10.7.0.1", "10.8.0.1", "192.0.2.1");

    /** What cannot be a source or a destination, or only under conditions. */
    static final List<String> STRANGE = List.of(
            "0.0.0.0",
            "0.1.2.3",
            "127.0.0.1",
            "224.0.0.1",
            "224.0.0.5",
            "239.1.2.3",
            "240.0.0.1",
            "255.255.255.255",
            "10.9.0.255",
            "10.9.0.0",
            "10.9.1.255",
            "169.254.3.4",
            HOST,
            HOST_FAR);

    /** UDP ports: two sockets, the others closed. */
    static final List<Integer> UDP_PORTS = List.of(5000, 5001, 7001, 7002, 7003, 53);

    /** TCP ports: one listener, the others closed. */
    static final List<Integer> TCP_PORTS = List.of(8080, 8081, 22);

    private FuzzWorld() {}

    /** The same port for the same station always, so that source NAT never has to look for a free one. */
    static int sport(String station) {
        int v4 = IpAddress.parse(station).v4();
        int last = v4 & 0xff;
        int network = v4 >>> 8 & 0xff;
        return 4000 + last + 300 * network;
    }
}
