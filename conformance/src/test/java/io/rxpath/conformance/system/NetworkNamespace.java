package io.rxpath.conformance.system;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A real Linux client: a network namespace of its own with a VXLAN interface whose other end is our address on a veth
 * pair. Deleting the namespace deletes all of it.
 */
final class NetworkNamespace implements AutoCloseable {
    /** The client's address on the simulated host's network. */
    static final String CLIENT = "10.9.0.1";
    /** The simulated host. */
    static final String HOST = "10.9.0.2";

    private static final int FIRST_NET = 64;
    private static final int NETS = 64;

    private final String name;
    private final String veth;
    private final String address;
    private final String peer;

    private NetworkNamespace(String name, String veth, int net) {
        this.name = name;
        this.veth = veth;
        this.address = "10.99." + net + ".1";
        this.peer = "10.99." + net + ".2";
    }

    /** One on VXLAN network 42 with address {@link #CLIENT}, or skips {@code test} and says what is missing. */
    static NetworkNamespace create(String test) {
        return create(test, 42, CLIENT, null);
    }

    /**
     * Creates one, or skips {@code test} and says what is missing.
     *
     * @param vni VXLAN network it is plugged into
     * @param client its address there, of a network of 24 bits
     * @param remote the address to listen on, where another namespace has made it; null for one of its own
     */
    static NetworkNamespace create(String test, int vni, String client, @Nullable String remote) {
        Requires.root(test);
        Requires.tools(test, "ip");
        String addresses = Program.of("ip", "-o", "-4", "addr").run().ok().out();
        long pid = ProcessHandle.current().pid();
        int net = (int) (pid % NETS);
        for (int i = 0; i < NETS && addresses.contains(" 10.99." + (FIRST_NET + net) + "."); i++) {
            net = (net + 1) % NETS;
        }
        net += FIRST_NET;
        NetworkNamespace namespace =
                new NetworkNamespace("rxpath-" + pid + "-" + net, "rx" + pid % 1_000_000 + "h" + net, net);
        Program.Ended made = Program.of("ip", "netns", "add", namespace.name).run();
        if (made.exit() != 0) {
            throw Requires.skipped(
                    test, "it may not create a network namespace: " + made.err().strip());
        }
        try {
            namespace.connect(test, vni, client, remote == null ? namespace.address : remote);
        } catch (RuntimeException | Error e) {
            namespace.close();
            throw e;
        }
        return namespace;
    }

    private void connect(String test, int vni, String client, String remote) {
        String inside = "eth0";
        Program.Ended pair = Program.of(
                        "ip", "link", "add", veth, "type", "veth", "peer", "name", inside, "netns", name)
                .run();
        if (pair.exit() != 0) {
            throw Requires.skipped(
                    test, "it may not create a veth pair: " + pair.err().strip());
        }
        ip("addr", "add", address + "/30", "dev", veth);
        ip("link", "set", veth, "up");
        ip("-n", name, "addr", "add", peer + "/30", "dev", inside);
        ip("-n", name, "link", "set", inside, "up");
        ip("-n", name, "link", "set", "lo", "up");
        if (!remote.equals(address)) {
            ip("-n", name, "route", "add", remote, "via", address);
        }
        Program.Ended vxlan = Program.of(
                        List.of("ip", "-n", name, "link", "add", "vx0", "type", "vxlan", "id", "" + vni),
                        "local",
                        peer,
                        "remote",
                        remote,
                        "dstport",
                        "4789",
                        "dev",
                        inside)
                .run();
        if (vxlan.exit() != 0) {
            throw Requires.skipped(
                    test, "this kernel makes no VXLAN interface: " + vxlan.err().strip());
        }
        ip("-n", name, "addr", "add", client + "/24", "dev", "vx0");
        ip("-n", name, "link", "set", "vx0", "up");
        // A veth pair completes no checksums: with offloads the client would hand us packets no cable ever carries.
        if (Program.exists("ethtool")) {
            program("ethtool", "-K", "vx0", "tx", "off").run().ok();
        }
    }

    private static void ip(String... words) {
        Program.of(List.of("ip"), words).run().ok();
    }

    /** Our end of the veth pair: the address to listen on. */
    String address() {
        return address;
    }

    /** A program that runs inside. */
    Program program(String... words) {
        return Program.of(List.of("ip", "netns", "exec", name), words);
    }

    /**
     * Loses one of {@code of} frames in each direction, by chance, from now on; skips {@code test} where the kernel cannot.
     * Outwards they are lost behind VXLAN, where TCP does not hear of it as it would from its own device.
     */
    void loses(String test, int of) {
        String lose = "numgen random mod " + of + " eq 0 drop";
        Program.Ended rules = program(
                        "nft",
                        "add table netdev loss; delete table netdev loss; add table netdev loss;"
                                + " add chain netdev loss out { type filter hook egress device \"eth0\" priority 0; };"
                                + " add rule netdev loss out " + lose + ";"
                                + " add chain netdev loss in { type filter hook ingress device \"vx0\" priority 0; };"
                                + " add rule netdev loss in " + lose)
                .run();
        if (rules.exit() != 0) {
            throw Requires.skipped(
                    test,
                    "this kernel loses no frames by chance: " + rules.err().strip());
        }
    }

    /** A program that sends a file over TCP and ends when the other side has closed. */
    Program send(int port, Path file) {
        if (Program.exists("nc") && Program.of("nc", "-h").run().err().contains("OpenBSD")) {
            return program("nc", "-N", HOST, Integer.toString(port)).from(file);
        }
        return program("bash", "-c", "exec 3<>/dev/tcp/" + HOST + "/" + port + " && cat >&3")
                .from(file);
    }

    /** One of the namespace's counters, such as Tcp InCsumErrors, as its kernel counts. */
    long snmp(String protocol, String counter) {
        List<String> lines = program("cat", "/proc/net/snmp")
                .run()
                .ok()
                .out()
                .lines()
                .filter(line -> line.startsWith(protocol + ": "))
                .toList();
        List<String> names = List.of(lines.get(0).split(" ", -1));
        return Long.parseLong(lines.get(1).split(" ", -1)[names.indexOf(counter)]);
    }

    @Override
    public void close() {
        Program.of("ip", "netns", "del", name).run(Duration.ofSeconds(10));
        // Gone with the namespace, unless something inside still runs.
        Program.of("ip", "link", "del", veth).run(Duration.ofSeconds(10));
    }
}
