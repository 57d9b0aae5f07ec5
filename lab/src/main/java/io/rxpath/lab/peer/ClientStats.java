package io.rxpath.lab.peer;

/**
 * What a {@link ModelClient} counts.
 *
 * @param peerWindow bytes the peer's window allows beyond what is acknowledged
 * @param inFlight segments in flight
 * @param retransmissions segments sent again
 * @param timeouts retransmission time-outs
 * @param segmentsSent segments sent, all kinds
 * @param segmentsReceived segments received, all kinds
 * @param badChecksums segments thrown away because a checksum was wrong
 * @param srttNanos smoothed round-trip time in nanoseconds, 0 before the first measurement
 * @param establishedNanos when the handshake was done, epoch nanoseconds, 0 before
 */
public record ClientStats(
        long peerWindow,
        int inFlight,
        long retransmissions,
        long timeouts,
        long segmentsSent,
        long segmentsReceived,
        long badChecksums,
        long srttNanos,
        long establishedNanos) {}
