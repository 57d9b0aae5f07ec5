package io.rxpath.ip.core.route;

/** Hosts for tests of this package. */
final class FibWorld {
    private FibWorld() {}

    /** A host with lo, eth0 and eth1; the two have no addresses yet. */
    static FibFrontend twoDevices() {
        FibFrontend frontend = new FibFrontend();
        frontend.addDevice(new InDevice(3, "eth0", 1500));
        frontend.addDevice(new InDevice(5, "eth1", 1500));
        return frontend;
    }

    /** Its command line; only 224.0.0.1 is joined, and nothing that comes in is accepted. */
    static IpCommandLine commandLine(FibFrontend frontend) {
        return new IpCommandLine(
                frontend,
                (daddr, saddr, tos, mark, iif) -> RouteInput.Answer.refused(Errno.EHOSTUNREACH),
                (ifindex, group) -> group == 0xe000_0001);
    }
}
