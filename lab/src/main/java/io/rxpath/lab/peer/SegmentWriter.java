package io.rxpath.lab.peer;

import io.rxpath.skb.TcpHeader;
import io.rxpath.skb.TcpOptionWriter;
import io.rxpath.skb.TcpOptions;

/** Writes the segments of one client's connection, with the options that were negotiated. */
final class SegmentWriter {
    private static final int TIMESTAMP_BYTES = 12;
    private static final long NANOS_PER_MILLI = 1_000_000L;

    private final ModelClientSettings settings;
    private final Station self;
    private final Station host;
    private final int localPort;
    private final int remotePort;
    private final int iss;
    private final PayloadSource source;
    private final ModelReceiver receiver;
    private final FrameSink out;
    private final int[] sackStart = new int[TcpOptions.SACK_BLOCKS_MAX];
    private final int[] sackEnd = new int[TcpOptions.SACK_BLOCKS_MAX];

    private int irs;
    private boolean sackOn;
    private boolean timestampsOn;
    private boolean scaling;
    private int tsRecent;
    private int lastAckSent;
    private int ipId;
    private long written;

    SegmentWriter(
            ModelClientSettings settings,
            Station self,
            int localPort,
            Station host,
            int remotePort,
            int iss,
            PayloadSource source,
            ModelReceiver receiver,
            FrameSink out) {
        this.settings = settings;
        this.self = self;
        this.localPort = localPort;
        this.host = host;
        this.remotePort = remotePort;
        this.iss = iss;
        this.source = source;
        this.receiver = receiver;
        this.out = out;
    }

    /** The SYN-ACK has come: what both sides offered is used from now on. */
    void negotiated(int hostIsn, TcpOptions options) {
        irs = hostIsn;
        sackOn = settings.sack() && options.sackPermitted;
        timestampsOn = settings.timestamps() && options.sawTimestamp;
        scaling = settings.windowScale() >= 0 && options.sawWindowScale;
        tsRecent = options.tsVal;
    }

    void syn(long now) {
        byte[] frame = FrameWriter.tcpBuffer(40, 0);
        int length = TcpOptionWriter.write(
                frame,
                FrameWriter.TCP_OPTIONS,
                settings.mss(),
                settings.sack(),
                settings.windowScale(),
                settings.timestamps(),
                timestamp(now),
                0,
                0,
                sackStart,
                sackEnd);
        send(frame, iss, 0, TcpHeader.SYN, receiver.window(0), length, 0);
    }

    void data(long offset, int length, boolean fin, long now) {
        byte[] frame = FrameWriter.tcpBuffer(timestampsOn ? TIMESTAMP_BYTES : 0, length);
        int optionBytes = timestampOption(frame, now);
        source.copy(offset, frame, FrameWriter.TCP_OPTIONS + optionBytes, length);
        boolean push = offset + length == source.length();
        int flags = TcpHeader.ACK | (push ? TcpHeader.PSH : 0) | (fin ? TcpHeader.FIN : 0);
        send(frame, seq(offset), rcvNxt(), flags, window(), optionBytes, length);
    }

    void acknowledge(long offset, long now) {
        byte[] frame = FrameWriter.tcpBuffer(40, 0);
        int length = timestampOption(frame, now);
        if (sackOn && receiver.holes()) {
            int count = receiver.sackBlocks(timestampsOn ? 3 : 4, irs + 1, sackStart, sackEnd);
            if (count > 0) {
                length += TcpOptionWriter.writeSack(frame, FrameWriter.TCP_OPTIONS + length, count, sackStart, sackEnd);
            }
        }
        send(frame, seq(offset), rcvNxt(), TcpHeader.ACK, window(), length, 0);
    }

    /** One byte below the window, no data: any TCP must answer with its present window (as Linux probes). */
    void probe(long una, long now) {
        byte[] frame = FrameWriter.tcpBuffer(TIMESTAMP_BYTES, 0);
        int length = timestampOption(frame, now);
        send(frame, seq(una) - 1, rcvNxt(), TcpHeader.ACK, window(), length, 0);
    }

    void reset(long offset) {
        byte[] frame = FrameWriter.tcpBuffer(0, 0);
        send(frame, seq(offset), rcvNxt(), TcpHeader.RST | TcpHeader.ACK, 0, 0, 0);
    }

    private int timestampOption(byte[] frame, long now) {
        return timestampsOn
                ? TcpOptionWriter.writeTimestamp(frame, FrameWriter.TCP_OPTIONS, timestamp(now), tsRecent)
                : 0;
    }

    private int window() {
        return receiver.window(scaling ? settings.windowScale() : 0);
    }

    private void send(byte[] frame, int seq, int ack, int flags, int window, int optionBytes, int payload) {
        lastAckSent = ack;
        written++;
        FrameWriter.finishTcp(
                frame, self, host, ipId++, localPort, remotePort, seq, ack, flags, window, optionBytes, payload);
        out.transmit(frame);
    }

    /** Milliseconds, as TCP timestamps count; the offset keeps it from being the clock itself. */
    int timestamp(long now) {
        return (int) (now / NANOS_PER_MILLI) + iss;
    }

    /** Sequence number of a stream offset of ours. */
    int seq(long offset) {
        return iss + 1 + (int) offset;
    }

    /** Sequence number the peer shall send next. */
    int rcvNxt() {
        return irs + 1 + (int) receiver.next();
    }

    boolean sackOn() {
        return sackOn;
    }

    boolean timestampsOn() {
        return timestampsOn;
    }

    boolean scaling() {
        return scaling;
    }

    int tsRecent() {
        return tsRecent;
    }

    /** A segment that is not beyond the last acknowledgment sent brings the timestamp to echo (RFC 7323 section 4.3). */
    void tsRecent(int value) {
        tsRecent = value;
    }

    int lastAckSent() {
        return lastAckSent;
    }

    int localPort() {
        return localPort;
    }

    /** Segments sent. */
    long written() {
        return written;
    }
}
