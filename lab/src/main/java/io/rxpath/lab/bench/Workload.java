package io.rxpath.lab.bench;

/**
 * What is sent.
 *
 * @param name for the report
 * @param frameBytes bytes of a frame on the cable, FCS included
 * @param flows TCP connections it is spread over
 * @param flight most frames in flight
 */
record Workload(String name, int frameBytes, int flows, int flight) {
    private static final int HEADERS = 14 + 20 + 20;
    private static final int FCS = 4;

    /** The smallest frames Ethernet has: the cost of a packet. */
    static final Workload SMALL = new Workload("64 B, 64 flows", 64, 64, 6144);

    /** The largest without jumbo frames: the cost of a byte. */
    static final Workload BULK = new Workload("1514 B, 8 flows", 1518, 8, 4096);

    /** TCP payload bytes per frame. */
    int payload() {
        return frameBytes - FCS - HEADERS;
    }
}
