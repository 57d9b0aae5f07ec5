package io.rxpath.tcp.core.ack;

import io.rxpath.skb.TcpOptions;
import io.rxpath.tcp.core.input.TcpAccecn;
import io.rxpath.tcp.core.input.TcpFastPath;
import io.rxpath.tcp.core.sock.AccEcn;
import io.rxpath.tcp.core.sock.AckSample;
import io.rxpath.tcp.core.sock.TcpSkbCb;
import io.rxpath.tcp.core.sock.TcpSock;

/**
 * How many of our segments have arrived with CE, by the ACE field and the option of an acknowledgment. The field counts
 * modulo 8: after a big acknowledgment the option, and then caution, says how often it went round.
 *
 * <p>Kernel: net/ipv4/tcp_input.c tcp_accecn_process_option(), __tcp_accecn_process(), tcp_accecn_process();
 * include/net/tcp_ecn.h tcp_update_ecn_bytes(). The average of segments per acknowledgment is of later kernels than 6.18
 * ("tcp: accecn: try to avoid safer when ACKs are thinned").
 */
final class TcpAccecnProcess {
    /** TCP_ACCECN_ACE_MAX_DELTA: so many marks unreported want an ACK at once. */
    private static final int ACE_MAX_DELTA = 6;
    /** Without an option until then, a counter could have gone round unseen. */
    private static final long TOO_LATE = (1 << 23) - 1;

    private static final int EWMA_WEIGHT = 6;
    private static final int EWMA_PREC = 6;
    private static final int ACK_COMP_THRESH = 4;
    /** TCP_ACCECN_SAFETY_SHIFT. */
    private static final int SAFETY_SHIFT = 1;

    private static final int[] ORDER_0 = {AccEcn.ECT_0, AccEcn.CE, AccEcn.ECT_1};
    private static final int[] ORDER_1 = {AccEcn.ECT_1, AccEcn.CE, AccEcn.ECT_0};

    private TcpAccecnProcess() {}

    /**
     * Segments newly known to have arrived with CE; the sample gets the flag ECE if there are any.
     *
     * @param delivered segments this acknowledgment has delivered
     * @param slow the header was not predicted
     */
    static int process(TcpSock tp, TcpSkbCb cb, AckSample ack, int delivered, boolean slow) {
        if (!tp.accEcn.on) {
            return 0;
        }
        int delta = delta(tp, cb, ack, delivered, slow);
        if (delta > 0) {
            tp.accEcn.deliveredCe += delta;
            ack.flags |= AckSample.ECE;
            if (tp.predFlags != 0) {
                TcpFastPath.on(tp);
            }
        }
        return Math.max(0, delta);
    }

    private static int delta(TcpSock tp, TcpSkbCb cb, AckSample ack, int delivered, boolean slow) {
        if (!ack.has(AckSample.FORWARD_PROGRESS | AckSample.TS_PROGRESS)) {
            // Overtaken by a later one, or that cannot be told.
            return 0;
        }
        AccEcn a = tp.accEcn;
        int oldCeb = a.deliveredBytes[AccEcn.CE - 1];
        boolean optValid = option(tp, cb, ack.deliveredBytes, slow);
        if (a.negotiated && delivered != 0) {
            average(a, delivered);
        }
        if (!slow && delivered <= TcpAccecn.ACE_MASK || ack.has(AckSample.SYN_ACKED)) {
            return 0;
        }
        if (a.receivedCePending >= ACE_MAX_DELTA) {
            tp.ackPending |= TcpSock.ACK_NOW;
        }
        int delta = TcpAccecn.ace(cb) - TcpAccecn.CEP_INIT_OFFSET - a.deliveredCe & TcpAccecn.ACE_MASK;
        if (delivered <= TcpAccecn.ACE_MASK) {
            return delta;
        }
        int safe = delivered - (delivered - delta & TcpAccecn.ACE_MASK);
        if (optValid) {
            int ceb = a.deliveredBytes[AccEcn.CE - 1] - oldCeb;
            return byBytes(tp, delta, safe, ceb, delivered, ack.deliveredBytes);
        }
        boolean thinned = a.negotiated && a.pktsAckedEwma > ACK_COMP_THRESH << EWMA_PREC;
        return thinned ? delta : safe;
    }

    /** The bytes that came with CE say which of the numbers of segments is likely. */
    private static int byBytes(TcpSock tp, int delta, int safe, int ceb, int delivered, int deliveredBytes) {
        if (ceb == 0) {
            return delta;
        }
        boolean known = tp.sackOk || tp.caState == TcpSock.CA_OPEN || tp.caState == TcpSock.CA_CWR;
        if (delivered >= (TcpAccecn.ACE_MASK + 1) * 2 && known) {
            if (Integer.compareUnsigned(deliveredBytes, ceb) <= 0) {
                return safe;
            }
            long product = (ceb & 0xffff_ffffL) * delivered;
            int estimate = (int) ((product + deliveredBytes - 1) / deliveredBytes);
            return Math.min(safe, delta + (estimate & ~TcpAccecn.ACE_MASK));
        }
        if (Integer.compareUnsigned(ceb, delta * tp.mssCache) > 0) {
            return safe;
        }
        return Integer.compareUnsigned(ceb, safe * tp.mssCache >>> SAFETY_SHIFT) < 0 ? delta : safe;
    }

    private static void average(AccEcn a, int delivered) {
        int now = delivered << EWMA_PREC;
        int ewma = a.pktsAckedEwma;
        a.pktsAckedEwma = Math.min(ewma == 0 ? now : (ewma << EWMA_WEIGHT) - ewma + now >> EWMA_WEIGHT, 0xffff);
    }

    /** tcp_accecn_process_option(): true if the byte counters may be believed. */
    private static boolean option(TcpSock tp, TcpSkbCb cb, int deliveredBytes, boolean slow) {
        AccEcn a = tp.accEcn;
        if (a.failed(AccEcn.OPT_FAIL_RECV)) {
            return false;
        }
        if (!slow || cb.opt.accEcnKind == 0) {
            if (a.sawOpt == AccEcn.OPT_NOT_SEEN) {
                if (tp.bytesSent >= TOO_LATE) {
                    a.sawOption(AccEcn.OPT_FAIL_SEEN);
                }
                return false;
            }
            if (a.estEcnField == 0) {
                return false;
            }
            a.deliveredBytes[a.estEcnField - 1] += deliveredBytes;
            return true;
        }
        TcpOptions opt = cb.opt;
        TcpAccecn.sawOption(a, cb);
        int estimated = a.estEcnField;
        boolean valid = estimated != 0;
        boolean ambiguous = false;
        boolean changed = false;
        int[] order = opt.accEcnKind == TcpOptions.KIND_ACCECN1 ? ORDER_1 : ORDER_0;
        for (int i = 0; i < opt.accEcnFields; i++) {
            int mark = order[i];
            int delta = update(a.deliveredBytes, mark, opt.accEcn[i]);
            if (delta < 0) {
                valid = false;
                ambiguous = true;
            }
            if (delta != 0 && mark != estimated) {
                if (changed) {
                    valid = false;
                    ambiguous = true;
                } else {
                    a.estEcnField = mark;
                    changed = true;
                }
            }
        }
        if (ambiguous) {
            a.estEcnField = 0;
        }
        return valid;
    }

    /** tcp_update_ecn_bytes(): the counter of 24 bits; how far it has moved, back if an estimate was too high. */
    private static int update(int[] counters, int mark, int wire) {
        int start = mark == AccEcn.CE ? 0 : 1;
        int delta = (wire - start - counters[mark - 1]) << 8 >> 8;
        counters[mark - 1] += delta;
        return delta;
    }
}
