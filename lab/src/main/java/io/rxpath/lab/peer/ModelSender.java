package io.rxpath.lab.peer;

import io.rxpath.skb.TcpOptions;
import java.util.ArrayList;
import java.util.List;

/**
 * The sending half: sliding window, congestion window (RFC 5681), loss detection and retransmission. Positions are
 * stream offsets; the FIN is one byte behind the last.
 *
 * <p>With SACK, a segment is lost when three segments sent later than it (retransmissions counted) have arrived, so a lost
 * retransmission is found too. Without, the third duplicate ACK and every partial ACK condemn the first one (RFC 6582).
 */
final class ModelSender {
    /** Puts a segment on the wire. */
    interface Output {
        void send(long offset, int length, boolean fin);
    }

    /** One segment in flight. */
    private static final class Sent {
        final long offset;
        final int length;
        final boolean fin;
        long order;
        long at;
        boolean again;
        boolean sacked;
        boolean lost;

        Sent(long offset, int length, boolean fin) {
            this.offset = offset;
            this.length = length;
            this.fin = fin;
        }

        long end() {
            return offset + length + (fin ? 1 : 0);
        }
    }

    private static final int DUP_THRESHOLD = 3;
    private static final int INITIAL_WINDOW = 10;

    private final PayloadSource source;
    private final ModelClientSettings settings;
    private final FlightLimit limit;
    private final Output out;
    private final RttEstimate rtt;
    private final List<Sent> flight = new ArrayList<>();

    private int segment;
    private boolean useSack;
    private boolean closing;
    private boolean finSent;
    private long una;
    private long next;
    private long windowEnd;
    private long latestWindowEnd;
    private long maxWindow;
    private long cwnd;
    private long ssthresh = Long.MAX_VALUE;
    private long pipe;
    private long recoveryPoint = -1;
    private int duplicates;
    private long order;
    private long highestDelivered;
    private long rtoAt = Long.MAX_VALUE;
    private long persistAt = Long.MAX_VALUE;
    private int persistBackoff;
    private boolean blockedByLimit;
    private long retransmissions;
    private long timeouts;

    ModelSender(PayloadSource source, ModelClientSettings settings, FlightLimit limit, RttEstimate rtt, Output out) {
        this.source = source;
        this.settings = settings;
        this.limit = limit;
        this.rtt = rtt;
        this.out = out;
    }

    /** The handshake is done. */
    void established(int segmentSize, boolean sack, int window) {
        segment = segmentSize;
        useSack = sack;
        windowEnd = window;
        latestWindowEnd = window;
        maxWindow = window;
        cwnd = (long) INITIAL_WINDOW * segment;
    }

    void close() {
        closing = true;
    }

    /** Sends what windows and limits allow. */
    void transmit(long now) {
        if (segment == 0) {
            return;
        }
        blockedByLimit = false;
        retransmitLost(now);
        while (pipe + segment <= cwnd || flight.isEmpty()) {
            long left = source.length() - next;
            boolean fin = closing && !finSent && left <= segment;
            long room = windowEnd - next;
            int length = (int) Math.min(Math.min(left, segment), room);
            if (length < 0 || length == 0 && !fin || finSent) {
                break;
            }
            fin &= length == left;
            // Silly window avoidance (RFC 9293 section 3.8.6.2.1): whole segments, the end of the data, or half the
            // window.
            if (length < segment && length < left && room < maxWindow / 2) {
                break;
            }
            if (flight.size() >= settings.maxFlight()) {
                break;
            }
            if (!limit.take()) {
                blockedByLimit = true;
                break;
            }
            Sent sent = new Sent(next, length, fin);
            flight.add(sent);
            next = sent.end();
            finSent |= fin;
            pipe += length;
            put(sent, now);
        }
        armPersist(now);
    }

    private void retransmitLost(long now) {
        boolean any = false;
        for (int i = 0; i < flight.size(); i++) {
            Sent sent = flight.get(i);
            if (!sent.lost) {
                continue;
            }
            if (pipe > 0 && pipe + sent.length > cwnd && (i > 0 || any)) {
                break;
            }
            any = true;
            sent.lost = false;
            sent.again = true;
            pipe += sent.length;
            retransmissions++;
            put(sent, now);
        }
    }

    private void put(Sent sent, long now) {
        sent.order = ++order;
        sent.at = now;
        if (rtoAt == Long.MAX_VALUE) {
            rtoAt = now + rtt.rto();
        }
        // Moved to the left, into what was sent before it; the rest follows as a segment of its own.
        int shift = sent.again && settings.repacketise() ? (int) Math.min(sent.length / 2, sent.offset - una) : 0;
        if (shift > 0) {
            out.send(sent.offset - shift, sent.length, false);
        }
        int rest = shift > 0 ? shift : sent.length;
        out.send(sent.offset + sent.length - rest, rest, sent.fin);
    }

    private void armPersist(long now) {
        boolean waits = flight.isEmpty() && !finSent && !blockedByLimit && (next < source.length() || closing);
        if (!waits) {
            persistAt = Long.MAX_VALUE;
            persistBackoff = 0;
        } else if (persistAt == Long.MAX_VALUE) {
            persistAt = now + Math.min(settings.maxRtoNanos(), rtt.rto() << Math.min(persistBackoff, 16));
        }
    }

    /**
     * An acknowledgment.
     *
     * @param acked stream offset up to which all has arrived; the caller has checked that it was sent
     * @param window bytes beyond it that may be sent
     * @param pure true if the segment carried nothing that would explain a repeated acknowledgment
     */
    void acknowledge(long acked, long window, boolean pure, TcpOptions options, int firstSeq, long now) {
        boolean windowMoved = acked + window > windowEnd;
        windowEnd = Math.max(windowEnd, acked + window);
        if (acked >= una) {
            latestWindowEnd = acked + window;
        }
        maxWindow = Math.max(maxWindow, window);
        if (windowMoved) {
            persistAt = Long.MAX_VALUE;
            persistBackoff = 0;
        }
        if (acked > una) {
            advance(acked, now);
        } else if (acked == una && pure && !windowMoved && !flight.isEmpty()) {
            duplicates++;
        }
        if (useSack) {
            sack(options, firstSeq);
            condemnBySack();
        } else if (duplicates == DUP_THRESHOLD && recoveryPoint < 0 && !flight.isEmpty()) {
            condemn(flight.get(0));
            enterRecovery();
        }
    }

    private void advance(long acked, long now) {
        long bytes = acked - una;
        una = acked;
        duplicates = 0;
        rtt.progress();
        int gone = 0;
        long sample = -1;
        while (gone < flight.size() && flight.get(gone).end() <= acked) {
            Sent sent = flight.get(gone++);
            if (!sent.sacked && !sent.lost) {
                pipe -= sent.length;
            }
            if (!sent.again && !sent.sacked) {
                sample = now - sent.at;
            }
            highestDelivered = Math.max(highestDelivered, sent.again ? 0 : sent.order);
            limit.give();
        }
        flight.subList(0, gone).clear();
        if (sample >= 0) {
            rtt.sample(sample);
        }
        rtoAt = flight.isEmpty() ? Long.MAX_VALUE : now + rtt.rto();
        if (recoveryPoint >= 0 && acked >= recoveryPoint) {
            recoveryPoint = -1;
        } else if (recoveryPoint >= 0 && !useSack && !flight.isEmpty() && !flight.get(0).lost) {
            condemn(flight.get(0));
        }
        if (recoveryPoint < 0) {
            cwnd += cwnd < ssthresh ? Math.min(bytes, 2L * segment) : Math.max(1, (long) segment * segment / cwnd);
        }
    }

    private void sack(TcpOptions options, int firstSeq) {
        for (int b = 0; b < options.sackCount; b++) {
            long start = una + (options.sackStart[b] - (firstSeq + (int) una));
            long end = una + (options.sackEnd[b] - (firstSeq + (int) una));
            if (start < una || end > next || start >= end) {
                continue;
            }
            for (Sent sent : flight) {
                if (sent.offset >= end) {
                    break;
                }
                if (!sent.sacked && sent.offset >= start && sent.end() <= end) {
                    sent.sacked = true;
                    if (!sent.lost) {
                        pipe -= sent.length;
                    }
                    sent.lost = false;
                    highestDelivered = Math.max(highestDelivered, sent.order);
                }
            }
        }
    }

    private void condemnBySack() {
        boolean any = false;
        for (Sent sent : flight) {
            if (!sent.sacked && !sent.lost && sent.order + DUP_THRESHOLD <= highestDelivered) {
                condemn(sent);
                any = true;
            }
        }
        if (any) {
            enterRecovery();
        }
    }

    private void condemn(Sent sent) {
        sent.lost = true;
        pipe -= sent.length;
    }

    private void enterRecovery() {
        if (recoveryPoint < 0) {
            recoveryPoint = next;
            ssthresh = Math.max((next - una) / 2, 2L * segment);
            cwnd = ssthresh;
        }
    }

    long nextTimeoutNanos() {
        return Math.min(rtoAt, persistAt);
    }

    /** Runs what is due; returns true if the caller shall send a window probe. */
    boolean onTimeout(long now) {
        if (now >= rtoAt) {
            rtoAt = Long.MAX_VALUE;
            timeouts++;
            rtt.backOff();
            ssthresh = Math.max((next - una) / 2, 2L * segment);
            cwnd = segment;
            recoveryPoint = -1;
            duplicates = 0;
            for (Sent sent : flight) {
                // A receiver may forget what it has sacked (RFC 2018 section 8): after a time-out nothing counts.
                if (!sent.lost && !sent.sacked) {
                    pipe -= sent.length;
                }
                sent.sacked = false;
                sent.lost = true;
            }
            transmit(now);
        }
        if (now >= persistAt) {
            persistAt = Long.MAX_VALUE;
            persistBackoff++;
            armPersist(now);
            return true;
        }
        return false;
    }

    /** Forgets what is in flight: the connection is gone. */
    void abandon() {
        for (int i = 0; i < flight.size(); i++) {
            limit.give();
        }
        flight.clear();
        pipe = 0;
        rtoAt = Long.MAX_VALUE;
        persistAt = Long.MAX_VALUE;
        blockedByLimit = false;
    }

    boolean blockedByLimit() {
        return blockedByLimit;
    }

    boolean finAcknowledged() {
        return finSent && una == next;
    }

    boolean finSent() {
        return finSent;
    }

    long una() {
        return una;
    }

    long next() {
        return next;
    }

    /**
     * Offset to send an acknowledgment with: the next one, or the end of the window if the receiver has taken some of it
     * back, because beyond it a segment is not acceptable and the acknowledgment would be lost with it (RFC 9293 section
     * 3.8.6; kernel tcp_acceptable_seq()).
     */
    long acceptable() {
        return Math.max(una, Math.min(next, latestWindowEnd));
    }

    int inFlight() {
        return flight.size();
    }

    long windowEnd() {
        return windowEnd;
    }

    long retransmissions() {
        return retransmissions;
    }

    long timeouts() {
        return timeouts;
    }
}
