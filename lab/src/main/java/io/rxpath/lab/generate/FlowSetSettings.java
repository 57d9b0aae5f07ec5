package io.rxpath.lab.generate;

import io.rxpath.lab.peer.ModelClientSettings;
import io.rxpath.lab.peer.Station;

/**
 * What a {@link FlowSet} sends.
 *
 * @param self the station the flows come from
 * @param host the host they go to
 * @param wirePort wire port of the frames
 * @param firstPort port of the first flow; the others follow, 1..65535 for all
 * @param remotePort port of the host's application, 1..65535
 * @param flows number of flows, 1..60000
 * @param bytes bytes each flow sends, 0 or more
 * @param echo true if the application sends back what it gets, which is then checked byte for byte
 * @param seed chooses payload bytes and initial sequence numbers
 * @param startNanos time from the start of one flow to the start of the next, 0 for all at once
 * @param maxFlight most segments of all flows in flight, at least 1
 * @param client how every client behaves
 */
public record FlowSetSettings(
        Station self,
        Station host,
        int wirePort,
        int firstPort,
        int remotePort,
        int flows,
        long bytes,
        boolean echo,
        long seed,
        long startNanos,
        int maxFlight,
        ModelClientSettings client) {
    private static final int DEFAULT_FIRST_PORT = 20_000;
    private static final int DEFAULT_FLIGHT = 4096;

    /** Checks every value. */
    public FlowSetSettings {
        range("flows", flows, 1, 60_000);
        range("firstPort", firstPort, 1, 65_535);
        range("remotePort", remotePort, 1, 65_535);
        range("last port", firstPort + flows - 1, 1, 65_535);
        range("wirePort", wirePort, 0, 0xfffe);
        range("maxFlight", maxFlight, 1, Integer.MAX_VALUE);
        if (bytes < 0 || startNanos < 0) {
            throw new IllegalArgumentException(
                    "bytes " + bytes + ", startNanos " + startNanos + ": expected 0 or more");
        }
    }

    private static void range(String name, int value, int low, int high) {
        if (value < low || value > high) {
            throw new IllegalArgumentException(name + " " + value + ": expected " + low + ".." + high);
        }
    }

    /** {@code flows} flows of {@code bytes} bytes to a sink, all at once, from ports 20000 on by wire port 0. */
    public static FlowSetSettings sink(Station self, Station host, int remotePort, int flows, long bytes, long seed) {
        return new FlowSetSettings(
                self,
                host,
                0,
                DEFAULT_FIRST_PORT,
                remotePort,
                flows,
                bytes,
                false,
                seed,
                0,
                DEFAULT_FLIGHT,
                ModelClientSettings.defaults());
    }

    /** The application echoes. */
    public FlowSetSettings withEcho() {
        return copy(true, startNanos, maxFlight, client, firstPort, wirePort);
    }

    /** Flows start one after the other. */
    public FlowSetSettings withStartNanos(long value) {
        return copy(echo, value, maxFlight, client, firstPort, wirePort);
    }

    /** Other limit of all segments in flight. */
    public FlowSetSettings withMaxFlight(int value) {
        return copy(echo, startNanos, value, client, firstPort, wirePort);
    }

    /** Other clients. */
    public FlowSetSettings withClient(ModelClientSettings value) {
        return copy(echo, startNanos, maxFlight, value, firstPort, wirePort);
    }

    /** Other ports. */
    public FlowSetSettings withPorts(int newFirstPort, int newWirePort) {
        return copy(echo, startNanos, maxFlight, client, newFirstPort, newWirePort);
    }

    private FlowSetSettings copy(
            boolean newEcho,
            long newStart,
            int newMaxFlight,
            ModelClientSettings newClient,
            int newFirstPort,
            int newWirePort) {
        return new FlowSetSettings(
                self,
                host,
                newWirePort,
                newFirstPort,
                remotePort,
                flows,
                bytes,
                newEcho,
                seed,
                newStart,
                newMaxFlight,
                newClient);
    }
}
