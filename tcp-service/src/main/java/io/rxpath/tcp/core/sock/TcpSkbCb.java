package io.rxpath.tcp.core.sock;

import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;
import io.rxpath.skb.TcpHeader;
import io.rxpath.skb.TcpOptions;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What was read from the segment at hand. One instance serves all segments, one after the other.
 *
 * <p>Kernel: include/net/tcp.h struct tcp_skb_cb, tcp_v4_fill_cb().
 */
public final class TcpSkbCb {
    private static final int ECN_MASK = 3;
    private static final byte[] NO_OPTIONS = new byte[0];

    private @Nullable SkBuff answered;
    /** First sequence number. */
    public int seq;
    /** Behind the last one; SYN and FIN count. */
    public int endSeq;
    /** Acknowledgment number. */
    public int ackSeq;
    /** Flags of {@link TcpHeader}. */
    public int flags;

    /** The urgent pointer, 0 if the flag is not set. */
    public int urgPtr;
    /** Window as on the wire. */
    public int window;
    /** The header's word of data offset, flags and window. */
    public int flagWord;
    /** Bytes of header with options. */
    public int headerLen;
    /** Bytes of payload. */
    public int len;
    /** Wire segments. */
    public int segs;
    /** Memory the skb is charged with, bytes. */
    public int truesize;
    /** Free bytes behind the data of a driver's buffer of that size, see {@link #tailroomOf}. */
    public int tailroom;
    /** Payload bytes of each wire segment of a super-packet, 0 for a single one. */
    public int gsoSize;
    /** ECN bits of the IP header. */
    public int ecn;
    /** The rest of its TOS or traffic class, which answers without a socket repeat. */
    public int dscp;
    /** Parsed options. */
    public final TcpOptions opt = new TcpOptions();
    /** Kernel function that drops it, once it is dropped. */
    public String place = "tcp_v4_rcv";
    /** What it was consumed as, once it is. */
    public String why = "ack";
    /** The caller must answer with a RST. */
    public boolean reset;

    /** A copy of the segment's IPv4 options (kernel tcp_skb_cb header.h4.opt), empty if it has none. */
    public byte[] ipOptions() {
        SkBuff skb = answered;
        int at = skb == null ? SkBuff.UNSET : skb.networkHeader();
        if (skb == null || at < 0 || (skb.buf()[at] & 0xf0) != 0x40) {
            return NO_OPTIONS;
        }
        int length = new Ipv4Header(skb.buf(), at).headerLength();
        return length == Ipv4Header.LENGTH
                ? NO_OPTIONS
                : Arrays.copyOfRange(skb.buf(), at + Ipv4Header.LENGTH, at + length);
    }

    /** Reads the header at data, which has passed the checks. */
    public void fill(SkBuff skb, int tos) {
        TcpHeader th = new TcpHeader(skb.buf(), skb.data());
        flags = th.flags() | (th.ae() ? TcpHeader.AE : 0);
        headerLen = th.headerLength();
        len = skb.len() - headerLen;
        seq = th.seq();
        endSeq = seq + len + (syn() ? 1 : 0) + (fin() ? 1 : 0);
        ackSeq = th.ackSeq();
        window = th.window();
        urgPtr = th.urg() ? th.urgPtr() : 0;
        flagWord = th.flagWord();
        segs = skb.segments();
        truesize = skb.truesize;
        tailroom = tailroomOf(skb);
        gsoSize = skb.gsoSize;
        ecn = tos & ECN_MASK;
        dscp = tos & ~ECN_MASK;
        answered = skb;
        place = "tcp_v4_rcv";
        why = syn() ? "syn" : rst() ? "rst" : fin() ? "fin" : "ack";
        reset = false;
        if (headerLen > TcpHeader.LENGTH) {
            opt.parse(skb.buf(), skb.data(), syn());
        } else {
            opt.clear();
        }
    }

    /**
     * Bytes behind the data in a buffer as drivers make them with build_skb(): headroom of 64, the frame, shared info of
     * 320, all inside the truesize without struct sk_buff. Our own buffers have no such room: it is bookkeeping only. A
     * packet of a TUN has no Ethernet header.
     */
    private static int tailroomOf(SkBuff skb) {
        if (skb.segments() > 1 || skb.dataLen() > 0 || skb.networkHeader() < 0) {
            return 0;
        }
        int front = skb.macHeader() == skb.networkHeader() ? 64 : 64 + 14;
        int packet = skb.data() - skb.networkHeader() + skb.len();
        return Math.max(0, skb.truesize - 256 - 320 - front - packet);
    }

    /** Notes where it is dropped and returns the reason. */
    public SkbDropReason drop(SkbDropReason reason, String where) {
        place = where;
        return reason;
    }

    /** Notes what it is consumed as. */
    public SkbDropReason consume(String as) {
        why = as;
        return SkbDropReason.SKB_CONSUMED;
    }

    /** As {@link #drop}, and a RST must be sent. */
    public SkbDropReason resetAndDrop(SkbDropReason reason, String where) {
        reset = true;
        return drop(reason, where);
    }

    public boolean syn() {
        return (flags & TcpHeader.SYN) != 0;
    }

    public boolean ack() {
        return (flags & TcpHeader.ACK) != 0;
    }

    public boolean rst() {
        return (flags & TcpHeader.RST) != 0;
    }

    public boolean urg() {
        return (flags & TcpHeader.URG) != 0;
    }

    public boolean fin() {
        return (flags & TcpHeader.FIN) != 0;
    }

    /** Sequence space it takes: data, SYN and FIN. */
    public boolean hasSequence() {
        return seq != endSeq;
    }
}
