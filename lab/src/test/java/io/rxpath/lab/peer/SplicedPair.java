package io.rxpath.lab.peer;

import io.rxpath.skb.TcpHeader;
import java.util.List;

/** Makes two clients each other's server: each gets the other's SYN as the SYN-ACK to its own. */
public final class SplicedPair {
    private SplicedPair() {}

    /** Opens both; what they have sent since stands in the two lists. */
    public static void open(ModelClient a, List<byte[]> outA, ModelClient b, List<byte[]> outB, long now) {
        a.connect(now);
        b.connect(now);
        splice(a, outA, b, outB, now);
    }

    /** As {@link #open} for two clients whose SYNs are the first frames of the two lists. */
    static void splice(ModelClient a, List<byte[]> outA, ModelClient b, List<byte[]> outB, long now) {
        byte[] synA = outA.remove(0);
        byte[] synB = outB.remove(0);
        byte[] forA = synAck(synB, synA);
        byte[] forB = synAck(synA, synB);
        a.receive(forA, now);
        b.receive(forB, now);
    }

    private static byte[] synAck(byte[] syn, byte[] answered) {
        byte[] frame = syn.clone();
        TcpHeader th = new TcpHeader(frame, FrameWriter.TRANSPORT);
        th.flags(TcpHeader.SYN | TcpHeader.ACK).ackSeq(new TcpHeader(answered, FrameWriter.TRANSPORT).seq() + 1);
        FrameWriter.fillTcpChecksum(frame, th.headerLength());
        return frame;
    }
}
