package io.rxpath.ip.core.conntrack;

import io.rxpath.ip.core.conntrack.NfConnTcp.Seen;
import io.rxpath.skb.Seq;
import io.rxpath.skb.TcpHeader;
import io.rxpath.skb.TcpOptions;

/**
 * Is a segment in the window that the other side has offered, as far as a middle box can know (kernel
 * net/netfilter/nf_conntrack_proto_tcp.c tcp_in_window(), tcp_options(), tcp_sack(), tcp_init_sender())? The bounds are those of
 * Guido van Rooij's "Real Stateful TCP Packet Filtering in IP Filter".
 */
final class TcpWindow {
    enum Result {
        /** Let it pass as part of the connection, but learn nothing from it. */
        IGNORE,
        INVALID,
        ACCEPT
    }

    private static final int MAX_ACK_WINDOW = 66000;
    private static final int NOP = 1;
    private static final int WINDOW_SCALE = 3;
    private static final int LENGTH_WINDOW_SCALE = 3;
    private static final int SACK_PERMITTED = 4;
    private static final int LENGTH_SACK_PERMITTED = 2;
    private static final int SACK = 5;
    private static final int LENGTH_SACK_BASE = 2;
    private static final int LENGTH_SACK_BLOCK = 8;

    private TcpWindow() {}

    /** Sequence number behind the segment, SYN and FIN counted (segment_seq_plus_len()). */
    static int end(TcpHeader th, int tcpLength) {
        return th.seq() + tcpLength - th.headerLength() + (th.syn() ? 1 : 0) + (th.fin() ? 1 : 0);
    }

    /**
     * Judges the segment and, if it is accepted, learns from it.
     *
     * @param a the buffer
     * @param at the TCP header in it, linear with its options
     * @param tcpLength bytes of header and data
     * @param dir its direction, 0 original
     * @param index its kind
     * @param liberal nf_conntrack_tcp_be_liberal
     */
    static Result inWindow(NfConnTcp tcp, byte[] a, int at, int tcpLength, int dir, int index, boolean liberal) {
        TcpHeader th = new TcpHeader(a, at);
        Seen sender = tcp.seen[dir];
        Seen receiver = tcp.seen[1 - dir];
        int seq = th.seq();
        int ack = th.ackSeq();
        int sack = (receiver.flags & NfConnTcp.SACK_PERM) != 0 ? highestSack(a, at, ack) : ack;
        int win = th.window();
        int end = end(th, tcpLength);
        boolean syn = th.syn();

        if (sender.maxWin == 0) {
            if (syn) {
                initSender(sender, receiver, a, at, end, win, dir);
                if (!th.ack()) {
                    return Result.ACCEPT; // simultaneous open
                }
            } else {
                pickUp(sender, receiver, sack, win, end);
            }
        } else if (syn
                && Seq.after(end, sender.end)
                && (tcp.state == TcpConntrack.SYN_SENT || tcp.state == TcpConntrack.SYN_RECV)) {
            initSender(sender, receiver, a, at, end, win, dir);
            if (dir == 1 && !th.ack()) {
                return Result.ACCEPT;
            }
        }
        // No acknowledgment, or a reset of a stack that sets ACK but leaves the number 0: take it for a good one.
        if (!th.ack() || (th.rst() && ack == 0)) {
            ack = receiver.end;
            sack = ack;
        }
        if (th.rst() && seq == 0 && tcp.state == TcpConntrack.SYN_SENT) {
            seq = sender.end; // answers a SYN
            end = seq;
        }
        boolean forgiving = liberal || (sender.flags & NfConnTcp.BE_LIBERAL) != 0;
        Result outside = bounds(sender, receiver, seq, end, sack);
        if (outside != Result.ACCEPT) {
            return forgiving ? Result.ACCEPT : outside;
        }
        learn(sender, receiver, th, win, ack, sack, end);
        if (index == TcpTransitions.ACK) {
            retransmission(tcp, dir, seq, ack, end, th.window());
        }
        return Result.ACCEPT;
    }

    /** In the middle of a connection: what came before is not known. */
    private static void pickUp(Seen sender, Seen receiver, int sack, int win, int end) {
        sender.end = end;
        sender.maxWin = Math.max(1, win << sender.scale);
        sender.maxEnd = end + sender.maxWin;
        if (receiver.maxWin == 0) {
            receiver.end = sack;
            receiver.maxEnd = sack;
        } else if (sack == receiver.end + 1) {
            receiver.end++; // answers a keepalive
        }
    }

    private static Result bounds(Seen sender, Seen receiver, int seq, int end, int sack) {
        int ackWindow = Integer.compareUnsigned(sender.maxWin, MAX_ACK_WINDOW) > 0 ? sender.maxWin : MAX_ACK_WINDOW;
        boolean ackLow = !Seq.after(sack, receiver.end - ackWindow - 1);
        boolean ackHigh = !Seq.before(sack, receiver.end + 1);
        boolean endLow = !Seq.after(end, sender.end - receiver.maxWin - 1);
        if (!Seq.before(seq, sender.maxEnd + 1)) {
            int overshot = end - sender.maxEnd + 1;
            if (receiver.maxWin != 0
                    && !endLow
                    && !ackLow
                    && Integer.compareUnsigned(overshot, receiver.maxWin) <= 0
                    && !ackHigh) {
                // More than was offered, but the peer may take it and acknowledge it.
                sender.end = end;
                sender.flags |= NfConnTcp.DATA_UNACKNOWLEDGED;
                return Result.IGNORE;
            }
            return Result.INVALID;
        }
        if (ackHigh) {
            return Result.INVALID;
        }
        return receiver.maxWin != 0 && endLow || ackLow ? Result.IGNORE : Result.ACCEPT;
    }

    private static void learn(Seen sender, Seen receiver, TcpHeader th, int rawWin, int ack, int sack, int end) {
        int win = th.syn() ? rawWin : rawWin << sender.scale;
        int offered = win + (sack - ack);
        if (Integer.compareUnsigned(sender.maxWin, offered) < 0) {
            sender.maxWin = offered;
        }
        if (Seq.after(end, sender.end)) {
            sender.end = end;
            sender.flags |= NfConnTcp.DATA_UNACKNOWLEDGED;
        }
        if (th.ack()) {
            if ((sender.flags & NfConnTcp.MAXACK_SET) == 0) {
                sender.maxAck = ack;
                sender.flags |= NfConnTcp.MAXACK_SET;
            } else if (Seq.after(ack, sender.maxAck)) {
                sender.maxAck = ack;
            }
        }
        if (receiver.maxWin != 0 && Seq.after(end, sender.maxEnd)) {
            receiver.maxWin += end - sender.maxEnd;
        }
        if (Seq.after(sack + win, receiver.maxEnd - 1)) {
            receiver.maxEnd = sack + win + (win == 0 ? 1 : 0);
        }
        if (ack == receiver.end) {
            receiver.flags &= ~NfConnTcp.DATA_UNACKNOWLEDGED;
        }
    }

    private static void retransmission(NfConnTcp tcp, int dir, int seq, int ack, int end, int win) {
        if (tcp.lastDir == dir
                && tcp.lastSeq == seq
                && tcp.lastAck == ack
                && tcp.lastEnd == end
                && tcp.lastWin == win) {
            tcp.retrans++;
            return;
        }
        tcp.lastDir = dir;
        tcp.lastSeq = seq;
        tcp.lastAck = ack;
        tcp.lastEnd = end;
        tcp.lastWin = win;
        tcp.retrans = 0;
    }

    /** The first SYN of a side. Scaling counts only if both offer it (RFC 7323 section 2.2). */
    private static void initSender(Seen sender, Seen receiver, byte[] a, int at, int end, int win, int dir) {
        sender.end = end;
        sender.maxEnd = end;
        sender.maxWin = Math.max(1, win);
        options(a, at, sender);
        boolean both = (sender.flags & receiver.flags & NfConnTcp.WINDOW_SCALE) != 0;
        if (dir == 1 && !both) {
            sender.scale = 0;
            receiver.scale = 0;
        }
    }

    /** Takes window scale and SACK-permitted from a SYN; leaves the state alone if there are no options at all. */
    static void options(byte[] a, int at, Seen state) {
        int length = new TcpHeader(a, at).headerLength() - TcpHeader.LENGTH;
        if (length == 0) {
            return;
        }
        state.scale = 0;
        state.flags &= NfConnTcp.BE_LIBERAL;
        int p = at + TcpHeader.LENGTH;
        int end = p + length;
        while (p < end) {
            int kind = a[p] & 0xff;
            if (kind == NOP) {
                p++;
                continue;
            }
            int size = optionSize(a, p, end);
            if (size == 0) {
                return;
            }
            if (kind == SACK_PERMITTED && size == LENGTH_SACK_PERMITTED) {
                state.flags |= NfConnTcp.SACK_PERM;
            } else if (kind == WINDOW_SCALE && size == LENGTH_WINDOW_SCALE) {
                state.scale = Math.min(a[p + 2] & 0xff, TcpOptions.WINDOW_SCALE_MAX);
                state.flags |= NfConnTcp.WINDOW_SCALE;
            }
            p += size;
        }
    }

    /** Length of the option at {@code p}; 0 if the list ends there, as it should or because it is damaged. */
    private static int optionSize(byte[] a, int p, int end) {
        if (a[p] == 0 || end - p < 2) {
            return 0;
        }
        int size = a[p + 1] & 0xff;
        return size < 2 || size > end - p ? 0 : size;
    }

    /** The highest right edge of the SACK blocks, or {@code ack} if that is higher. */
    private static int highestSack(byte[] a, int at, int ack) {
        int p = at + TcpHeader.LENGTH;
        int end = at + new TcpHeader(a, at).headerLength();
        int highest = ack;
        while (p < end) {
            if (a[p] == NOP) {
                p++;
                continue;
            }
            int size = optionSize(a, p, end);
            if (size == 0) {
                return highest;
            }
            if (a[p] == SACK && size > LENGTH_SACK_BASE && (size - LENGTH_SACK_BASE) % LENGTH_SACK_BLOCK == 0) {
                for (int block = p + LENGTH_SACK_BASE; block < p + size; block += LENGTH_SACK_BLOCK) {
                    // The right edge is the block's second word, as the sequence number is of a header.
                    int right = new TcpHeader(a, block).seq();
                    highest = Seq.after(right, highest) ? right : highest;
                }
                return highest;
            }
            p += size;
        }
        return highest;
    }
}
