package io.rxpath.tcp.core.input;

import io.rxpath.skb.TcpHeader;
import io.rxpath.skb.TcpOptions;
import io.rxpath.tcp.core.sock.AccEcn;
import io.rxpath.tcp.core.sock.RequestSock;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSkbCb;
import io.rxpath.tcp.core.sock.TcpSock;

/**
 * Accurate ECN (RFC 9768) of what comes in: the handshake and the counters of marks.
 *
 * <p>Linux 6.18 has all of this but its tcp_ecn stops at 2. There a connection comes to it only as a client that asks
 * for classic ECN and gets a SYN-ACK of accurate ECN; such ones follow 6.18. With tcp_ecn 3 to 5, which later kernels
 * take, the rules that those have added hold, too ({@link AccEcn#negotiated}).
 *
 * <p>Kernel: include/net/tcp_ecn.h tcp_accecn_third_ack(), tcp_accecn_option_init(), tcp_ecn_received_counters(),
 * tcp_ecn_rcv_synack(), tcp_ecn_rcv_syn(); net/ipv4/tcp_minisocks.c tcp_ecn_openreq_child().
 */
public final class TcpAccecn {
    /** The flags AE, CWR and ECE. */
    public static final int FLAGS = TcpHeader.AE | TcpHeader.CWR | TcpHeader.ECE;

    /** TCP_ACCECN_CEP_INIT_OFFSET: the ACE field counts from here. */
    public static final int CEP_INIT_OFFSET = 5;

    /** TCP_ACCECN_CEP_ACE_MASK. */
    public static final int ACE_MASK = 7;

    /** ECE and CWR, which ask for classic ECN. */
    private static final int ASKS_CLASSIC = 3;

    /** Marks by the ACE field that reports that of a SYN or SYN-ACK. */
    private static final int[] SYN_ECT = {
        AccEcn.ECT_0, AccEcn.ECT_1, AccEcn.NOT_ECT, AccEcn.ECT_1, AccEcn.ECT_0, AccEcn.ECT_1, AccEcn.CE, AccEcn.ECT_1
    };

    /** The reserved flags in the header's word, and AE. */
    private static final int RES1_AND_AE = 0x0f00_0000;

    private static final int PENDING_MAX = 15;
    /** An option goes out at least whenever a counter has grown so far: bits that change. */
    private static final int BYTES_MASK = ~0 << 22;

    private TcpAccecn() {}

    /** tcp_accecn_ace(): AE, CWR and ECE as a number, 0..7. */
    public static int ace(TcpSkbCb cb) {
        return cb.flags >> 6 & ACE_MASK;
    }

    /** tcp_accecn_syn_requested(): a SYN with these flags asks for accurate ECN. */
    static boolean synRequested(int ace) {
        return ace != 0 && ace != ASKS_CLASSIC;
    }

    /** tcp_accecn_option_init(): what the first option of the peer is worth; counters do not start at zero. */
    static int optionInit(TcpOptions opt) {
        if (opt.accEcnFields == 0) {
            return AccEcn.OPT_EMPTY_SEEN;
        }
        boolean zeroed = opt.accEcn[0] == 0 || opt.accEcnFields == 3 && opt.accEcn[2] == 0;
        return zeroed ? AccEcn.OPT_FAIL_SEEN : AccEcn.OPT_COUNTER_SEEN;
    }

    /** True if the segment has an option that may tell whether options get through. */
    private static boolean newOption(int sawOpt, TcpSkbCb cb) {
        return cb.opt.accEcnKind != 0 && sawOpt < AccEcn.OPT_COUNTER_SEEN;
    }

    /** Notes what the segment's option says about options, if that is not known yet. */
    public static boolean sawOption(AccEcn a, TcpSkbCb cb) {
        boolean fresh = newOption(a.sawOpt, cb);
        if (fresh) {
            a.sawOption(optionInit(cb.opt));
        }
        return fresh;
    }

    /** tcp_accecn_validate_syn_feedback(): false if the mark reported cannot have become of the one sent. */
    private static boolean validateSynFeedback(TcpNet net, AccEcn a, int ace, int sentEct) {
        int ect = SYN_ECT[ace];
        if (!net.settings.ecn().fallback() || ect == sentEct) {
            return true;
        }
        if (sentEct == AccEcn.NOT_ECT || ect == AccEcn.NOT_ECT || sentEct == AccEcn.CE) {
            a.failMode |= AccEcn.ACE_FAIL_RECV;
            return false;
        }
        return true;
    }

    /** tcp_accecn_third_ack(): the ACK that ends the handshake tells how our SYN-ACK has arrived. */
    static void thirdAck(TcpNet net, TcpSock tp, TcpSkbCb cb, int sentEct) {
        AccEcn a = tp.accEcn;
        int ace = ace(cb);
        switch (ace) {
            case 0 -> a.failMode |= AccEcn.ACE_FAIL_RECV;
            case 1, 5, 7 -> {
                // Unused but legal.
            }
            default -> {
                boolean first = !cb.hasSequence() && cb.opt.sackCount == 0;
                if (first && validateSynFeedback(net, a, ace, sentEct) && SYN_ECT[ace] == AccEcn.CE) {
                    a.deliveredCe = Math.max(a.deliveredCe, 1);
                }
            }
        }
    }

    /** tcp_ecn_openreq_child(): the mode of a connection that a listener has made. */
    static void openreqChild(TcpNet net, TcpSock tp, RequestSock req, TcpSkbCb cb) {
        if (!req.accEcnOk) {
            tp.ecnOk = req.ecnOk;
            return;
        }
        AccEcn a = tp.accEcn;
        a.on = true;
        a.negotiated = true;
        a.synEctSnt = req.synEctSnt;
        thirdAck(net, tp, cb, req.synEctSnt);
        a.sawOpt = req.sawAccEcnOpt;
        a.failMode |= req.accEcnFailMode & (AccEcn.ACE_FAIL_SEND | AccEcn.ACE_FAIL_RECV);
        a.prevEcnField = req.synEctRcv;
        a.optDemand = 1;
        receivedCounters(tp, cb);
    }

    /** tcp_ecn_received_counters(): each segment that is looked at in ESTABLISHED counts, whatever the mode. */
    static void receivedCounters(TcpSock tp, TcpSkbCb cb) {
        AccEcn a = tp.accEcn;
        int mark = cb.ecn;
        boolean ce = mark == AccEcn.CE;
        if (mark != AccEcn.NOT_ECT) {
            if (!tp.ecnOk) {
                tp.ecnSeen = true;
            }
            int segs = ce ? Math.max(1, cb.segs) : 0;
            a.receivedCe += segs;
            a.receivedCePending = Math.min(a.receivedCePending + segs, PENDING_MAX);
            if (cb.len > 0) {
                int old = a.receivedBytes[mark - 1];
                a.receivedBytes[mark - 1] += cb.len;
                a.minlen = Math.max(a.minlen, optField(mark));
                if (((a.receivedBytes[mark - 1] ^ old) & BYTES_MASK) != 0) {
                    a.demandOption(1);
                }
            }
        }
        boolean edge = a.prevEcnField != mark;
        if (!edge && !ce) {
            return;
        }
        a.prevEcnField = mark;
        if (a.on) {
            if (edge) {
                tp.ackPending |= TcpSock.ACK_NOW;
            }
            // Two, so that the second tells the mark without doubt.
            a.optDemand = 2;
        }
    }

    /** tcp_ecnfield_to_accecn_optfield(): counters an option needs to have this mark's. */
    private static int optField(int mark) {
        return switch (mark) {
            case AccEcn.ECT_1 -> 1;
            case AccEcn.CE -> 2;
            default -> 3;
        };
    }

    /** tcp_ecn_rcv_synack(): the mode of a connection of our own. */
    static void rcvSynack(TcpNet net, TcpSock tp, TcpSkbCb cb) {
        AccEcn a = tp.accEcn;
        if (!tp.ecnOk && !a.pending) {
            return;
        }
        boolean pending = a.pending;
        a.pending = false;
        int ace = ace(cb);
        switch (ace) {
            case 0, 7 -> tp.ecnOk = false;
            case 1 -> tp.ecnOk = true;
            case 5 -> {
                // Reserved. To a SYN of classic ECN it means that, too.
                if (pending) {
                    accurate(tp, cb);
                    countSynack(a, cb, true);
                }
            }
            default -> {
                accurate(tp, cb);
                countSynack(a, cb, cb.ecn == AccEcn.CE && validateSynFeedback(net, a, ace, a.synEctSnt));
            }
        }
    }

    private static void accurate(TcpSock tp, TcpSkbCb cb) {
        AccEcn a = tp.accEcn;
        tp.ecnOk = false;
        a.on = true;
        a.synEctRcv = cb.ecn;
        if (sawOption(a, cb)) {
            a.optDemand = 2;
        }
    }

    private static void countSynack(AccEcn a, TcpSkbCb cb, boolean valid) {
        if (valid && cb.ecn == AccEcn.CE) {
            a.receivedCe++;
            a.receivedCePending++;
        }
    }

    /** tcp_ecn_rcv_syn(): the peer's SYN when both have connected at once. */
    static void rcvSyn(TcpSock tp, TcpSkbCb cb) {
        AccEcn a = tp.accEcn;
        int ace = ace(cb);
        if (a.pending) {
            a.pending = false;
            if (synRequested(ace)) {
                a.synEctRcv = cb.ecn;
                a.prevEcnField = cb.ecn;
                a.on = true;
            } else {
                tp.ecnOk = true;
            }
        }
        tp.ecnOk &= (ace & ASKS_CLASSIC) == ASKS_CLASSIC;
    }

    /** tcp_ecn_create_request(): what a SYN asks for and this host does. */
    static void createRequest(TcpNet net, RequestSock req, TcpSkbCb cb) {
        int tcpEcn = net.settings.options().ecn();
        int ace = ace(cb);
        if (synRequested(ace) && net.settings.options().acceptsAccEcn()) {
            req.ecnOk = true;
            req.accEcnOk = true;
            req.synEctRcv = cb.ecn;
            return;
        }
        // Classic ECN forbids marks on a SYN, later kinds do not.
        boolean mayBeMarked = cb.ecn == AccEcn.NOT_ECT || (cb.flagWord & RES1_AND_AE) != 0;
        req.ecnOk = tcpEcn != 0 && (ace & ASKS_CLASSIC) == ASKS_CLASSIC && mayBeMarked;
    }

    /** A SYN came again: the last mark counts; without flags, the path takes them away. */
    static void repeatedSyn(RequestSock req, TcpSkbCb cb) {
        if (req.accEcnOk) {
            req.synEctRcv = cb.ecn;
            if (ace(cb) == 0) {
                req.accEcnFailMode |= AccEcn.ACE_FAIL_RECV;
            }
        }
    }

    /** A SYN-ACK went out again; two in vain, and it had no flags. */
    static void synackRepeated(RequestSock req) {
        if (req.accEcnOk && req.numRetrans > 1) {
            req.accEcnFailMode |= AccEcn.ACE_FAIL_SEND;
        }
    }

    /** An option on the ACK of a SYN-ACK. */
    static void requestAcked(RequestSock req, TcpSkbCb cb) {
        if (req.accEcnOk && newOption(req.sawAccEcnOpt, cb)) {
            req.sawAccEcnOpt = optionInit(cb.opt);
            if (req.sawAccEcnOpt == AccEcn.OPT_FAIL_SEEN) {
                req.accEcnFailMode |= AccEcn.OPT_FAIL_RECV;
            }
        }
    }

    /** A SYN on a connection that there is: true if the answer must report its mark. */
    static boolean synInWindow(TcpSock tp, TcpSkbCb cb) {
        AccEcn a = tp.accEcn;
        if (!a.on) {
            return false;
        }
        if (a.negotiated) {
            a.synEctRcv = cb.ecn;
        }
        if (sawOption(a, cb)) {
            a.demandOption(1);
        }
        return true;
    }

    /** tcp_rcv_spurious_retrans(): the answer with the option was lost, the one before too. */
    public static void spuriousRetrans(TcpSock tp, TcpSkbCb cb) {
        AccEcn a = tp.accEcn;
        if (a.on && a.negotiated && a.optSentWithDsack && cb.seq == tp.sacks.dsackStart) {
            a.failMode |= AccEcn.OPT_FAIL_SEND;
        }
    }

    /** cookie_accecn_ok(): the ACK of a cookie says what was negotiated. */
    static boolean cookieOk(TcpSkbCb cb) {
        return ace(cb) > 1;
    }

    /** tcp_accecn_reflector_flags(), tcp_accecn_echo_syn_ect(): flags that report the mark of a SYN or SYN-ACK. */
    public static int reflectorFlags(int ect) {
        int ace = switch (ect) {
            case AccEcn.NOT_ECT -> 2;
            case AccEcn.ECT_1 -> 3;
            case AccEcn.ECT_0 -> 4;
            default -> 6;
        };
        return ace << 6;
    }
}
