package io.rxpath.lab.generate;

import io.rxpath.lab.peer.ClientState;
import io.rxpath.lab.peer.ModelClient;

/**
 * How far a {@link FlowSet} is.
 *
 * @param flows all flows
 * @param started flows that have sent their SYN
 * @param open flows that are open
 * @param finished flows that have closed both ways
 * @param failed flows that were reset or have given up
 * @param bytesAcked bytes the host has acknowledged
 * @param bytesReceived bytes the host has sent
 * @param inFlight segments in flight
 * @param retransmissions segments sent again
 * @param timeouts retransmission time-outs
 * @param framesSent frames sent
 * @param framesReceived frames received
 */
public record Progress(
        int flows,
        int started,
        int open,
        int finished,
        int failed,
        long bytesAcked,
        long bytesReceived,
        int inFlight,
        long retransmissions,
        long timeouts,
        long framesSent,
        long framesReceived) {
    /** Adds up clients. */
    static final class Sum {
        private int open;
        private int finished;
        private int failed;
        private long bytesAcked;
        private long bytesReceived;
        private long retransmissions;
        private long timeouts;

        void add(ModelClient client) {
            if (client.state() == ClientState.TIME_WAIT) {
                finished++;
            } else if (client.isFinished()) {
                failed++;
            } else if (client.isOpen()) {
                open++;
            }
            bytesAcked += client.bytesAcked();
            bytesReceived += client.bytesReceived();
            retransmissions += client.stats().retransmissions();
            timeouts += client.stats().timeouts();
        }

        Progress total(int flows, int started, int inFlight, long framesSent, long framesReceived) {
            return new Progress(
                    flows,
                    started,
                    open,
                    finished,
                    failed,
                    bytesAcked,
                    bytesReceived,
                    inFlight,
                    retransmissions,
                    timeouts,
                    framesSent,
                    framesReceived);
        }
    }
}
