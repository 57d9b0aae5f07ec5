package io.rxpath.lab.peer;

import io.rxpath.skb.Seq;
import io.rxpath.skb.TcpHeader;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The script's side of one TCP connection. Sequence and acknowledgment numbers count from the initial ones, the SYN being
 * 0, as in a tcpdump. It keeps the next number to send and what it has heard in order, only to have defaults.
 */
public final class ScriptedConnection {
    private static final int ISN = 1_000_000;

    private final ScriptedPeer peer;
    private final int sport;
    private final int dport;
    private final ArrayDeque<HeardSegment> inbox = new ArrayDeque<>();
    private int isn = ISN;
    private byte[] synOptions = new TcpOptionList().mss(1460).bytes();
    private int window = 65_535;
    private int sendNext;
    private boolean hostIsnKnown;
    private int hostIsn;
    private int heardNext;
    private int ipId;

    ScriptedConnection(ScriptedPeer peer, int sport, int dport) {
        this.peer = peer;
        this.sport = sport;
        this.dport = dport;
    }

    /** Another initial sequence number than 1000000. */
    public ScriptedConnection isn(int value) {
        isn = value;
        return this;
    }

    /** Other options of its SYN than MSS 1460. */
    public ScriptedConnection synOptions(TcpOptionList options) {
        synOptions = options.bytes();
        return this;
    }

    /** The window it offers from now on, as on the wire; 65535 at first. */
    public ScriptedConnection window(int value) {
        window = value;
        return this;
    }

    /** SYN, SYN-ACK, ACK. Returns the SYN-ACK. */
    public HeardSegment connect() {
        tcp("S").send();
        HeardSegment synAck = expect("SA").seq(0).ack(1);
        tcp("A").send();
        return synAck;
    }

    /** A segment with these flags (letters of S F R P A U E C), to be completed and sent. */
    public SegmentBuilder tcp(String flags) {
        return new SegmentBuilder(this, flags(flags));
    }

    /** {@code count} segments of {@code length} bytes in a row, each sent for itself. */
    public void bulk(int count, int length) {
        for (int i = 0; i < count; i++) {
            tcp("A").data(length).send();
        }
    }

    void send(SegmentBuilder builder) {
        int seq = builder.seqOr(sendNext);
        boolean syn = (builder.flags() & TcpHeader.SYN) != 0;
        byte[] options = builder.optionsOr(syn ? synOptions : new byte[0]);
        byte[] data = builder.payload(seq - 1);
        byte[] frame = FrameWriter.tcpBuffer(options.length, data.length);
        System.arraycopy(options, 0, frame, FrameWriter.TCP_OPTIONS, options.length);
        System.arraycopy(data, 0, frame, FrameWriter.TCP_OPTIONS + options.length, data.length);
        boolean ack = (builder.flags() & TcpHeader.ACK) != 0;
        FrameWriter.finishTcp(
                frame,
                peer.self(),
                peer.host(),
                ipId++,
                sport,
                dport,
                isn + seq,
                ack ? hostIsn + builder.ackOr(heardNext) : 0,
                builder.flags(),
                builder.windowOr(window),
                options.length,
                data.length);
        builder.spoil(frame);
        if (!builder.hasSeq()) {
            sendNext = seq + data.length + (syn ? 1 : 0) + ((builder.flags() & TcpHeader.FIN) != 0 ? 1 : 0);
        }
        peer.send(frame);
    }

    /** Moves the next sequence number to send, for scripts that gave numbers themselves. */
    public void sendNext(int seq) {
        sendNext = seq;
    }

    boolean hear(ParsedFrame parsed, long nanos) {
        TcpHeader th = parsed.tcp();
        if (th.dest() != sport
                || th.source() != dport
                || parsed.ip().daddr() != peer.self().ip()) {
            return false;
        }
        if (th.syn() || !hostIsnKnown && !th.rst()) {
            hostIsn = th.seq();
            hostIsnKnown = true;
            heardNext = 0;
        }
        int seq = th.seq() - hostIsn;
        int end = seq + parsed.payloadLength() + (th.syn() ? 1 : 0) + (th.fin() ? 1 : 0);
        if (!Seq.after(seq, heardNext) && Seq.after(end, heardNext)) {
            heardNext = end;
        }
        int header = parsed.transport();
        byte[] payload =
                Arrays.copyOfRange(parsed.frame(), parsed.payload(), parsed.payload() + parsed.payloadLength());
        inbox.add(new HeardSegment(this, parsed, header, seq, isn, payload, nanos));
        return true;
    }

    /** The next segment from the host; it must have exactly these flags and be there now. */
    public HeardSegment expect(String flags) {
        return expect(flags, Duration.ZERO);
    }

    /** The next segment from the host; it must have exactly these flags and come within {@code within}. */
    public HeardSegment expect(String flags, Duration within) {
        HeardSegment heard = next(flags, within);
        if (heard.flags() != flags(flags)) {
            throw peer.failure("port " + sport + ": " + flags + " expected, got " + TcpHeader.flagNames(heard.flags())
                    + " seq " + Integer.toUnsignedString(heard.seq()));
        }
        return heard;
    }

    /** The next segment from the host, whatever its flags; it must come within {@code within}. */
    public HeardSegment expectAny(Duration within) {
        return next("a segment", within);
    }

    /** The next segment from the host that has come already, or null. */
    public @Nullable HeardSegment poll() {
        return inbox.poll();
    }

    private HeardSegment next(String what, Duration within) {
        if (!peer.advanceUntil(within, () -> !inbox.isEmpty())) {
            throw peer.failure("port " + sport + ": " + what + " expected within " + within + ", nothing came");
        }
        return inbox.remove();
    }

    /** Fails if a segment from the host waits to be expected. */
    public void expectNothing() {
        if (!inbox.isEmpty()) {
            HeardSegment heard = inbox.element();
            throw peer.failure("port " + sport + ": nothing expected, got " + TcpHeader.flagNames(heard.flags())
                    + " seq " + Integer.toUnsignedString(heard.seq()) + " ack "
                    + Integer.toUnsignedString(heard.ackNumber()));
        }
    }

    /** Throws away what waits to be expected, and returns how many segments that was. */
    public int ignoreAll() {
        int count = inbox.size();
        inbox.clear();
        return count;
    }

    AssertionError failure(String what) {
        return peer.failure("port " + sport + ": " + what);
    }

    private static int flags(String letters) {
        int flags = 0;
        for (int i = 0; i < letters.length(); i++) {
            int bit = "FSRPAUEC".indexOf(letters.charAt(i));
            if (bit < 0) {
                throw new IllegalArgumentException(
                        "flag '" + letters.charAt(i) + "' in " + letters + ": expected letters of F S R P A U E C");
            }
            flags |= 1 << bit;
        }
        return flags;
    }
}
