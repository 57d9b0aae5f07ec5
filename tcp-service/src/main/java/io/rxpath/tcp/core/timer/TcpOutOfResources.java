package io.rxpath.tcp.core.timer;

import io.rxpath.skb.LinuxMib;
import io.rxpath.tcp.core.input.TcpDone;
import io.rxpath.tcp.core.output.TcpTransmitSkb;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSock;

/**
 * A connection that nobody has open any more is given up when there are too many of its kind, or no memory for it.
 *
 * <p>Kernel: net/ipv4/tcp_timer.c tcp_out_of_resources(); the end of net/ipv4/tcp.c __tcp_close().
 */
public final class TcpOutOfResources {
    private TcpOutOfResources() {}

    /** True if the connection was given up. {@code reset}: the peer hears of it whatever the case. */
    static boolean check(TcpNet net, TcpSock tp, boolean reset) {
        long silent = net.now - tp.lsndtime;
        // Who keeps its window shut for long, or has sent nothing, counts double, and so does a doubtful ICMP message.
        int shift = silent > 2 * TcpTimers.rtoMax(net, tp) || !reset ? 1 : 0;
        shift += tp.errSoft != 0 ? 1 : 0;
        if (!net.memory.checkOom(tp, shift)) {
            return false;
        }
        boolean recent = silent <= net.settings.times().timeWait();
        giveUp(net, tp, reset || recent || tp.sndWnd == 0 && tp.rtx.isEmpty());
        return true;
    }

    /** The program has just closed it. */
    public static void closed(TcpNet net, TcpSock tp) {
        if (!tp.destroyed && net.memory.checkOom(tp, 0)) {
            giveUp(net, tp, true);
        }
    }

    private static void giveUp(TcpNet net, TcpSock tp, boolean reset) {
        if (reset) {
            TcpTransmitSkb.sendActiveReset(net, tp);
        }
        TcpDone.done(net, tp);
        net.linux.inc(LinuxMib.TCP_ABORT_ON_MEMORY);
    }
}
