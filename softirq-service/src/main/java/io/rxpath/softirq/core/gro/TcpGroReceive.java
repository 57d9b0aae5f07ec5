package io.rxpath.softirq.core.gro;

import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.TcpHeader;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * GRO's look at the TCP header: which segment continues a run, which one ends it.
 *
 * <p>Kernel: net/ipv4/tcp_offload.c tcp4_gro_receive(), tcp4_check_fraglist_gro(), tcp_gro_pull_header(),
 * tcp_gro_lookup(), tcp_gro_receive(), net/ipv6/tcpv6_offload.c tcp6_gro_receive().
 */
final class TcpGroReceive {
    /** TCP flags in the place where {@link TcpHeader#flagWord()} has them. */
    private static final int FLAG_SHIFT = 16;

    private static final int WORD_CWR = TcpHeader.CWR << FLAG_SHIFT;
    private static final int WORD_FIN_PSH = (TcpHeader.FIN | TcpHeader.PSH) << FLAG_SHIFT;
    private static final int WORD_ENDS_RUN =
            (TcpHeader.URG | TcpHeader.PSH | TcpHeader.RST | TcpHeader.SYN | TcpHeader.FIN) << FLAG_SHIFT;

    /** Segments in a run of chained packets. */
    static final int FLIST_MAX = 64;

    private TcpGroReceive() {}

    /** As {@link DevGroReceive#byType}; {@code cb.dataOffset} is at the TCP header. */
    static @Nullable GroCb receive(GroNode node, GroList list, GroCb cb) {
        // What is passed up anyway need not be summed.
        if (!cb.flush && !GroChecksum.valid(cb)) {
            cb.flush = true;
            return null;
        }
        int thlen = pullHeader(cb);
        if (thlen < 0) {
            cb.flush = true;
            return null;
        }
        SkBuff skb = cb.skb;
        TcpHeader th = new TcpHeader(skb.buf(), cb.transport());
        int flags = th.flagWord();
        int len = cb.groLen();
        GroCb p = lookup(list, th);
        if (node.features().groList()) {
            cb.flist = p != null ? p.flist : !node.sockets().exists(skb, cb.network(), cb.transport());
        }
        int mss = 1;
        if (p != null) {
            int runMss = p.skb.gsoSize;
            if (!ends(p, cb, th, thlen, len, runMss) && join(node, p, cb, flags)) {
                mss = runMss;
            }
        }
        // A segment shorter than the others, or one that wants attention, is the last of its run.
        boolean flush = skb.gsoSize > 0 ? len != cb.count * skb.gsoSize : len < mss;
        flush |= (flags & WORD_ENDS_RUN) != 0;
        cb.flush |= flush;
        return p != null && (!cb.sameFlow || flush) ? p : null;
    }

    private static boolean join(GroNode node, GroCb p, GroCb cb, int flags) {
        TcpHeader th2 = new TcpHeader(p.skb.buf(), p.transport());
        if (p.flist) {
            // A chained packet keeps its header, so nothing of it may differ from the first one's.
            boolean differs = flags != th2.flagWord() || cb.skb.ipSummed != p.skb.ipSummed || p.count >= FLIST_MAX;
            return !differs && SkbGroReceive.receiveList(p, cb);
        }
        if (!SkbGroReceive.receive(node.features(), p, cb)) {
            return false;
        }
        th2.flags(th2.flags() | flags >> FLAG_SHIFT & (TcpHeader.FIN | TcpHeader.PSH));
        return true;
    }

    /**
     * True if the segment does not continue the run of {@code p}. 6.18 compares CWR like the other flags and refuses a
     * segment that carries it in any case (measured: two segments with CWR stay apart).
     */
    private static boolean ends(GroCb p, GroCb cb, TcpHeader th, int thlen, int len, int mss) {
        SkBuff skb = cb.skb;
        TcpHeader th2 = new TcpHeader(p.skb.buf(), p.transport());
        int flags = th.flagWord();
        // The window and the data offset are in the same word.
        if ((flags & WORD_CWR) != 0 || ((flags ^ th2.flagWord()) & ~WORD_FIN_PSH) != 0) {
            return true;
        }
        boolean wrongSize = skb.gsoSize > 0 ? mss != skb.gsoSize : Integer.compareUnsigned(len - 1, mss) >= 0;
        return wrongSize
                || th.ackSeq() != th2.ackSeq()
                || th2.seq() + p.groLen() != th.seq()
                || !sameOptions(cb, p, thlen)
                || NetworkFlush.flush(cb, p);
    }

    /** The options must be equal to the byte, the timestamp among them. Both headers have the same length. */
    private static boolean sameOptions(GroCb cb, GroCb p, int thlen) {
        int at = cb.transport();
        int at2 = p.transport();
        return Arrays.equals(
                cb.skb.buf(), at + TcpHeader.LENGTH, at + thlen, p.skb.buf(), at2 + TcpHeader.LENGTH, at2 + thlen);
    }

    /** Length of the TCP header, which now counts as looked at, or -1 if it is not all there. */
    private static int pullHeader(GroCb cb) {
        if (!cb.header(TcpHeader.LENGTH)) {
            return -1;
        }
        int thlen = new TcpHeader(cb.skb.buf(), cb.transport()).headerLength();
        if (thlen < TcpHeader.LENGTH || !cb.header(thlen)) {
            return -1;
        }
        cb.dataOffset += thlen;
        return thlen;
    }

    /** The held packet of the segment's flow; the youngest first, as the kernel's list has it. */
    private static @Nullable GroCb lookup(GroList list, TcpHeader th) {
        for (int i = list.count() - 1; i >= 0; i--) {
            GroCb p = list.get(i);
            if (p.sameFlow && p.proto == IpProtocol.TCP) {
                TcpHeader th2 = new TcpHeader(p.skb.buf(), p.transport());
                if (th.source() == th2.source() && th.dest() == th2.dest()) {
                    return p;
                }
            }
        }
        return null;
    }
}
