package io.rxpath.lab.oracle;

import io.rxpath.lab.oracle.Step.PeerFlow;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * One case: a host, the applications on it, a peer, and what the peer and the applications do.
 *
 * @param name its name, also that of its result
 * @param about what it shows
 * @param file where it was read; the files it names are beside it
 * @param ifaces the host's interfaces, at least one; number i is plugged into wire port i
 * @param sysctl settings over the oracle's own, in their order
 * @param neighbours permanent neighbours besides the peers
 * @param routes arguments of {@code ip route add}
 * @param setup command lines run before anything happens
 * @param nft lines of a ruleset
 * @param iptables arguments of iptables, one command each
 * @param conntrack whether the result shows the connections
 * @param ae whether the result shows the AE flag of the host's segments, as an N
 * @param apps the applications, in their order
 * @param flows the peer's flows by name, in their order
 * @param napi how frames are polled
 * @param gapMillis wait after each frame
 * @param settleMillis wait at the end
 * @param unstable fields that are not to be compared
 * @param steps what happens
 * @param unsupported what the case asks for and this player or the stack cannot do; not empty: it cannot pass
 */
record CaseFile(
        String name,
        String about,
        Path file,
        List<Iface> ifaces,
        Map<String, String> sysctl,
        List<Neigh> neighbours,
        List<String> routes,
        List<String> setup,
        List<String> nft,
        List<String> iptables,
        boolean conntrack,
        boolean ae,
        List<AppSpec> apps,
        Map<String, PeerFlow> flows,
        NapiMode napi,
        int gapMillis,
        int settleMillis,
        List<String> unstable,
        List<Step> steps,
        List<String> unsupported) {

    /** How frames are polled. */
    enum NapiMode {
        /** Each frame by itself. */
        SOFTIRQ,
        /** A burst in one poll, by a thread that runs when the peer sleeps. */
        THREADED
    }

    /** The first interface. */
    Iface iface() {
        return ifaces.get(0);
    }

    /** The position of the interface of that name, which is its wire port; -1 if there is none. */
    int port(String name) {
        for (int i = 0; i < ifaces.size(); i++) {
            if (ifaces.get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    /** A permanent neighbour. */
    record Neigh(String ip, String mac, String dev) {}

    /**
     * An interface with the peer behind it.
     *
     * @param name device name
     * @param mac the host's MAC address
     * @param addresses the host's addresses with their prefix lengths, at least one
     * @param peerIps the peer's addresses, at least one
     * @param peerMac the peer's MAC address
     * @param neighbour whether the host knows the peer's MAC address from the start
     * @param mtu bytes
     * @param groFlushNanos gro_flush_timeout
     * @param deferHardIrqs napi_defer_hard_irqs
     */
    record Iface(
            String name,
            String mac,
            List<String> addresses,
            List<String> peerIps,
            String peerMac,
            boolean neighbour,
            int mtu,
            long groFlushNanos,
            int deferHardIrqs) {
        String ip() {
            String first = addresses.get(0);
            return first.substring(0, first.indexOf('/'));
        }

        String peerIp() {
            return peerIps.get(0);
        }
    }

    /** When an application reads by itself. */
    enum ReadMode {
        /** Whatever is there, at once. */
        DRAIN,
        /** Only when a step says so. */
        MANUAL,
        /** A number of bytes, again and again after a time. */
        SLOW
    }

    /**
     * An application.
     *
     * @param port the port it is bound to
     * @param udp UDP or TCP
     * @param mode when it reads
     * @param bytes SLOW: bytes of one read
     * @param everyMillis SLOW: time between reads
     * @param chunk DRAIN: bytes of one read
     * @param rcvbuf SO_RCVBUF, 0 if it is not set
     * @param backlog of listen()
     * @param accept whether it calls accept()
     * @param closeOnEof whether it closes when the peer does
     * @param oob whether it reads urgent data with MSG_OOB
     * @param v6 whether its socket is one of IPv6, which serves IPv4 too
     */
    record AppSpec(
            int port,
            boolean udp,
            ReadMode mode,
            int bytes,
            int everyMillis,
            int chunk,
            int rcvbuf,
            int backlog,
            boolean accept,
            boolean closeOnEof,
            boolean oob,
            boolean v6) {}
}
