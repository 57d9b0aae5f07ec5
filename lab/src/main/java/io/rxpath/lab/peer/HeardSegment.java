package io.rxpath.lab.peer;

import io.rxpath.skb.TcpHeader;
import io.rxpath.skb.TcpOptions;
import java.nio.charset.StandardCharsets;

/**
 * A segment the host has sent, with checks that return it again, so that a script reads as one sentence. Numbers count
 * from the initial ones.
 */
public final class HeardSegment {
    private final ScriptedConnection connection;
    private final TcpHeader th;
    private final TcpOptions options = new TcpOptions();
    private final int seq;
    private final int peerIsn;
    private final byte[] payload;
    private final long nanos;

    HeardSegment(
            ScriptedConnection connection,
            ParsedFrame parsed,
            int header,
            int seq,
            int peerIsn,
            byte[] payload,
            long nanos) {
        this.connection = connection;
        this.th = parsed.tcp();
        this.seq = seq;
        this.peerIsn = peerIsn;
        this.payload = payload;
        this.nanos = nanos;
        options.parse(parsed.frame(), header, th.syn());
        if (!parsed.checksumsGood()) {
            throw connection.failure("a checksum is wrong");
        }
    }

    private HeardSegment check(String what, long expected, long actual) {
        if (expected != actual) {
            throw connection.failure(what + " " + expected + " expected, got " + actual + " in a "
                    + TcpHeader.flagNames(th.flags()) + " with seq " + Integer.toUnsignedString(seq));
        }
        return this;
    }

    /** Checks the sequence number. */
    public HeardSegment seq(int expected) {
        return check("seq", expected, seq);
    }

    /** Checks the acknowledgment number. */
    public HeardSegment ack(int expected) {
        return check("ack", expected, ackNumber());
    }

    /** Checks the window as on the wire. */
    public HeardSegment win(int expected) {
        return check("win", expected, th.window());
    }

    /** Checks the number of payload bytes. */
    public HeardSegment len(int expected) {
        return check("len", expected, payload.length);
    }

    /** Checks the MSS option; 0 for none. */
    public HeardSegment mss(int expected) {
        return check("mss", expected, options.mss);
    }

    /** Checks the window scale option; -1 for none. */
    public HeardSegment windowScale(int expected) {
        return check("wscale", expected, options.sawWindowScale ? options.windowScale : -1);
    }

    /** Checks that SACK is, or is not, permitted. */
    public HeardSegment sackOk(boolean expected) {
        return check("sackOK", expected ? 1 : 0, options.sackPermitted ? 1 : 0);
    }

    /** Checks the SACK blocks: start and end in turns. */
    public HeardSegment sack(int... edges) {
        check("number of SACK blocks", edges.length / 2, options.sackCount);
        for (int i = 0; i < options.sackCount; i++) {
            check("start of SACK block " + i, edges[2 * i], options.sackStart[i] - peerIsn);
            check("end of SACK block " + i, edges[2 * i + 1], options.sackEnd[i] - peerIsn);
        }
        return this;
    }

    /** Checks the timestamp echo. */
    public HeardSegment tsEcho(int expected) {
        check("timestamps present", 1, options.sawTimestamp ? 1 : 0);
        return check("timestamp echo", expected, options.tsEcr);
    }

    /** Its flags. */
    public int flags() {
        return th.flags();
    }

    /** Its sequence number. */
    public int seq() {
        return seq;
    }

    /** Its acknowledgment number. */
    public int ackNumber() {
        return th.ackSeq() - peerIsn;
    }

    /** Its window as on the wire. */
    public int window() {
        return th.window();
    }

    /** Its payload; the caller's own copy. */
    public byte[] payload() {
        return payload.clone();
    }

    /** Its payload as ISO 8859-1 text. */
    public String text() {
        return new String(payload, StandardCharsets.ISO_8859_1);
    }

    /** When it came, epoch nanoseconds. */
    public long nanos() {
        return nanos;
    }
}
