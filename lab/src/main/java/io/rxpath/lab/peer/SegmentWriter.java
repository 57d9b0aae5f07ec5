package io.rxpath.lab.peer;

import io.rxpath.skb.TcpOptionWriter;

/** Writes the segments of one client's connection: addresses, ports and IP identification stay the same or count up. */
final class SegmentWriter {
    private final Station self;
    private final Station host;
    private final int localPort;
    private final int remotePort;
    private final FrameSink out;
    private int ipId;
    private long written;

    SegmentWriter(Station self, int localPort, Station host, int remotePort, FrameSink out) {
        this.self = self;
        this.localPort = localPort;
        this.host = host;
        this.remotePort = remotePort;
        this.out = out;
    }

    /** Completes and sends a frame whose options and payload stand in it already. */
    void send(byte[] frame, int seq, int ack, int flags, int window, int optionBytes, int payload) {
        written++;
        FrameWriter.finishTcp(
                frame, self, host, ipId++, localPort, remotePort, seq, ack, flags, window, optionBytes, payload);
        out.transmit(frame);
    }

    /** A frame with the options of a SYN; their length goes to {@code length[0]}. */
    static byte[] synFrame(ModelClientSettings settings, int timestamp, int[] length) {
        byte[] frame = FrameWriter.tcpBuffer(40, 0);
        int[] none = new int[0];
        length[0] = TcpOptionWriter.write(
                frame,
                FrameWriter.TCP_OPTIONS,
                settings.mss(),
                settings.sack(),
                settings.windowScale(),
                settings.timestamps(),
                timestamp,
                0,
                0,
                none,
                none);
        return frame;
    }

    int localPort() {
        return localPort;
    }

    /** Segments sent. */
    long written() {
        return written;
    }
}
