package io.rxpath.tcp.core;

import io.rxpath.skb.Seq;
import io.rxpath.skb.SockCommand;
import io.rxpath.tcp.core.ack.TcpRate;
import io.rxpath.tcp.core.output.SkStream;
import io.rxpath.tcp.core.output.TcpChrono;
import io.rxpath.tcp.core.output.TcpConnect;
import io.rxpath.tcp.core.output.TcpWriteXmit;
import io.rxpath.tcp.core.output.WriteMarks;
import io.rxpath.tcp.core.queue.SkMem;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSock;
import io.rxpath.tcp.core.sock.TcpState;
import java.util.Arrays;

/**
 * Bytes a program has written enter the write queue: into which of the kernel's skbs, with PSH or without, and whether they
 * are sent at once.
 *
 * <p>Kernel: net/ipv4/tcp.c tcp_sendmsg_locked(), tcp_push(), tcp_xmit_size_goal(), forced_push(), tcp_mark_push(), tcp_mark_urg(),
 * tcp_tx_timestamp(), tcp_sendmsg_fastopen().
 */
final class TcpSendmsgLocked {
    /** MAX_SKB_FRAGS. */
    private static final int MAX_SKB_FRAGS = 17;

    private static final int TCP_MSS_DEFAULT = 536;

    /** sk_gso_max_size: 64 KB less the headers (MAX_TCP_HEADER) and 1. */
    private static final int GSO_MAX_SIZE = 65_215;

    private TcpSendmsgLocked() {}

    /**
     * Bytes at a stream offset; what was written before is skipped. {@code word}: offset and flags of the command. Of a
     * socket that asks it takes no more than there is room for.
     */
    static void write(TcpNet net, TcpSock tp, long word, byte[] bytes) {
        long skip = tp.sendQueue.end() - (word & SockCommand.OFFSET);
        if (tp.sndShutdown || tp.finQueued || skip < 0) {
            return;
        }
        boolean asks = (word & SockCommand.ASK) != 0;
        boolean part = (word & SockCommand.PART) != 0;
        if (part && !asks && bytes.length == 0) {
            tp.writePending = tp.state() == TcpState.SYN_SENT;
            return;
        }
        tp.asks |= asks;
        if (tp.deferConnect) {
            fastopen(net, tp, word, bytes);
            return;
        }
        if (skip < bytes.length) {
            if (!tp.marks.callOpen) {
                TcpRate.checkAppLimited(tp);
            }
            int taken = append(net, tp, bytes, (int) skip, word);
            tp.marks.callOpen |= taken > 0;
            if (taken < bytes.length - (int) skip) {
                waitForSpace(net, tp, word);
            } else if (!part) {
                notes(tp, word);
                push(net, tp, word);
                tp.marks.callOpen = false;
            }
        } else if (asks) {
            // poll(), or the end of a call that has waited.
            tp.noSpace |= !SkStream.isWriteable(net, tp);
            notes(tp, word);
            tp.marks.callOpen = false;
        }
        if (asks) {
            SkStream.tell(net, tp);
        } else {
            SkStream.checkSpace(net, tp);
        }
    }

    /** tcp_sendmsg_fastopen(): the SYN goes out with what it takes. */
    private static void fastopen(TcpNet net, TcpSock tp, long word, byte[] bytes) {
        boolean more = (word & SockCommand.PART) != 0;
        boolean waits = (word & SockCommand.NOWAIT) == 0;
        int taken = TcpConnect.firstWrite(net, tp, bytes, more);
        boolean all = taken == bytes.length && !more;
        tp.writePending = waits && !all;
        if (taken > 0 && (all || !waits)) {
            notes(tp, word & SockCommand.ZEROCOPY);
        }
        SkStream.tell(net, tp);
    }

    /** wait_for_space: what the call has written goes out; one that may not wait is over. */
    private static void waitForSpace(TcpNet net, TcpSock tp, long word) {
        SkStream.waitMemory(net, tp);
        if (!tp.marks.callOpen) {
            return;
        }
        markPush(tp);
        markUrg(tp, word);
        TcpWriteXmit.pushPendingFrames(net, tp, TcpWriteXmit.NAGLE_OFF);
        if ((word & SockCommand.NOWAIT) != 0) {
            notes(tp, word);
            push(net, tp, word & ~SockCommand.EOR);
            tp.marks.callOpen = false;
        }
    }

    /** tcp_push(): the call is over. */
    private static void push(TcpNet net, TcpSock tp, long word) {
        boolean more = (word & SockCommand.MORE) != 0;
        if (!more || forcedPush(tp)) {
            markPush(tp);
        }
        markUrg(tp, word);
        if ((word & SockCommand.EOR) != 0) {
            cut(tp, WriteMarks.EOR);
        }
        if (more) {
            TcpWriteXmit.pushPendingFrames(net, tp, TcpWriteXmit.NAGLE_CORK);
        } else {
            TcpWriteXmit.pushPendingFrames(net, tp);
        }
    }

    /** tcp_mark_urg(): the last byte is urgent. */
    private static void markUrg(TcpSock tp, long word) {
        if (oob(word)) {
            tp.sndUp = tp.writeSeq;
        }
    }

    private static boolean oob(long word) {
        return (word & SockCommand.OOB) != 0;
    }

    private static boolean forcedPush(TcpSock tp) {
        return Seq.after(tp.writeSeq, tp.marks.pushedSeq + (tp.maxWindow >> 1));
    }

    private static void markPush(TcpSock tp) {
        tp.marks.tailPush = true;
        tp.marks.pushedSeq = tp.writeSeq;
    }

    /** The skb at the end takes no more. */
    private static void cut(TcpSock tp, int kind) {
        tp.marks.add(tp.sendQueue.end(), kind | (tp.marks.tailPush ? WriteMarks.CUT_PUSH : WriteMarks.CUT));
        tp.marks.tailFrags = 0;
    }

    /** How many bytes were taken. */
    private static int append(TcpNet net, TcpSock tp, byte[] bytes, int from, long word) {
        boolean zerocopy = (word & SockCommand.ZEROCOPY) != 0;
        boolean part = (word & SockCommand.PART) != 0;
        boolean asks = (word & SockCommand.ASK) != 0;
        WriteMarks marks = tp.marks;
        int goal = oob(word) ? TcpWriteXmit.currentMss(net, tp) : sizeGoal(net, tp);
        int at = from;
        boolean frag = zerocopy;
        while (at < bytes.length) {
            int unsent = tp.writeSeq - tp.sndNxt;
            int tail = marks.tailLength(tp.sendQueue.end(), unsent);
            boolean fragsFull = frag && unsent > 0 && marks.tailFrags == MAX_SKB_FRAGS;
            if (fragsFull) {
                markPush(tp);
            }
            if (tail == 0 || tail >= goal || fragsFull) {
                if (asks && !(SkStream.memoryFree(net, tp) && allocSkb(net, tp))) {
                    return at - from;
                }
                if (tail > 0) {
                    cut(tp, 0);
                }
                tail = 0;
            }
            if (unsent == 0) {
                TcpChrono.start(net, tp, TcpChrono.BUSY);
                marks.tailFrags = 0;
            }
            marks.tailFrags += zerocopy ? 1 : 0;
            frag = false;
            int n = Math.min(goal - tail, bytes.length - at);
            if (asks) {
                n = SkMem.wmemScheduleSome(net, tp, n);
                if (n == 0) {
                    return at - from;
                }
            }
            byte[] fresh = n == bytes.length ? bytes : Arrays.copyOfRange(bytes, at, at + n);
            tp.sendQueue.append(fresh, tail == 0);
            tp.writeSeq += n;
            SkMem.chargeWriteQueue(net, tp);
            // A call does not take back what it pushed before it waited.
            marks.tailPush &= tail > 0 && (marks.callOpen || at > from);
            at += n;
            if ((at < bytes.length || part) && tail + n >= goal && !oob(word)) {
                full(net, tp, unsent == tail);
            }
        }
        return at - from;
    }

    /** tcp_stream_alloc_skb(): the first skb of a socket that has none is granted always. */
    private static boolean allocSkb(TcpNet net, TcpSock tp) {
        if (tp.rtx.isEmpty() && tp.writeSeq == tp.sndNxt) {
            SkMem.forcedSchedule(net, tp, SkMem.WRITE_SKB);
            return true;
        }
        return SkMem.wmemSchedule(net, tp, SkMem.WRITE_SKB);
    }

    /** An skb is full, and there is more. */
    private static void full(TcpNet net, TcpSock tp, boolean head) {
        if (forcedPush(tp)) {
            markPush(tp);
            TcpWriteXmit.pushPendingFrames(net, tp, TcpWriteXmit.NAGLE_OFF);
        } else if (head) {
            TcpWriteXmit.pushFirst(net, tp);
        }
    }

    /** tcp_xmit_size_goal(): bytes an skb of the write queue takes, whole segments. */
    private static int sizeGoal(TcpNet net, TcpSock tp) {
        int mss = TcpWriteXmit.currentMss(net, tp);
        int cutoff = tp.maxWindow > TCP_MSS_DEFAULT ? tp.maxWindow >> 1 : tp.maxWindow;
        int most = cutoff > 0 && GSO_MAX_SIZE > cutoff ? Math.max(cutoff, 68 - tp.tcpHeaderLen) : GSO_MAX_SIZE;
        return Math.max(most / mss * mss, mss);
    }

    /** What the program wants to hear of the last byte. */
    private static void notes(TcpSock tp, long word) {
        int kinds = ((word & SockCommand.TX_SCHED) != 0 ? WriteMarks.SCHED : 0)
                | ((word & SockCommand.TX_SOFTWARE) != 0 ? WriteMarks.SOFTWARE : 0)
                | ((word & SockCommand.TX_ACK) != 0 ? WriteMarks.ACKED : 0)
                | ((word & SockCommand.ZEROCOPY) != 0 ? WriteMarks.ZEROCOPY : 0);
        if (kinds == 0) {
            return;
        }
        tp.marks.add(tp.sendQueue.end(), kinds);
        if ((word & SockCommand.ZEROCOPY) != 0) {
            // An skb refers to the memory of one call only: the next buffer goes into another.
            tp.marks.tailFrags = MAX_SKB_FRAGS;
        }
    }
}
