package io.rxpath.conformance.bench;

import io.rxpath.nic.core.Nic;
import io.rxpath.nic.core.NicOutput;
import io.rxpath.nic.core.NicSettings;
import io.rxpath.skb.DropEvent;
import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.Hop;
import io.rxpath.skb.InternetChecksum;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.IpSummed;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.RingIrq;
import io.rxpath.skb.RingMmio;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.TcpHeader;
import io.rxpath.skb.Toeplitz;
import io.rxpath.skb.WireFrame;
import io.rxpath.softirq.core.gro.GroFeatures;
import io.rxpath.softirq.core.gro.GroNode;
import io.rxpath.softirq.core.gro.GroResult;
import java.util.Arrays;

/** The work that is measured: the benchmarks time it, the test counts its bytes. */
final class Loads {
    static final int HEADERS = EthernetHeader.LENGTH + Ipv4Header.LENGTH + TcpHeader.LENGTH;
    static final int MSS = 1460;
    static final long MAC = 0x020000000002L;
    static final long NOW = 1_700_000_000_000_000_000L;
    static final int HOST = 0x0a090002;
    private static final int PEER = 0x0a090001;
    private static final Toeplitz TOEPLITZ = new Toeplitz(Toeplitz.microsoftKey());

    private Loads() {}

    /** A correct TCP segment of a flow, {@code index} segments behind its first. */
    static byte[] frame(int flow, int index) {
        byte[] frame = new byte[HEADERS + MSS];
        for (int i = HEADERS; i < frame.length; i++) {
            frame[i] = (byte) (i * 31 + index);
        }
        new EthernetHeader(frame, 0).dst(MAC).src(0x020000000001L).type(EthernetHeader.TYPE_IPV4);
        int at = EthernetHeader.LENGTH;
        int tcp = at + Ipv4Header.LENGTH;
        int length = TcpHeader.LENGTH + MSS;
        Ipv4Header iph = new Ipv4Header(frame, at);
        iph.version(4).ihl(5).totalLength(Ipv4Header.LENGTH + length).id(index);
        iph.fragOff16(Ipv4Header.DF)
                .ttl(64)
                .protocol(IpProtocol.TCP)
                .saddr(PEER)
                .daddr(HOST);
        iph.checksum(iph.computeChecksum());
        TcpHeader th = new TcpHeader(frame, tcp);
        th.source(40000 + flow).dest(8080).seq(1 + index * MSS).ackSeq(1).window(65535);
        th.doffAndFlags(5, TcpHeader.ACK);
        th.checksum(InternetChecksum.finish(InternetChecksum.pseudoV4(PEER, HOST, IpProtocol.TCP, length)
                + InternetChecksum.partial(frame, tcp, length, 0)));
        return frame;
    }

    /** The frame as the card writes it to memory. */
    static SkBuff skb(byte[] frame, int flow) {
        SkBuff skb = SkBuff.wrap(frame);
        skb.hash = TOEPLITZ.hashV4(PEER, HOST, 40000 + flow, 8080);
        skb.l4Hash = true;
        skb.ipSummed = IpSummed.UNNECESSARY;
        skb.passed(Hop.WIRE, NOW);
        return skb;
    }

    /** One poll's packets through GRO, and what it holds up again. */
    static final class Gro {
        final int frames;
        private final int flows;
        private final byte[][] bytes;
        private final byte[][] headers;
        private final SkBuff[] skbs;
        private final GroNode node = new GroNode(this::up);
        private int packets;

        /** Packets that went up in all. */
        int packets() {
            return packets;
        }

        private void up(SkBuff skb) {
            packets++;
        }

        /** So many segments of each flow, one after the other of all flows. */
        Gro(int flows, int segments) {
            this.flows = flows;
            frames = flows * segments;
            bytes = new byte[frames][];
            headers = new byte[frames][];
            skbs = new SkBuff[frames];
            for (int i = 0; i < frames; i++) {
                bytes[i] = frame(i % flows, i / flows);
                headers[i] = Arrays.copyOf(bytes[i], HEADERS);
            }
        }

        /** Fresh packets; their headers are put back, which GRO has written to. */
        void prepare() {
            for (int i = 0; i < frames; i++) {
                System.arraycopy(headers[i], 0, bytes[i], 0, HEADERS);
                SkBuff skb = skb(bytes[i], i % flows);
                skb.resetMacHeader();
                skb.pull(EthernetHeader.LENGTH);
                skb.resetNetworkHeader();
                skb.protocol = EthernetHeader.TYPE_IPV4;
                skbs[i] = skb;
            }
        }

        /** Returns the segments that were merged into a held one. */
        int run() {
            int merged = 0;
            for (SkBuff skb : skbs) {
                GroResult result = node.receive(skb, GroFeatures.DEFAULTS, 1);
                if (result == GroResult.MERGED || result == GroResult.MERGED_FREE) {
                    merged++;
                }
            }
            node.flushNormal(false, 1, 8);
            return merged;
        }
    }

    /** Frames into a card whose driver cleans and refills every 64. */
    static final class Admit implements NicOutput {
        static final int FRAMES = 64;
        private static final int EPOCH = 7;
        private final Nic nic = new Nic(NicSettings.defaults(MAC), EPOCH, this);
        private final WireFrame[] wire = new WireFrame[FRAMES];
        private int cleaned;
        private int refilled;
        private long dma;

        Admit() {
            for (int i = 0; i < FRAMES; i++) {
                wire[i] = WireFrame.of(0, NOW, frame(0, i));
            }
            refilled = nic.settings().ring() - 1;
        }

        /** Returns the frames in memory so far. */
        long run() {
            for (WireFrame frame : wire) {
                nic.receive(frame, NOW);
            }
            cleaned += FRAMES;
            refilled += FRAMES;
            nic.mmio(new RingMmio(0, EPOCH, cleaned, refilled, true), NOW);
            return dma;
        }

        @Override
        public void dma(SkBuff frame) {
            dma++;
        }

        @Override
        public void interrupt(RingIrq irq) {}

        @Override
        public void wireTransmit(WireFrame frame) {
            throw new AssertionError("sent " + frame);
        }

        @Override
        public void drop(DropEvent event) {
            throw new AssertionError("lost " + event);
        }
    }
}
