package io.rxpath.lab.peer;

import io.rxpath.skb.Seq;
import io.rxpath.skb.TcpHeader;
import io.rxpath.skb.TcpOptions;
import java.util.ArrayList;
import java.util.List;

/**
 * A TCP client (RFC 9293, 7323, 2018, 5681, 6298): connects, sends one stream, receives another, closes. It survives
 * loss, reordering and duplication both ways, and notes in {@link #complaints} whatever the other side does that no
 * correct TCP would do, as long as the network cannot have caused it.
 *
 * <p>Pure and single-threaded: time is passed in, frames go to the {@link FrameSink}. After any call, {@link
 * #nextTimeoutNanos} may have changed.
 */
public final class ModelClient {
    private static final int MAX_COMPLAINTS = 20;
    private static final int SYN_PAYLOAD_DEFAULT = 536;

    private final ModelClientSettings settings;
    private final int iss;
    private final SegmentWriter segments;
    private final PayloadSource source;
    private final RttEstimate rtt;
    private final ModelSender sender;
    private final ModelReceiver receiver;
    private final TcpOptions options = new TcpOptions();
    private final List<String> complaints = new ArrayList<>();

    private ClientState state = ClientState.CLOSED;
    private int peerScale;
    private long synTimeoutAt = Long.MAX_VALUE;
    private boolean closeAtEnd;
    private boolean closeOnEof;
    private long establishedAt;
    private int timeoutsInSilence;
    private long segmentsReceived;
    private long badChecksums;
    private long now;

    /**
     * A client in state CLOSED.
     *
     * @param iss initial sequence number
     * @param source what it will send
     * @param sink what takes the bytes it receives
     * @param limit shared with other clients, or {@link FlightLimit#none()}
     */
    public ModelClient(
            ModelClientSettings settings,
            Station self,
            int localPort,
            Station host,
            int remotePort,
            int iss,
            PayloadSource source,
            StreamSink sink,
            FlightLimit limit,
            FrameSink out) {
        this.settings = settings;
        this.iss = iss;
        this.source = source;
        this.rtt = new RttEstimate(settings.minRtoNanos(), settings.maxRtoNanos());
        this.receiver = new ModelReceiver(sink, settings.receiveBuffer());
        this.segments = new SegmentWriter(settings, self, localPort, host, remotePort, iss, source, receiver, out);
        this.sender = new ModelSender(
                source, settings, limit, rtt, (offset, length, fin) -> segments.data(offset, length, fin, now));
    }

    /** Sends the SYN. */
    public void connect(long nowNanos) {
        if (state != ClientState.CLOSED) {
            throw new IllegalStateException("connect in state " + state);
        }
        now = nowNanos;
        state = ClientState.SYN_SENT;
        sendSyn();
    }

    private void sendSyn() {
        segments.syn(now);
        synTimeoutAt = now + rtt.rto();
    }

    /** The source has grown or limits have changed: sends what may be sent. */
    public void poll(long nowNanos) {
        now = nowNanos;
        if (isOpen()) {
            if (closeAtEnd) {
                sender.close();
            }
            sender.transmit(now);
            if (sender.finSent()) {
                state = state.finSent();
            }
        }
    }

    /** Closes the sending direction behind the last byte of the source. */
    public void close(long nowNanos) {
        closeAtEnd = true;
        poll(nowNanos);
    }

    /** Closes by itself once the peer has closed. */
    public void closeOnEof() {
        closeOnEof = true;
    }

    /** Sends a RST and forgets the connection. */
    public void abort(long nowNanos) {
        now = nowNanos;
        if (isOpen()) {
            segments.reset(sender.acceptable());
        }
        end(ClientState.ABORTED);
    }

    /** Stops (true) or resumes (false) reading: the receive window closes and opens. */
    public void pauseReading(boolean stop, long nowNanos) {
        now = nowNanos;
        receiver.pause(stop);
        if (!stop && isOpen()) {
            acknowledge();
        }
    }

    /** One frame of this connection: from the destination MAC on, without FCS. Ports and addresses are the caller's job. */
    public void receive(byte[] frame, long nowNanos) {
        ParsedFrame parsed = ParsedFrame.of(frame);
        if (parsed.kind() == ParsedFrame.Kind.TCP) {
            receive(parsed, nowNanos);
        }
    }

    /** As {@link #receive(byte[], long)} with a TCP frame that is parsed already. */
    public void receive(ParsedFrame parsed, long nowNanos) {
        now = nowNanos;
        segmentsReceived++;
        timeoutsInSilence = 0;
        if (!parsed.checksumsGood()) {
            badChecksums++;
            return;
        }
        TcpHeader th = parsed.tcp();
        options.parse(parsed.frame(), parsed.transport(), th.syn());
        switch (state) {
            case CLOSED, ABORTED, RESET, TIMED_OUT -> {}
            case SYN_SENT -> synSent(th);
            default -> synchronised(th, parsed);
        }
    }

    private void synSent(TcpHeader th) {
        boolean ackGood = th.ack() && th.ackSeq() == iss + 1;
        if (th.rst()) {
            if (ackGood) {
                end(ClientState.RESET);
            } else {
                complain("RST in SYN_SENT with ack " + (th.ackSeq() - iss));
            }
            return;
        }
        if (!th.syn() || !ackGood) {
            complain("answer to SYN has flags " + TcpHeader.flagNames(th.flags()) + " ack " + (th.ackSeq() - iss));
            return;
        }
        segments.negotiated(th.seq(), options);
        peerScale = segments.scaling() ? options.windowScale : 0;
        if (options.sackPermitted && !settings.sack()
                || options.sawTimestamp && !settings.timestamps()
                || options.sawWindowScale && settings.windowScale() < 0) {
            complain("SYN-ACK has an option that was not offered");
        }
        int mss = options.sawMss ? options.mss : SYN_PAYLOAD_DEFAULT;
        int most = Math.min(mss, settings.mss()) - (segments.timestampsOn() ? 12 : 0);
        sender.established(Math.min(most, settings.payload()), segments.sackOn(), th.window());
        synTimeoutAt = Long.MAX_VALUE;
        rtt.progress();
        state = ClientState.ESTABLISHED;
        establishedAt = now;
        acknowledge();
        poll(now);
    }

    private void synchronised(TcpHeader th, ParsedFrame parsed) {
        if (segments.timestampsOn() && options.sawTimestamp && options.tsVal - segments.tsRecent() < 0 && !th.rst()) {
            acknowledge();
            return;
        }
        if (th.rst()) {
            reset(th);
            return;
        }
        if (th.syn()) {
            acknowledge();
            return;
        }
        if (!th.ack()) {
            complain("segment without ACK in state " + state);
            return;
        }
        if (segments.timestampsOn() && !options.sawTimestamp) {
            complain("segment without the negotiated timestamp");
        }
        if (segments.timestampsOn() && options.sawTimestamp && segments.timestamp(now) - options.tsEcr < 0) {
            complain("timestamp echo of the future");
        }
        if (segments.timestampsOn() && Seq.before(th.seq(), segments.lastAckSent() + 1)) {
            segments.tsRecent(options.tsVal);
        }
        if (!acknowledgment(th, parsed.payloadLength() == 0 && !th.fin())) {
            return;
        }
        if (parsed.payloadLength() > 0 || th.fin()) {
            data(th, parsed);
        } else if (Seq.before(th.seq(), segments.rcvNxt())) {
            // A keep-alive or window probe: it asks for an answer.
            acknowledge();
        }
        states();
        poll(now);
    }

    private void reset(TcpHeader th) {
        int offset = th.seq() - segments.rcvNxt();
        if (state == ClientState.TIME_WAIT) {
            // The host is done before us and answers what comes late; that must not spoil a good end (RFC 1337).
            return;
        }
        if (offset == 0) {
            end(ClientState.RESET);
        } else if (offset > 0 && receiver.next() + offset <= receiver.windowEnd()) {
            acknowledge();
        }
    }

    private boolean acknowledgment(TcpHeader th, boolean pure) {
        long acked = sender.una() + (th.ackSeq() - segments.seq(sender.una()));
        if (acked > sender.next()) {
            complain("ack of " + acked + ", only " + sender.next() + " were sent");
            return false;
        }
        if (acked >= 0) {
            sender.acknowledge(acked, (long) th.window() << peerScale, pure, options, segments.seq(0), now);
        }
        return true;
    }

    private void data(TcpHeader th, ParsedFrame parsed) {
        long offset = receiver.next() + (th.seq() - segments.rcvNxt());
        int length = parsed.payloadLength();
        if (length > settings.mss()) {
            complain("payload " + length + " is more than the MSS " + settings.mss());
        }
        if (offset < 0) {
            complain("data before the stream, offset " + offset);
            return;
        }
        switch (receiver.segment(offset, parsed.frame(), parsed.payload(), length, th.fin())) {
            case BEYOND_WINDOW ->
                complain("data up to " + (offset + length) + ", window ends at " + receiver.windowEnd());
            case CONTRADICTION -> complain("other bytes than before, or bytes behind the FIN, at " + offset);
            default -> {}
        }
        acknowledge();
    }

    private void states() {
        if (receiver.finReceived()) {
            state = state.finReceived();
            closeAtEnd |= closeOnEof;
        }
        if (sender.finAcknowledged()) {
            state = state.finAcknowledged();
        }
    }

    private void end(ClientState last) {
        state = last;
        synTimeoutAt = Long.MAX_VALUE;
        sender.abandon();
    }

    /** When {@link #onTimeout} wants to be called, or Long.MAX_VALUE. */
    public long nextTimeoutNanos() {
        return Math.min(synTimeoutAt, sender.nextTimeoutNanos());
    }

    /** Runs what is due. */
    public void onTimeout(long nowNanos) {
        now = nowNanos;
        if (now >= synTimeoutAt) {
            rtt.backOff();
            if (++timeoutsInSilence > settings.maxRetries()) {
                end(ClientState.TIMED_OUT);
            } else {
                sendSyn();
            }
            return;
        }
        boolean probe = sender.onTimeout(now);
        // A peer that answers is alive, even if its window stays closed for ever (RFC 9293 section 3.8.6.1).
        if (++timeoutsInSilence > settings.maxRetries()) {
            end(ClientState.TIMED_OUT);
        } else if (probe) {
            segments.probe(sender.una(), now);
        }
    }

    private void acknowledge() {
        segments.acknowledge(sender.acceptable(), now);
    }

    private void complain(String what) {
        if (complaints.size() < MAX_COMPLAINTS) {
            complaints.add("port " + segments.localPort() + ": " + what);
        }
    }

    /** The state. */
    public ClientState state() {
        return state;
    }

    /** {@link ClientState#isOpen}. */
    public boolean isOpen() {
        return state.isOpen();
    }

    /** {@link ClientState#isFinished}. */
    public boolean isFinished() {
        return state.isFinished();
    }

    /** True if the peer has closed its direction and all of its bytes have arrived. */
    public boolean eof() {
        return receiver.finReceived();
    }

    /** True if the shared {@link FlightLimit} keeps it from sending; call {@link #poll} when there is room. */
    public boolean blockedByLimit() {
        return sender.blockedByLimit();
    }

    /** Bytes acknowledged by the peer, the FIN not counted. */
    public long bytesAcked() {
        return Math.min(sender.una(), source.length());
    }

    /** Bytes sent at least once. */
    public long bytesSent() {
        return Math.min(sender.next(), source.length());
    }

    /** Bytes received in order and handed to the sink. */
    public long bytesReceived() {
        return receiver.received();
    }

    /** Everything it counts. */
    public ClientStats stats() {
        return new ClientStats(
                sender.windowEnd() - sender.una(),
                sender.inFlight(),
                sender.retransmissions(),
                sender.timeouts(),
                segments.written(),
                segmentsReceived,
                badChecksums,
                rtt.srtt(),
                establishedAt);
    }

    /** Its own port. */
    public int localPort() {
        return segments.localPort();
    }

    /** What the other side did wrong, at most 20 of them. */
    public List<String> complaints() {
        return List.copyOf(complaints);
    }

    /** State and progress in one line, for failure messages. */
    @Override
    public String toString() {
        return "port " + segments.localPort() + " " + state + " acked " + bytesAcked() + "/" + source.length()
                + " received " + bytesReceived() + ", " + stats();
    }
}
