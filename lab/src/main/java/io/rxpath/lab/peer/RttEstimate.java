package io.rxpath.lab.peer;

/** Round-trip time and retransmission time-out (RFC 6298), in nanoseconds. */
final class RttEstimate {
    private static final long INITIAL_RTO = 1_000_000_000L;

    private final long minRto;
    private final long maxRto;
    private long srtt;
    private long rttvar;
    private long rto = INITIAL_RTO;
    private int backoff;

    RttEstimate(long minRto, long maxRto) {
        this.minRto = minRto;
        this.maxRto = maxRto;
    }

    /** A segment that was sent once has been acknowledged after {@code rtt}. */
    void sample(long rtt) {
        if (srtt == 0) {
            srtt = Math.max(1, rtt);
            rttvar = rtt / 2;
        } else {
            rttvar = (3 * rttvar + Math.abs(srtt - rtt)) / 4;
            srtt = Math.max(1, (7 * srtt + rtt) / 8);
        }
        rto = srtt + 4 * rttvar;
        backoff = 0;
    }

    /** New data was acknowledged: the path works again. */
    void progress() {
        backoff = 0;
    }

    /** The timer has fired: the next one is twice as long. */
    void backOff() {
        backoff++;
    }

    long rto() {
        long value = Math.max(minRto, rto);
        for (int i = 0; i < backoff && value < maxRto; i++) {
            value *= 2;
        }
        return Math.min(maxRto, value);
    }

    long srtt() {
        return srtt;
    }
}
