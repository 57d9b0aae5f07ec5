package io.rxpath.tcp.core.input;

import io.rxpath.skb.TcpHeader;
import io.rxpath.tcp.core.sock.TcpSock;

/**
 * The prediction of the next header.
 *
 * <p>Kernel: include/net/tcp.h __tcp_fast_path_on(), tcp_fast_path_check().
 */
public final class TcpFastPath {
    /** All bits of the flag word but the reserved ones and PSH (TCP_HP_BITS). */
    static final int HP_BITS = ~(0x0e00_0000 | TcpHeader.PSH << 16);

    private TcpFastPath() {}

    /** Expects an ACK with the present window, header length and, with accurate ECN, counter of marks. */
    public static void on(TcpSock tp) {
        int ace = tp.accEcn.on ? tp.accEcn.deliveredCe + TcpAccecn.CEP_INIT_OFFSET & TcpAccecn.ACE_MASK : 0;
        tp.predFlags = tp.tcpHeaderLen << 26 | ace << 22 | TcpHeader.ACK << 16 | tp.sndWnd >> tp.sndWscale;
    }

    /** Switches prediction on if nothing speaks against it. */
    public static void check(TcpSock tp) {
        if (tp.ooo.isEmpty() && tp.rcvWnd != 0 && tp.rmemAlloc < tp.rcvbuf && !tp.urgData) {
            on(tp);
        }
    }
}
