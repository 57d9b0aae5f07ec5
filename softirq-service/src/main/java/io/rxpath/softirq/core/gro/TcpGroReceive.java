package io.rxpath.softirq.core.gro;

import io.rxpath.skb.InternetChecksum;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.IpSummed;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbFrag;
import io.rxpath.skb.TcpHeader;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * GRO's look at the TCP header: which segment continues a run, which one ends it.
 *
 * <p>Kernel: net/ipv4/tcp_offload.c tcp4_gro_receive(), tcp_gro_pull_header(), tcp_gro_lookup(), tcp_gro_receive();
 * include/net/gro.h skb_gro_checksum_validate().
 */
final class TcpGroReceive {
    /** TCP flags in the place where {@link TcpHeader#flagWord()} has them. */
    private static final int FLAG_SHIFT = 16;

    private static final int WORD_CWR = TcpHeader.CWR << FLAG_SHIFT;
    private static final int WORD_FIN_PSH = (TcpHeader.FIN | TcpHeader.PSH) << FLAG_SHIFT;
    private static final int WORD_ENDS_RUN =
            (TcpHeader.URG | TcpHeader.PSH | TcpHeader.RST | TcpHeader.SYN | TcpHeader.FIN) << FLAG_SHIFT;

    private TcpGroReceive() {}

    /** As {@link InetGroReceive#receive}; {@code cb.dataOffset} is at the TCP header. */
    static @Nullable GroCb receive(GroList list, GroCb cb) {
        // What is passed up anyway need not be summed.
        if (!cb.flush && !checksumValid(cb)) {
            cb.flush = true;
            return null;
        }
        int thlen = pullHeader(cb);
        if (thlen < 0) {
            cb.flush = true;
            return null;
        }
        SkBuff skb = cb.skb;
        TcpHeader th = new TcpHeader(skb.buf(), skb.data() + Ipv4Header.LENGTH);
        int flags = th.flagWord();
        int len = cb.groLen();
        GroCb p = lookup(list, th);
        int mss = 1;
        if (p != null) {
            int runMss = p.skb.gsoSize;
            if (!ends(p, cb, th, thlen, len, runMss) && SkbGroReceive.receive(p, cb)) {
                mss = runMss;
                TcpHeader th2 = new TcpHeader(p.skb.buf(), p.skb.data() + Ipv4Header.LENGTH);
                th2.flags(th2.flags() | th.flags() & (TcpHeader.FIN | TcpHeader.PSH));
            }
        }
        // A segment shorter than the others, or one that wants attention, is the last of its run.
        boolean flush = skb.gsoSize > 0 ? len != cb.count * skb.gsoSize : len < mss;
        flush |= (flags & WORD_ENDS_RUN) != 0;
        cb.flush |= flush;
        return p != null && (!cb.sameFlow || flush) ? p : null;
    }

    /**
     * True if the segment does not continue the run of {@code p}. 6.18 compares CWR like the other flags and refuses a
     * segment that carries it in any case (measured: two segments with CWR stay apart).
     */
    private static boolean ends(GroCb p, GroCb cb, TcpHeader th, int thlen, int len, int mss) {
        SkBuff skb = cb.skb;
        SkBuff head = p.skb;
        TcpHeader th2 = new TcpHeader(head.buf(), head.data() + Ipv4Header.LENGTH);
        int flags = th.flagWord();
        // The window and the data offset are in the same word.
        if ((flags & WORD_CWR) != 0 || ((flags ^ th2.flagWord()) & ~WORD_FIN_PSH) != 0) {
            return true;
        }
        boolean wrongSize = skb.gsoSize > 0 ? mss != skb.gsoSize : Integer.compareUnsigned(len - 1, mss) >= 0;
        return wrongSize
                || th.ackSeq() != th2.ackSeq()
                || th2.seq() + p.groLen() != th.seq()
                || !sameOptions(skb, head, thlen)
                || InetGroReceive.flush(skb, p);
    }

    /** The options must be equal to the byte, the timestamp among them. Both headers have the same length. */
    private static boolean sameOptions(SkBuff skb, SkBuff head, int thlen) {
        int at = skb.data() + Ipv4Header.LENGTH;
        int at2 = head.data() + Ipv4Header.LENGTH;
        return Arrays.equals(
                skb.buf(), at + TcpHeader.LENGTH, at + thlen, head.buf(), at2 + TcpHeader.LENGTH, at2 + thlen);
    }

    /** Length of the TCP header, which now counts as looked at, or -1 if it is not all there. */
    private static int pullHeader(GroCb cb) {
        SkBuff skb = cb.skb;
        if (skb.headLen() < cb.dataOffset + TcpHeader.LENGTH) {
            return -1;
        }
        int thlen = new TcpHeader(skb.buf(), skb.data() + cb.dataOffset).headerLength();
        if (thlen < TcpHeader.LENGTH || skb.headLen() < cb.dataOffset + thlen) {
            return -1;
        }
        cb.dataOffset += thlen;
        return thlen;
    }

    /** The held packet of the segment's flow; the youngest first, as the kernel's list has it. */
    private static @Nullable GroCb lookup(GroList list, TcpHeader th) {
        for (int i = list.count() - 1; i >= 0; i--) {
            GroCb p = list.get(i);
            if (p.sameFlow) {
                TcpHeader th2 = new TcpHeader(p.skb.buf(), p.skb.data() + Ipv4Header.LENGTH);
                if (th.source() == th2.source() && th.dest() == th2.dest()) {
                    return p;
                }
            }
        }
        return null;
    }

    /** Verifies in software what the card did not, and notes the result for the layers above. */
    private static boolean checksumValid(GroCb cb) {
        SkBuff skb = cb.skb;
        if (skb.ipSummed == IpSummed.UNNECESSARY || skb.ipSummed == IpSummed.PARTIAL) {
            return true;
        }
        Ipv4Header iph = new Ipv4Header(skb.buf(), skb.data());
        long pseudo = InternetChecksum.pseudoV4(iph.saddr(), iph.daddr(), IpProtocol.TCP, cb.groLen());
        // The card's sum began at the IP header, which adds nothing because its own checksum is right.
        if (skb.ipSummed == IpSummed.COMPLETE && InternetChecksum.finish(pseudo + skb.csum) == 0) {
            return true;
        }
        if (InternetChecksum.finish(pseudo + sum(cb)) != 0) {
            return false;
        }
        if (skb.ipSummed == IpSummed.NONE) {
            skb.ipSummed = IpSummed.UNNECESSARY;
        }
        return true;
    }

    private static long sum(GroCb cb) {
        SkBuff skb = cb.skb;
        int linear = skb.headLen() - cb.dataOffset;
        long sum = InternetChecksum.partial(skb.buf(), skb.data() + cb.dataOffset, linear, 0);
        if (skb.dataLen() > 0) {
            int offset = linear;
            for (SkbFrag frag : skb.frags()) {
                long block = InternetChecksum.partial(frag.page(), frag.offset(), frag.size(), 0);
                sum = InternetChecksum.blockAdd(sum, block, offset);
                offset += frag.size();
            }
        }
        return sum;
    }
}
