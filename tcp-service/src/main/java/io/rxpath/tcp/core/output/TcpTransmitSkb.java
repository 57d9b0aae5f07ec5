package io.rxpath.tcp.core.output;

import io.rxpath.skb.AccEcnOption;
import io.rxpath.skb.FlowKey;
import io.rxpath.skb.InternetChecksum;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.IpSummed;
import io.rxpath.skb.LinuxMib;
import io.rxpath.skb.Seq;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.TcpHeader;
import io.rxpath.skb.TcpMib;
import io.rxpath.skb.TcpOptionWriter;
import io.rxpath.tcp.core.NetXmit;
import io.rxpath.tcp.core.ack.TcpAckSndCheck;
import io.rxpath.tcp.core.ack.TcpCong;
import io.rxpath.tcp.core.input.TcpAccecn;
import io.rxpath.tcp.core.queue.ReceiveWindow;
import io.rxpath.tcp.core.queue.SackBlocks;
import io.rxpath.tcp.core.sock.SockOpts;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSock;
import io.rxpath.tcp.core.sock.TcpState;

/**
 * Builds and sends one segment of a connection.
 *
 * <p>Kernel: net/ipv4/tcp_output.c __tcp_transmit_skb(), tcp_established_options(), tcp_send_ack(),
 * tcp_send_active_reset().
 */
public final class TcpTransmitSkb {
    /** Room in front for IPv6 and Ethernet headers. */
    private static final int HEADROOM = 96;

    private static final int ECT_0 = 2;
    private static final int MAX_OPTION_SPACE = 40;
    private static final int MAX_URG_PTR = 0xffff;
    private static final int[] NONE = new int[0];

    private TcpTransmitSkb() {}

    /** tcp_send_ack(): an acknowledgment without data, now. */
    public static void sendAck(TcpNet net, TcpSock tp) {
        sendAck(net, tp, false);
    }

    /**
     * tcp_send_ack_reflect_ect(): the same.
     *
     * @param reflect accurate ECN: in place of its counter the ACE field tells the mark of the SYN or SYN-ACK
     */
    public static void sendAck(TcpNet net, TcpSock tp, boolean reflect) {
        if (tp.state() != TcpState.CLOSE) {
            int ace = reflect ? TcpAccecn.reflectorFlags(tp.accEcn.synEctRcv) : 0;
            transmit(net, tp, acceptableSeq(tp), TcpHeader.ACK | ace, 0, false);
        }
    }

    /** tcp_send_active_reset(): gives the connection up towards the peer. */
    public static void sendActiveReset(TcpNet net, TcpSock tp) {
        net.tcp.inc(TcpMib.OUT_RSTS);
        if (transmit(net, tp, acceptableSeq(tp), TcpHeader.RST | TcpHeader.ACK, 0, false)
                .lost()) {
            net.linux.inc(LinuxMib.TCP_ABORT_FAILED);
        }
    }

    /** tcp_acceptable_seq(): a sequence number inside the peer's window even if it has shrunk it. */
    static int acceptableSeq(TcpSock tp) {
        int wndEnd = tp.wndEnd();
        boolean inside = !Seq.before(wndEnd, tp.sndNxt);
        boolean rounding = tp.wscaleOk && tp.sndNxt - wndEnd < 1 << tp.rcvWscale;
        return inside || rounding ? tp.sndNxt : wndEnd;
    }

    /**
     * Sends a segment of the connection: header, options, window, {@code len} bytes of the stream from {@code seq} on.
     *
     * @param retransmission it was sent before: not marked ECN-capable
     * @return what the device said of it
     */
    static NetXmit transmit(TcpNet net, TcpSock tp, int seq, int tcpFlags, int len, boolean retransmission) {
        int flags = tcpFlags;
        int room = MAX_OPTION_SPACE;
        if (len > 0) {
            // A full segment that is repeated leaves no room for SACK blocks that came up since.
            room = Math.min(room, TcpMss.ofMtu(net, tp.flow) - len);
        }
        int used = tp.tstampOk ? 12 : 0;
        int blocks = sackBlocks(tp, room - used);
        AccEcnOption accEcn = net.accEcn.none();
        if (TcpAccecnSend.wanted(net, tp)) {
            int left = room - used - (blocks > 0 ? 4 + 8 * blocks : 0);
            blocks = TcpAccecnSend.fit(accEcn, tp.accEcn.minlen, left, blocks, blocks > 0 ? 2 : 0);
        }
        TcpAccecnSend.sent(net, tp, accEcn, tp.sacks.dsack);
        int sacks = collectSacks(net, tp, blocks);
        int tos = 0;
        if (tp.accEcn.on) {
            tos = TcpAccecnSend.marks(tp.accEcn) ? ECT_0 : 0;
            if ((flags & TcpAccecn.FLAGS) == 0) {
                flags |= TcpAccecnSend.aceFlags(tp.accEcn);
            }
        } else if (tp.ecnOk) {
            if (len > 0 && !retransmission) {
                tos = ECT_0;
                if (tp.ecnQueueCwr) {
                    tp.ecnQueueCwr = false;
                    flags |= TcpHeader.CWR;
                }
            }
            if (tp.ecnDemandCwr) {
                flags |= TcpHeader.ECE;
            }
        }
        tp.ecnMarked = tos != 0;
        int window = ReceiveWindow.selectAndAdvertise(net, tp);
        int optLen = TcpOptionWriter.length(0, false, -1, tp.tstampOk, sacks)
                + TcpAccecnSend.length(accEcn, sacks > 0 ? 2 : 0);
        SkBuff skb = alloc(TcpHeader.LENGTH + optLen + len);
        int at = skb.put(TcpHeader.LENGTH + optLen + len);
        byte[] a = skb.buf();
        int urgPtr = tp.urgMode() ? urgPtr(tp, seq) : 0;
        header(a, at, tp.flow, seq, tp.rcvNxt, urgPtr == 0 ? flags : flags | TcpHeader.URG, window, optLen);
        new TcpHeader(a, at).urgPtr(urgPtr);
        TcpOptionWriter.write(
                a,
                at + TcpHeader.LENGTH,
                0,
                false,
                -1,
                tp.tstampOk,
                net.tsNow() + tp.tsOff,
                tp.tsRecent,
                sacks,
                net.sackStart,
                net.sackEnd,
                accEcn);
        tp.bytesSent += len;
        if (len > 0) {
            tp.sendQueue.copy(tp.sendOffset(seq), a, at + TcpHeader.LENGTH + optLen, len);
        }
        if ((flags & TcpHeader.ACK) != 0) {
            TcpAckSndCheck.ackSent(net, tp);
        }
        if (len > 0) {
            tp.dataSegsOut++;
            eventDataSent(net, tp);
        }
        tp.segsOut++;
        if (!retransmission) {
            net.tcp.inc(TcpMib.OUT_SEGS);
        }
        return own(net, tp, skb, tos);
    }

    /** A segment of a full socket leaves, which hears at once if the device has no room. */
    static NetXmit own(TcpNet net, TcpSock tp, SkBuff skb, int ecn) {
        socket(skb, tp.opts, tp.boundDev);
        TcpPacing.stamp(net, tp);
        skb.tstamp = tp.pacing.wstamp;
        skb.sender = tp.id;
        NetXmit said = output(net, skb, tp.flow, tp.skbHash, tp.opts.tos | ecn);
        tp.pacing.fq |= net.out.paces();
        if (said != NetXmit.SUCCESS) {
            TcpCong.enterCwr(net, tp);
        }
        return said;
    }

    /** How far behind {@code seq} the urgent data ends, as far as the header can say it; 0 if it does not. */
    private static int urgPtr(TcpSock tp, int seq) {
        if (!Seq.before(seq, tp.sndUp)) {
            return 0;
        }
        if (Seq.before(tp.sndUp, seq + MAX_URG_PTR + 1)) {
            return tp.sndUp - seq;
        }
        return Seq.after(seq + MAX_URG_PTR, tp.sndNxt) ? MAX_URG_PTR : 0;
    }

    /** What __ip_queue_xmit() and ip_build_and_send_pkt() take from the socket besides the TOS. */
    static void socket(SkBuff skb, SockOpts opts, int boundDev) {
        skb.ttl = opts.ttl;
        skb.mark = opts.mark;
        skb.iif = boundDev;
    }

    /** tcp_event_data_sent(): the answer to something just received: the conversation goes both ways. */
    private static void eventDataSent(TcpNet net, TcpSock tp) {
        tp.lsndtime = net.now;
        if (net.now - tp.lrcvtime < tp.ato) {
            tp.pingpong = Math.min(tp.pingpong + 1, 255);
        }
    }

    /** SACK blocks there are that fit into so many bytes of options. */
    private static int sackBlocks(TcpSock tp, int room) {
        if (!tp.sackOk) {
            return 0;
        }
        int all = tp.sacks.count + (tp.sacks.dsack ? 1 : 0);
        return Math.max(0, Math.min(all, Math.min((room - 4) / 8, 4)));
    }

    /** tcp_established_options() without a segment: bytes of options that one would have now. */
    static int optionLength(TcpNet net, TcpSock tp) {
        int blocks = sackBlocks(tp, MAX_OPTION_SPACE - (tp.tstampOk ? 12 : 0));
        int length = TcpOptionWriter.length(0, false, -1, tp.tstampOk, blocks);
        if (!TcpAccecnSend.wanted(net, tp)) {
            return length;
        }
        AccEcnOption accEcn = net.accEcn.none();
        int saving = blocks > 0 ? 2 : 0;
        int left = TcpAccecnSend.fit(accEcn, tp.accEcn.minlen, MAX_OPTION_SPACE - length, blocks, saving);
        return length - 8 * (blocks - left) + TcpAccecnSend.length(accEcn, saving);
    }

    private static int collectSacks(TcpNet net, TcpSock tp, int n) {
        SackBlocks sacks = tp.sacks;
        if (n <= 0) {
            return 0;
        }
        int i = 0;
        if (sacks.dsack) {
            net.sackStart[0] = sacks.dsackStart;
            net.sackEnd[0] = sacks.dsackEnd;
            sacks.dsack = false;
            i = 1;
        }
        for (int block = 0; i < n; i++, block++) {
            net.sackStart[i] = sacks.start[block];
            net.sackEnd[i] = sacks.end[block];
        }
        return n;
    }

    static SkBuff alloc(int length) {
        SkBuff skb = SkBuff.alloc(HEADROOM + length);
        skb.reserve(HEADROOM);
        return skb;
    }

    static void header(byte[] a, int at, FlowKey flow, int seq, int ack, int flags, int window, int optLen) {
        new TcpHeader(a, at)
                .source(flow.localPort())
                .dest(flow.remotePort())
                .seq(seq)
                .ackSeq(ack)
                .doffAndFlags((TcpHeader.LENGTH + optLen) / 4, flags)
                .window(window)
                .checksum(0)
                .urgPtr(0);
    }

    /** A segment that counts as sent; one that goes out again counts as that alone. */
    static NetXmit send(TcpNet net, SkBuff skb, FlowKey flow, int hash, int tos) {
        net.tcp.inc(TcpMib.OUT_SEGS);
        return output(net, skb, flow, hash, tos);
    }

    /** Completes the checksum and hands the segment to IP. */
    static NetXmit output(TcpNet net, SkBuff skb, FlowKey flow, int hash, int tos) {
        int len = skb.len();
        byte[] a = skb.buf();
        long pseudo = flow.isV4()
                ? InternetChecksum.pseudoV4(flow.localV4(), flow.remoteV4(), IpProtocol.TCP, len)
                : InternetChecksum.pseudo(
                        flow.localHi(), flow.localLo(), flow.remoteHi(), flow.remoteLo(), IpProtocol.TCP, len);
        int sum = InternetChecksum.finish(InternetChecksum.partial(a, skb.data(), len, pseudo));
        new TcpHeader(a, skb.data()).checksum(sum);
        skb.resetTransportHeader();
        skb.flow = flow;
        skb.hash = hash;
        skb.l4Hash = true;
        skb.tos = tos;
        skb.gsoPart = net.gsoPart;
        skb.ipSummed = IpSummed.NONE;
        skb.protocol = flow.isV4() ? 0x0800 : 0x86dd;
        return net.out.transmit(skb);
    }

    static int[] none() {
        return NONE;
    }
}
