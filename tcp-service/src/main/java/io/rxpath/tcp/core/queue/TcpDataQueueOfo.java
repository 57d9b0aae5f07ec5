package io.rxpath.tcp.core.queue;

import io.rxpath.skb.LinuxMib;
import io.rxpath.skb.Seq;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;
import io.rxpath.tcp.core.ack.TcpAckSndCheck;
import io.rxpath.tcp.core.input.TcpEcn;
import io.rxpath.tcp.core.input.TcpEventDataRecv;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSkbCb;
import io.rxpath.tcp.core.sock.TcpSock;
import io.rxpath.tcp.core.state.StateKeys;

/**
 * A segment ahead of the next one expected: into the out-of-order queue, with SACK and D-SACK.
 *
 * <p>Kernel: net/ipv4/tcp_input.c tcp_data_queue_ofo(), tcp_ooo_try_coalesce().
 */
public final class TcpDataQueueOfo {
    private static final String PLACE = "tcp_data_queue_ofo";

    private TcpDataQueueOfo() {}

    static SkbDropReason queue(TcpNet net, TcpSock tp, SkBuff skb, TcpSkbCb cb) {
        TcpEcn.dataCheck(tp, cb);
        if (!TcpPrune.tryRmemSchedule(net, tp, cb.seq, skb.truesize)) {
            net.linux.inc(LinuxMib.TCP_OFO_DROP);
            return cb.drop(SkbDropReason.PROTO_MEM, PLACE);
        }
        TcpEventDataRecv.measureRcvMss(tp, cb);
        tp.predFlags = 0;
        TcpAckSndCheck.schedule(tp);
        tp.rcvOooPack += cb.segs;
        net.linux.inc(LinuxMib.TCP_OFO_QUEUE);
        OfoSkb entry = new OfoSkb(tp.ooo.newId(), cb.seq, cb.endSeq, cb.fin(), skb);
        entry.tailroom = cb.tailroom;
        net.held += cb.segs;
        place(net, tp, entry);
        if (tp.accepted && !tp.dead) {
            ReceiveWindow.rcvbufGrow(net, tp, tp.rcvqSpace);
        }
        return SkbDropReason.NOT_DROPPED_YET;
    }

    private static void place(TcpNet net, TcpSock tp, OfoSkb entry) {
        OutOfOrderQueue ooo = tp.ooo;
        if (ooo.isEmpty()) {
            if (tp.sackOk) {
                tp.sacks.count = 0;
                tp.sacks.add(entry.seq, entry.endSeq);
            }
            ooo.link(entry, null, false);
            charge(net, tp, entry);
            return;
        }
        OfoSkb last = ooo.last();
        if (coalesce(net, tp, last, entry)) {
            return;
        }
        if (Seq.before(entry.seq, last.endSeq)) {
            if (!find(net, tp, entry)) {
                return;
            }
        } else {
            ooo.link(entry, last, true);
        }
        mergeRight(net, tp, entry);
        newSack(net, tp, entry.seq, entry.endSeq);
        charge(net, tp, entry);
    }

    /** The way down the tree, and into it; false if the entry's bytes went elsewhere. */
    private static boolean find(TcpNet net, TcpSock tp, OfoSkb entry) {
        int seq = entry.seq;
        int end = entry.endSeq;
        OfoSkb up = null;
        OfoSkb at = tp.ooo.root();
        boolean right = false;
        while (at != null) {
            up = at;
            right = !Seq.before(seq, at.seq);
            if (!right) {
                at = at.left;
                continue;
            }
            if (Seq.before(seq, at.endSeq)) {
                if (!Seq.after(end, at.endSeq)) {
                    net.linux.inc(LinuxMib.TCP_OFO_MERGE);
                    dropNew(net, tp, entry);
                    TcpDataQueue.dsackSet(net, tp, seq, end);
                    newSack(net, tp, seq, end);
                    return false;
                }
                if (seq == at.seq) {
                    tp.ooo.replace(at, entry);
                    TcpDataQueue.dsackExtend(net, tp, at.seq, at.endSeq);
                    merged(net, tp, at);
                    return true;
                }
                TcpDataQueue.dsackSet(net, tp, seq, at.endSeq);
            } else if (coalesce(net, tp, at, entry)) {
                return false;
            }
            at = at.right;
        }
        tp.ooo.link(entry, up, right);
        return true;
    }

    /** Entries behind the new one that it covers go. */
    private static void mergeRight(TcpNet net, TcpSock tp, OfoSkb entry) {
        int end = entry.endSeq;
        OfoSkb right = OutOfOrderQueue.after(entry);
        while (right != null && Seq.after(end, right.seq)) {
            if (Seq.before(end, right.endSeq)) {
                TcpDataQueue.dsackExtend(net, tp, right.seq, end);
                return;
            }
            tp.ooo.remove(right);
            TcpDataQueue.dsackExtend(net, tp, right.seq, right.endSeq);
            merged(net, tp, right);
            right = OutOfOrderQueue.after(entry);
        }
    }

    /** An entry that is in the tree no more is covered by a new one. */
    private static void merged(TcpNet net, TcpSock tp, OfoSkb entry) {
        net.linux.inc(LinuxMib.TCP_OFO_MERGE);
        release(net, tp, entry);
        dropUnlinked(net, tp, entry, SkbDropReason.TCP_OFOMERGE, "tcp_data_queue");
    }

    /** The window grows before the memory is charged. Without SACK it stays, so that the peer sees duplicate ACKs. */
    private static void charge(TcpNet net, TcpSock tp, OfoSkb entry) {
        if (tp.sackOk) {
            ReceiveWindow.grow(net, tp, entry.len(), entry.truesize);
        }
        SkMem.charge(tp, entry.truesize);
    }

    /** An entry that follows another without a gap becomes part of it, if memory allows. */
    private static boolean coalesce(TcpNet net, TcpSock tp, OfoSkb to, OfoSkb from) {
        int len = from.len();
        if (!tryCoalesce(net, tp, to, from, len)) {
            return false;
        }
        if (tp.sackOk) {
            // truesize_adjust(): the memory of an empty head, as a bare FIN's, does not count.
            ReceiveWindow.grow(net, tp, len, len == 0 ? 0 : from.truesize);
        }
        newSack(net, tp, from.seq, from.endSeq);
        return true;
    }

    /** tcp_ooo_try_coalesce(). */
    private static boolean tryCoalesce(TcpNet net, TcpSock tp, OfoSkb to, OfoSkb from, int len) {
        if (to.fin && from.fin) {
            // The kernel joins these, too; rcv_nxt would be two ahead of the data.
            return false;
        }
        int frags = from.fragsToJoin();
        int delta = ReceiveQueue.coalesceDelta(to.endSeq, to.frags, to.tailroom, from.seq, len, from.truesize, frags);
        if (delta < 0) {
            return false;
        }
        net.linux.inc(LinuxMib.TCP_RCV_COALESCE);
        to.last.next = from;
        to.last = from;
        to.endSeq = from.endSeq;
        to.fin |= from.fin;
        to.truesize += delta;
        if (delta == 0) {
            to.tailroom -= len;
        } else {
            to.frags += from.frags + 1;
            to.tailroom = 0;
        }
        SkMem.charge(tp, delta);
        return true;
    }

    private static void newSack(TcpNet net, TcpSock tp, int seq, int end) {
        if (tp.sackOk && tp.sacks.add(seq, end) >= SackBlocks.EXPECTED) {
            TcpAckSndCheck.sackCompressSendAck(net, tp);
        }
    }

    /** Takes an entry out of the queue and its stored parts with it; its segments are no longer held by the queue. */
    static void unlink(TcpNet net, TcpSock tp, OfoSkb entry) {
        tp.ooo.remove(entry);
        release(net, tp, entry);
    }

    /** No queue of the socket holds the segments any more, and no stored part is of use. */
    public static void release(TcpNet net, TcpSock tp, OfoSkb entry) {
        net.held -= entry.segments();
        forgetStored(net, tp, entry);
    }

    /** Its stored parts are of no use any more. */
    static void forgetStored(TcpNet net, TcpSock tp, OfoSkb entry) {
        for (OfoSkb s = entry; s != null; s = s.next) {
            if (s.stored) {
                net.deletedKeys.add(StateKeys.ofo(tp.id, s.id));
                s.stored = false;
            }
        }
    }

    /** Drops an entry that never got into the queue. */
    private static void dropNew(TcpNet net, TcpSock tp, OfoSkb entry) {
        net.held -= entry.segments();
        dropChain(net, tp, entry, SkbDropReason.TCP_OFOMERGE, "tcp_data_queue");
    }

    /** Drops an entry that was taken out, and gives its memory back. */
    static void dropUnlinked(TcpNet net, TcpSock tp, OfoSkb entry, SkbDropReason reason, String place) {
        SkMem.uncharge(net, tp, entry.truesize);
        dropChain(net, tp, entry, reason, place);
    }

    private static void dropChain(TcpNet net, TcpSock tp, OfoSkb entry, SkbDropReason reason, String place) {
        // sk_drops_skbadd(): what was joined to it counts, what was copied into it does not.
        tp.drops += entry.segments() - (entry.collapsed ? entry.skb.segments() - 1 : 0);
        net.drop(entry.skb, reason, place);
        // What was joined to it went into its memory then.
        for (OfoSkb s = entry.next; s != null; s = s.next) {
            net.consume(s.skb, "joined");
        }
    }

    /** Empties the queue (skb_rbtree_purge). */
    public static void purge(TcpNet net, TcpSock tp) {
        while (!tp.ooo.isEmpty()) {
            OfoSkb entry = tp.ooo.last();
            unlink(net, tp, entry);
            long counted = tp.drops;
            dropUnlinked(net, tp, entry, SkbDropReason.NOT_SPECIFIED, "skb_rbtree_purge");
            // skb_rbtree_purge() knows no socket.
            tp.drops = counted;
        }
    }

    /** Drops the entry with the highest sequence number (tcp_prune_ofo_queue()). */
    static int pruneLast(TcpNet net, TcpSock tp) {
        OfoSkb entry = tp.ooo.last();
        unlink(net, tp, entry);
        dropUnlinked(net, tp, entry, SkbDropReason.TCP_OFO_QUEUE_PRUNE, "tcp_prune_ofo_queue");
        return entry.truesize;
    }
}
