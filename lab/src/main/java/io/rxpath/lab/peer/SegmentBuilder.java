package io.rxpath.lab.peer;

import io.rxpath.skb.TcpHeader;

/** A segment of a script. What is not said follows from the connection: next number, all heard so far, no data. */
public final class SegmentBuilder {
    private final ScriptedConnection connection;
    private final int flags;
    private boolean hasSeq;
    private int seq;
    private boolean hasAck;
    private int ack;
    private int window = -1;
    private int length;
    private byte[] bytes = new byte[0];
    private byte[] options = new byte[0];
    private boolean hasOptions;
    private boolean badChecksum;
    private int urgentPointer;

    SegmentBuilder(ScriptedConnection connection, int flags) {
        this.connection = connection;
        this.flags = flags;
    }

    /** Sequence number from the initial one; the connection's next number does not move then. */
    public SegmentBuilder seq(int value) {
        seq = value;
        hasSeq = true;
        return this;
    }

    /** Acknowledgment number from the host's initial one. */
    public SegmentBuilder ack(int value) {
        ack = value;
        hasAck = true;
        return this;
    }

    /** Window as on the wire. */
    public SegmentBuilder win(int value) {
        window = value;
        return this;
    }

    /** {@code count} bytes of payload: the byte at stream offset o is (o * 31 + o / 256) mod 251. */
    public SegmentBuilder data(int count) {
        length = count;
        return this;
    }

    /** These bytes of payload. */
    public SegmentBuilder data(byte[] payload) {
        bytes = payload;
        length = payload.length;
        return this;
    }

    /** These options. */
    public SegmentBuilder options(TcpOptionList list) {
        options = list.bytes();
        hasOptions = true;
        return this;
    }

    /** Urgent pointer: its distance from the segment's sequence number; goes with flag U. */
    public SegmentBuilder urgent(int pointer) {
        urgentPointer = pointer;
        return this;
    }

    /** The TCP checksum will be wrong. */
    public SegmentBuilder badChecksum() {
        badChecksum = true;
        return this;
    }

    /** Sends it. */
    public void send() {
        connection.send(this);
    }

    /** The byte the scripts' streams have at an offset. */
    public static byte streamByte(long offset) {
        return (byte) ((offset * 31 + offset / 256) % 251);
    }

    int flags() {
        return flags;
    }

    boolean hasSeq() {
        return hasSeq;
    }

    int seqOr(int other) {
        return hasSeq ? seq : other;
    }

    int ackOr(int other) {
        return hasAck ? ack : other;
    }

    int windowOr(int other) {
        return window >= 0 ? window : other;
    }

    byte[] optionsOr(byte[] other) {
        return hasOptions ? options : other;
    }

    byte[] payload(int offset) {
        if (bytes.length > 0) {
            return bytes;
        }
        byte[] payload = new byte[length];
        for (int i = 0; i < length; i++) {
            payload[i] = streamByte(offset + (long) i);
        }
        return payload;
    }

    /** What a finished frame differs in from others. */
    void spoil(byte[] frame) {
        TcpHeader th = new TcpHeader(frame, FrameWriter.TRANSPORT);
        if (urgentPointer != 0) {
            // RFC 1624: the pointer was 0.
            int sum = (~th.checksum() & 0xffff) + urgentPointer;
            th.urgPtr(urgentPointer).checksum(~(sum + (sum >>> 16)) & 0xffff);
        }
        if (badChecksum) {
            th.checksum(th.checksum() ^ 0x5555);
        }
    }
}
