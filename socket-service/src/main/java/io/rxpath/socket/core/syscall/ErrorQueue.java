package io.rxpath.socket.core.syscall;

import io.rxpath.skb.SockCommand;
import io.rxpath.skb.SockEvent;
import io.rxpath.skb.SockOption;
import java.util.ArrayDeque;
import java.util.List;

/**
 * What recvmsg() gets with MSG_ERRQUEUE: when bytes were sent and acknowledged (SO_TIMESTAMPING), and that memory of
 * MSG_ZEROCOPY is free. The copy of the packet that comes with a time stamp is not kept.
 *
 * <p>Kernel: net/core/skbuff.c __skb_complete_tx_timestamp(), __msg_zerocopy_callback(), skb_zerocopy_notify_extend();
 * net/core/sock.c sock_set_timestamping(); net/ipv4/ip_sockglue.c ip_recv_error().
 */
final class ErrorQueue {
    static final int MSG_TRUNC = 0x20;
    static final int MSG_ERRQUEUE = 0x2000;

    private static final int TX_SOFTWARE = 2;
    private static final int SOFTWARE = 16;
    private static final int OPT_ID = 128;
    private static final int TX_SCHED = 256;
    private static final int TX_ACK = 512;
    private static final int OPT_TSONLY = 2048;
    private static final int OPT_ID_TCP = 1 << 16;
    private static final int ENOMSG = 42;
    private static final int ORIGIN_TIMESTAMPING = 4;
    private static final int ORIGIN_ZEROCOPY = 5;
    private static final int CODE_ZEROCOPY_COPIED = 1;
    private static final int IP_RECVERR = 11;
    private static final int IPV6_RECVERR = 25;
    private static final long WHAT = 3L << 60;

    /** One message: of a time stamp its time, epoch ns, else -1; its number, or the numbers from low to high. */
    private record Entry(int origin, int code, int low, int high, long nanos) {
        boolean zerocopy() {
            return origin == ORIGIN_ZEROCOPY;
        }
    }

    private final TcpSocket s;
    private final ArrayDeque<Entry> queue = new ArrayDeque<>(0);
    /** Offset of the last byte of each call with MSG_ZEROCOPY that is under way. */
    private final ArrayDeque<Long> calls = new ArrayDeque<>(0);
    /** Number of the first of them. */
    private int firstCall;
    /** Offset that counts as 0 in time stamps (sk_tskey). */
    private long tskey;

    ErrorQueue(TcpSocket s) {
        this.s = s;
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    private int flags() {
        Integer flags = s.options.number(SockOption.SOL_SOCKET, SockOption.SO_TIMESTAMPING);
        return flags == null ? 0 : flags;
    }

    /** SO_TIMESTAMPING is set: 0, or EINVAL for OPT_ID on a stream that has no numbers yet. */
    int timestamping(int value) {
        if ((value & OPT_ID) == 0 || (flags() & OPT_ID) != 0) {
            return 0;
        }
        if (s.state == TcpSocket.State.CLOSE || s.state == TcpSocket.State.LISTEN) {
            return -Errno.EINVAL;
        }
        long unacked = s.process.kernel.tcpInfo(s.cookie, s.sk.flow).getOrDefault("SIOCOUTQ", 0L);
        tskey = (value & OPT_ID_TCP) != 0 ? s.written : s.written - unacked;
        return 0;
    }

    /** Flags of a WRITE for what SO_TIMESTAMPING asks to know. */
    long noteFlags() {
        int flags = flags();
        return ((flags & TX_SCHED) != 0 ? SockCommand.TX_SCHED : 0)
                | ((flags & TX_SOFTWARE) != 0 ? SockCommand.TX_SOFTWARE : 0)
                | ((flags & TX_ACK) != 0 ? SockCommand.TX_ACK : 0);
    }

    /** A call has written up to {@code end}; {@code word} is the value of its last command. */
    void sent(long word, long end) {
        if ((word & SockCommand.ZEROCOPY) != 0) {
            calls.add(end - 1);
        }
    }

    /** TX_NOTE: true if there is news. */
    boolean note(long value, long now) {
        long offset = value & ~WHAT;
        long what = value & WHAT;
        if (what == SockEvent.TX_ZEROCOPY) {
            Long call = calls.peek();
            if (call == null || call > offset) {
                return false;
            }
            calls.poll();
            free(firstCall++);
            return true;
        }
        if ((flags() & SOFTWARE) == 0) {
            return false;
        }
        int info = what == SockEvent.TX_SCHED ? 1 : what == SockEvent.TX_SOFTWARE ? 0 : 2;
        int key = (flags() & OPT_ID) != 0 ? (int) (offset - tskey) : 0;
        queue.add(new Entry(ORIGIN_TIMESTAMPING, 0, info, key, now));
        return true;
    }

    /** Numbers that follow each other are one message. */
    private void free(int number) {
        Entry tail = queue.peekLast();
        if (tail != null && tail.zerocopy() && tail.high + 1 == number) {
            queue.pollLast();
            queue.add(new Entry(ORIGIN_ZEROCOPY, CODE_ZEROCOPY_COPIED, tail.low, number, -1));
        } else {
            queue.add(new Entry(ORIGIN_ZEROCOPY, CODE_ZEROCOPY_COPIED, number, number, -1));
        }
    }

    /** recvmsg() with MSG_ERRQUEUE: a message, which has no bytes; EAGAIN if there is none. */
    int receive(MsgHdr msg) {
        Entry entry = queue.peek();
        if (entry == null) {
            return -Errno.EAGAIN;
        }
        boolean packet = !entry.zerocopy() && (flags() & OPT_TSONLY) == 0;
        if (packet && msg.length() > 0) {
            // The kernel would give the packet.
            return -Errno.EOPNOTSUPP;
        }
        queue.poll();
        msg.flags |= MSG_ERRQUEUE | (packet ? MSG_TRUNC : 0);
        if (!entry.zerocopy()) {
            List<Long> time = List.of(entry.nanos / 1_000_000_000L, entry.nanos % 1_000_000_000L);
            msg.control.add(new MsgHdr.Cmsg(SockOption.SOL_SOCKET, SockOption.SO_TIMESTAMPING, 0, time));
        }
        boolean v4 = s.family == SockAddr.AF_INET;
        msg.control.add(new MsgHdr.Cmsg(
                v4 ? SockOption.SOL_IP : SockOption.SOL_IPV6, v4 ? IP_RECVERR : IPV6_RECVERR, 0, extended(entry)));
        return 0;
    }

    /** struct sock_extended_err: ee_errno, ee_origin, ee_type, ee_code, ee_info, ee_data. */
    private static List<Long> extended(Entry e) {
        long errno = e.zerocopy() ? 0 : ENOMSG;
        return List.of(errno, (long) e.origin, 0L, (long) e.code, e.low & 0xffff_ffffL, e.high & 0xffff_ffffL);
    }
}
