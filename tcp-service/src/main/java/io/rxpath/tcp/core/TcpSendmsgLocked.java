package io.rxpath.tcp.core;

import io.rxpath.skb.Seq;
import io.rxpath.skb.SockCommand;
import io.rxpath.tcp.core.ack.TcpAck;
import io.rxpath.tcp.core.output.TcpChrono;
import io.rxpath.tcp.core.output.TcpWriteXmit;
import io.rxpath.tcp.core.output.WriteMarks;
import io.rxpath.tcp.core.queue.SkMem;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSock;
import java.util.Arrays;

/**
 * Bytes a program has written enter the write queue: into which of the kernel's skbs, with PSH or without, and whether they
 * are sent at once.
 *
 * <p>Kernel: net/ipv4/tcp.c tcp_sendmsg_locked(), tcp_push(), forced_push(), tcp_mark_push(), tcp_tx_timestamp().
 */
final class TcpSendmsgLocked {
    /** MAX_SKB_FRAGS. */
    private static final int MAX_SKB_FRAGS = 17;

    private TcpSendmsgLocked() {}

    /** Bytes at a stream offset; what was written before is skipped. {@code word}: offset and flags of the command. */
    static void write(TcpNet net, TcpSock tp, long word, byte[] bytes) {
        long skip = tp.sendQueue.end() - (word & SockCommand.OFFSET);
        if (tp.sndShutdown || tp.finQueued || skip < 0 || skip >= bytes.length) {
            return;
        }
        byte[] fresh = skip == 0 ? bytes : Arrays.copyOfRange(bytes, (int) skip, bytes.length);
        append(net, tp, fresh, (word & SockCommand.ZEROCOPY) != 0);
        boolean part = (word & SockCommand.PART) != 0;
        boolean forced = Seq.after(tp.writeSeq, tp.marks.pushedSeq + (tp.maxWindow >> 1));
        boolean more = (word & SockCommand.MORE) != 0;
        if (!part) {
            notes(tp, word);
        }
        if (forced || !part && !more) {
            tp.marks.tailPush = true;
            tp.marks.pushedSeq = tp.writeSeq;
        }
        if (!part && (word & SockCommand.EOR) != 0) {
            tp.marks.add(tp.sendQueue.end(), tp.marks.tailPush ? WriteMarks.CUT_PUSH : WriteMarks.CUT);
            tp.marks.tailFrags = 0;
        }
        if (part && forced) {
            TcpWriteXmit.pushPendingFrames(net, tp, TcpWriteXmit.NAGLE_OFF);
        } else if (!part && more) {
            TcpWriteXmit.pushPendingFrames(net, tp, TcpWriteXmit.NAGLE_CORK);
        } else if (!part) {
            TcpWriteXmit.pushPendingFrames(net, tp);
        }
        TcpAck.writeSpace(net, tp, false);
    }

    private static void append(TcpNet net, TcpSock tp, byte[] fresh, boolean zerocopy) {
        WriteMarks marks = tp.marks;
        if (tp.sndNxt == tp.writeSeq) {
            TcpChrono.start(net, tp, TcpChrono.BUSY);
            marks.tailFrags = 0;
        }
        if (zerocopy) {
            if (marks.tailFrags == MAX_SKB_FRAGS) {
                marks.add(tp.sendQueue.end(), WriteMarks.CUT_PUSH);
                marks.pushedSeq = tp.writeSeq;
                marks.tailFrags = 0;
            }
            marks.tailFrags++;
        }
        tp.sendQueue.append(fresh);
        SkMem.chargeWrite(tp, fresh.length);
        tp.writeSeq += fresh.length;
        marks.tailPush = false;
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
