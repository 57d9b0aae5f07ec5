package io.rxpath.tcp.core.output;

import io.rxpath.skb.SockEvent;
import io.rxpath.tcp.core.ack.TcpCong;
import io.rxpath.tcp.core.queue.SkMem;
import io.rxpath.tcp.core.sock.SockCommon;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSock;

/**
 * The send buffer: what written bytes take of it, how it grows with the congestion window, and who is told of room.
 *
 * <p>A socket that asks ({@link TcpSock#asks}) has its writes cut where the kernel cuts them, at whole skbs. One that does
 * not is given a number of bytes in advance, as its program cannot wait for an answer: the size of the buffer and what the
 * last skb may go beyond it, without what skbs take besides their bytes.
 *
 * <p>Memory of MSG_ZEROCOPY counts by its bytes, not by its pages, and skbs that SACK has joined count one by one.
 *
 * <p>Kernel: net/core/stream.c sk_stream_write_space(), sk_stream_wait_memory(); include/net/sock.h sk_stream_memory_free(),
 * __sk_stream_is_writeable(), sk_stream_min_wspace(), sk_stream_moderate_sndbuf(); include/net/tcp.h tcp_stream_memory_free(); net/ipv4/tcp_input.c
 * tcp_sndbuf_expand(), tcp_should_expand_sndbuf(), tcp_new_space(), tcp_check_space(), tcp_init_buffer_space().
 */
public final class SkStream {
    /** Room in front of a segment, and what an skb takes besides. */
    private static final int MAX_TCP_HEADER = 192;

    private static final int SHARED_INFO = 320;
    private static final int SK_BUFF = 256;

    /** sk_gso_max_size: 64 KB less the headers (MAX_TCP_HEADER) and 1. */
    private static final int GSO_MAX_SIZE = 65_215;

    /** SOCK_MIN_SNDBUF, bytes. */
    public static final int SOCK_MIN_SNDBUF = 4608;

    /** How long a call waits for memory, ns. */
    private static final long VM_WAIT = 27 * TcpNet.JIFFY;

    private SkStream() {}

    /** sk_sndbuf, bytes. */
    public static int sndbuf(TcpNet net, TcpSock tp) {
        int set = tp.opts.sndbuf;
        if (set != 0) {
            return set;
        }
        return tp.sndbufGrown != 0 ? tp.sndbufGrown : net.settings.memory().wmemDefault();
    }

    /** sk_stream_moderate_sndbuf(): memory is short, so that the buffer shrinks to half of what is in it. */
    public static void moderateSndbuf(TcpNet net, TcpSock tp) {
        if (tp.opts.sndbuf == 0) {
            tp.sndbufGrown = Math.max(Math.min(sndbuf(net, tp), tp.wmemQueued >> 1), SOCK_MIN_SNDBUF);
        }
    }

    /** sk_wmem_queued: bytes that are not acknowledged, with their skbs. */
    public static long wmemQueued(TcpSock tp) {
        long base = tp.sendQueue.base();
        long end = tp.sendQueue.end();
        int skbs = tp.rtx.skbs();
        if (tp.sndNxt != tp.writeSeq) {
            skbs += 1 + tp.marks.cutsBetween(tp.sendOffset(tp.sndNxt), end);
        }
        return end - base + (long) skbs * SkMem.WRITE_SKB;
    }

    /** sk_stream_memory_free(): a call may begin another skb. */
    public static boolean memoryFree(TcpNet net, TcpSock tp) {
        return memoryFree(net, tp, wmemQueued(tp), 0);
    }

    private static boolean memoryFree(TcpNet net, TcpSock tp, long queued, int wake) {
        int own = tp.opts.notsentLowat;
        long lowat =
                own != 0 ? Integer.toUnsignedLong(own) : net.settings.sender().notsentLowat();
        int unsent = tp.writeSeq - tp.sndNxt;
        return queued < sndbuf(net, tp) && Integer.toUnsignedLong(unsent << wake) < lowat;
    }

    /** __sk_stream_is_writeable(): a third is free, so that it is worth waking somebody. */
    public static boolean isWriteable(TcpNet net, TcpSock tp) {
        long queued = wmemQueued(tp);
        return sndbuf(net, tp) - queued >= queued >> 1 && memoryFree(net, tp, queued, 1);
    }

    /** tcp_sndbuf_expand(): the buffer takes two windows of segments. */
    private static void expand(TcpNet net, TcpSock tp) {
        int need = Math.max(tp.mssClamp, tp.mssCache) + MAX_TCP_HEADER + SHARED_INFO;
        int perMss = (Integer.highestOneBit(need - 1) << 1) + SK_BUFF;
        long wanted = 2L * Math.max(Math.max(TcpCong.INIT_CWND, tp.cwnd), tp.reordering + 1) * perMss;
        if (sndbuf(net, tp) < wanted) {
            tp.sndbufGrown = (int) Math.min(wanted, net.settings.memory().wmemMax());
        }
    }

    /** tcp_init_buffer_space(), and the first news. */
    public static void established(TcpNet net, TcpSock tp) {
        if (tp.opts.sndbuf == 0) {
            expand(net, tp);
        }
        if (!silent(tp) && !tp.asks) {
            credit(net, tp, true);
        }
    }

    /** SO_SNDBUF or TCP_NOTSENT_LOWAT was set. */
    public static void resized(TcpNet net, TcpSock tp) {
        if (silent(tp)) {
            return;
        }
        if (tp.asks) {
            writeSpace(net, tp);
        } else {
            credit(net, tp, true);
        }
    }

    /** tcp_check_space(): an acknowledgment, or what was sent by it, has made room. */
    public static void checkSpace(TcpNet net, TcpSock tp) {
        if (silent(tp)) {
            return;
        }
        if (!tp.asks) {
            if (tp.opts.sndbuf == 0 && !net.memory.scarce()) {
                expand(net, tp);
            }
            credit(net, tp, false);
            return;
        }
        if (tp.noSpace) {
            // What fills its congestion window needs no greater buffer.
            if (tp.opts.sndbuf == 0 && !net.memory.scarce() && TcpCong.inFlight(tp) < tp.cwnd) {
                expand(net, tp);
                tp.cwndStamp = net.now;
            }
            writeSpace(net, tp);
            if (!tp.noSpace) {
                TcpChrono.stop(net, tp, TcpChrono.SNDBUF_LIMITED);
            }
        } else {
            tellChange(net, tp);
        }
    }

    /**
     * tcp_event_new_data_sent(): what waits for room hears of it while more goes out. The buffer may grow here, for the
     * congestion window is not full yet.
     */
    static void newDataSent(TcpNet net, TcpSock tp) {
        if (tp.noSpace && tp.asks) {
            checkSpace(net, tp);
        }
    }

    /** sk_stream_write_space(). */
    private static void writeSpace(TcpNet net, TcpSock tp) {
        if (hasRoom(net, tp)) {
            tp.noSpace = false;
        }
        tellChange(net, tp);
    }

    private static void tellChange(TcpNet net, TcpSock tp) {
        if (hasRoom(net, tp) != tp.roomTold) {
            tell(net, tp);
        }
    }

    /**
     * sk_stream_wait_memory(): a call has found no memory. If its buffer had room it tries again after a while, which is
     * between 2 and 51 jiffies in a kernel and 27 here. poll() does not hear of room meanwhile: a kernel's program that
     * may not wait spins.
     */
    public static void waitMemory(TcpNet net, TcpSock tp) {
        tp.noSpace = true;
        if (memoryFree(net, tp)) {
            tp.memTimer = net.now + VM_WAIT;
        }
    }

    /** The wait of {@link #waitMemory} is over. */
    public static void memoryTimer(TcpNet net, TcpSock tp) {
        tp.memTimer = SockCommon.NEVER;
        writeSpace(net, tp);
    }

    /** A stored socket is there again: what it was waiting for memory for may be tried at once. */
    public static void restored(TcpNet net, TcpSock tp) {
        if (!tp.destroyed && tp.noSpace && !tp.roomTold && isWriteable(net, tp)) {
            tp.memTimer = net.now;
        }
    }

    private static boolean hasRoom(TcpNet net, TcpSock tp) {
        return tp.memTimer == SockCommon.NEVER && isWriteable(net, tp);
    }

    /** How much is written in all, and whether there is room. */
    public static void tell(TcpNet net, TcpSock tp) {
        tp.roomTold = hasRoom(net, tp);
        net.notify(tp, SockEvent.Kind.WROTE, tp.sendQueue.end() | (tp.roomTold ? SockEvent.ROOM : 0));
    }

    private static boolean silent(TcpSock tp) {
        return tp.dead || tp.sndShutdown || !tp.announced;
    }

    /** What may be written in all; news only when they are worth a wake-up. */
    private static void credit(TcpNet net, TcpSock tp, boolean always) {
        long buffer = (long) sndbuf(net, tp) + Math.min(GSO_MAX_SIZE, Math.max(tp.maxWindow >> 1, tp.mssCache));
        long limit = tp.sendQueue.base() + buffer;
        long gain = limit - tp.announcedSpace;
        boolean starved = tp.sendQueue.end() >= tp.announcedSpace && gain > 0;
        if (always || starved || gain >= buffer / 3) {
            tp.announcedSpace = Math.max(limit, tp.announcedSpace);
            net.notify(tp, SockEvent.Kind.WRITE_SPACE, tp.announcedSpace);
        }
    }
}
