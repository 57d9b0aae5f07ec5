package io.rxpath.tcp.core.output;

import io.rxpath.skb.FlowKey;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.LinuxMib;
import io.rxpath.tcp.core.input.TcpTimewait;
import io.rxpath.tcp.core.sock.SockCommon;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSock;
import io.rxpath.tcp.core.sock.TcpState;
import io.rxpath.tcp.core.sock.TimewaitSock;
import org.jspecify.annotations.Nullable;

/**
 * What stands in the way of a connection of our own: a connection with its 4-tuple, but for one in TIME_WAIT whose timestamps
 * keep the segments of the two apart (RFC 6191).
 *
 * <p>Kernel: net/ipv4/inet_hashtables.c __inet_hash_connect(), __inet_check_established(), net/ipv4/tcp_ipv4.c tcp_twsk_unique().
 */
public final class TcpTwskUnique {
    private static final int LOOPBACK_IFINDEX = 1;
    private static final long MILLISECOND = 1_000_000L;
    private static final long LOOPBACK_V4 = 127;

    private TcpTwskUnique() {}

    /**
     * __inet_check_established(): true if the 4-tuple is free, or what is left of a connection makes room.
     *
     * @param sk what has the 4-tuple now, or null
     * @param chosen connect() has chosen the port itself, not bind(): TIME_WAIT makes room only if the host's settings let it
     */
    public static boolean free(TcpNet net, @Nullable SockCommon sk, boolean chosen) {
        return sk == null || sk instanceof TimewaitSock tw && unique(net, tw, chosen);
    }

    private static boolean unique(TcpNet net, TimewaitSock tw, boolean chosen) {
        if (tw.tsRecentStamp == 0) {
            return false;
        }
        if (!chosen) {
            return true;
        }
        int reuse = tw.substate == TcpState.FIN_WAIT2 || !tw.portChosen
                ? 0
                : net.settings.receiver().twReuse();
        boolean allowed = reuse == 1 || reuse == 2 && loopback(tw);
        long threshold = tw.entryStamp / MILLISECOND + net.settings.receiver().twReuseDelay();
        return allowed && net.now / MILLISECOND > threshold;
    }

    private static boolean loopback(TimewaitSock tw) {
        FlowKey f = tw.flow;
        return tw.boundDev == LOOPBACK_IFINDEX
                || loopback(f.localHi(), f.localLo())
                || loopback(f.remoteHi(), f.remoteLo());
    }

    private static boolean loopback(long hi, long lo) {
        return IpAddress.isV4(hi, lo) ? (lo >>> 24 & 0xff) == LOOPBACK_V4 : hi == 0 && lo == 1;
    }

    /** The new connection takes over: a sequence number above all that the old has sent, and the peer's timestamp. */
    static void inherit(TcpNet net, TcpSock tp, TimewaitSock tw) {
        int isn = tw.sndNxt + 65535 + 2;
        tp.writeSeq = isn == 0 ? 1 : isn;
        tp.tsRecent = tw.tsRecent;
        tp.tsRecentStamp = tw.tsRecentStamp;
        net.linux.inc(LinuxMib.TIME_WAIT_RECYCLED);
        TcpTimewait.kill(net, tw);
    }
}
