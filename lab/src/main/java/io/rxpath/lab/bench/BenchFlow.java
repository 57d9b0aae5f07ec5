package io.rxpath.lab.bench;

import io.rxpath.lab.peer.Station;
import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.InternetChecksum;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.Seq;
import io.rxpath.skb.TcpHeader;
import io.rxpath.skb.TcpOptionWriter;
import io.rxpath.skb.TcpOptions;
import io.rxpath.skb.WireFrame;

/**
 * One TCP connection that sends the same payload for ever as fast as the receiver's window lets it. Made to cost little:
 * a frame is a copied template with a new sequence number. No congestion window: the bench caps what is in flight.
 */
final class BenchFlow {
    private static final int IP = EthernetHeader.LENGTH;
    private static final int TCP = IP + Ipv4Header.LENGTH;
    private static final int PAYLOAD = TCP + TcpHeader.LENGTH;
    private static final int MSS = 1460;
    private static final int WINDOW_SCALE = 7;

    private final Station self;
    private final Station host;
    private final int port;
    private final int remotePort;
    private final int isn;
    private final byte[] template;
    private final int payload;
    private final TcpOptions options = new TcpOptions();
    private boolean established;
    private int una;
    private int nxt;
    private int recover;
    private int rcvNxt;
    private int windowEnd;
    private int scale;
    private int repeatedAcks;
    private int templateCheck;

    BenchFlow(Station self, Station host, int port, int remotePort, int payload) {
        this.self = self;
        this.host = host;
        this.port = port;
        this.remotePort = remotePort;
        this.payload = payload;
        this.isn = port * 100_003;
        this.una = isn;
        this.nxt = isn + 1;
        this.template = new byte[PAYLOAD + payload];
        for (int i = PAYLOAD; i < template.length; i++) {
            template[i] = (byte) i;
        }
    }

    /** The connection request. */
    WireFrame syn(long now) {
        byte[] options = new byte[40];
        int length = TcpOptionWriter.write(options, 0, MSS, true, WINDOW_SCALE, false, 0, 0, 0, new int[4], new int[4]);
        byte[] frame = new byte[PAYLOAD + length];
        System.arraycopy(options, 0, frame, PAYLOAD, length);
        headers(frame, TcpHeader.SYN, isn, 0, TcpHeader.LENGTH + length);
        return WireFrame.of(0, now, frame);
    }

    private void headers(byte[] frame, int flags, int seq, int ack, int tcpHeaderLength) {
        new EthernetHeader(frame, 0).dst(host.mac()).src(self.mac()).type(EthernetHeader.TYPE_IPV4);
        Ipv4Header ip = new Ipv4Header(frame, IP);
        frame[IP] = 0x45;
        ip.totalLength(frame.length - IP)
                .ttl(64)
                .protocol(IpProtocol.TCP)
                .saddr(self.ip())
                .daddr(host.ip());
        ip.fragOff16(0x4000);
        ip.checksum(0);
        ip.checksum(ip.computeChecksum());
        TcpHeader th = new TcpHeader(frame, TCP);
        th.source(port).dest(remotePort).seq(seq).ackSeq(ack).window(0xffff);
        th.doffAndFlags(tcpHeaderLength / 4, flags);
        th.checksum(0);
        int length = frame.length - TCP;
        th.checksum(InternetChecksum.finish(InternetChecksum.partial(
                frame, TCP, length, InternetChecksum.pseudoV4(self.ip(), host.ip(), IpProtocol.TCP, length))));
    }

    boolean established() {
        return established;
    }

    /** Frames sent and not acknowledged. */
    int inFlight() {
        return (nxt - una + payload - 1) / payload;
    }

    /** True if the window has room for one more frame. */
    boolean canSend() {
        return established && !Seq.after(nxt + payload, windowEnd);
    }

    /** The next frame. */
    WireFrame next(long now) {
        byte[] frame = template.clone();
        new TcpHeader(frame, TCP).seq(nxt).checksum(InternetChecksum.replace32(templateCheck, 0, nxt));
        nxt += payload;
        return WireFrame.of(0, now, frame);
    }

    /** Everything that is not acknowledged is sent again from the first byte on. */
    void goBack() {
        recover = nxt;
        nxt = una;
        repeatedAcks = 0;
    }

    /**
     * A segment for this flow came from the host.
     *
     * @return true if it acknowledged something new
     * @throws IllegalStateException if the host reset the connection
     */
    boolean heard(byte[] frame, int tcp) {
        TcpHeader th = new TcpHeader(frame, tcp);
        if (th.rst()) {
            throw new IllegalStateException("the host reset flow " + port);
        }
        if (th.syn()) {
            if (!established) {
                options.clear();
                options.parse(frame, tcp, true);
                scale = options.sawWindowScale ? options.windowScale : 0;
                rcvNxt = th.seq() + 1;
                una = isn + 1;
                windowEnd = una + th.window();
                established = true;
                headers(template, TcpHeader.ACK, 0, rcvNxt, TcpHeader.LENGTH);
                templateCheck = new TcpHeader(template, TCP).checksum();
            }
            return true;
        }
        int ack = th.ackSeq();
        windowEnd = Seq.max(windowEnd, ack + (th.window() << scale));
        if (Seq.after(ack, una)) {
            una = ack;
            nxt = Seq.max(nxt, una);
            repeatedAcks = 0;
            return true;
        }
        // A repeated acknowledgement without SACK blocks is a window update: nothing is missing. No timestamps were
        // negotiated, so options are SACK blocks.
        boolean hole = ack == una && th.headerLength() > TcpHeader.LENGTH;
        if (hole && ++repeatedAcks == 3 && !Seq.before(una, recover)) {
            goBack();
        }
        return false;
    }
}
