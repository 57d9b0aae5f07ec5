package io.rxpath.tcp.core.input;

import io.rxpath.skb.LinuxMib;
import io.rxpath.tcp.core.output.TcpTransmitSkb;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSock;

/**
 * Challenge ACKs (RFC 5961): the answer to segments that could be forged, few enough not to be a channel themselves.
 * With a limit per second the kernel draws the number at random; here it is the limit itself, as there is no chance.
 *
 * <p>Kernel: net/ipv4/tcp_input.c tcp_send_challenge_ack().
 */
public final class TcpChallengeAck {
    private TcpChallengeAck() {}

    /** Sends one unless a limit forbids it. */
    public static void send(TcpNet net, TcpSock tp) {
        send(net, tp, false);
    }

    /**
     * The same.
     *
     * @param reflect accurate ECN: it reports the mark of the SYN that it answers
     */
    static void send(TcpNet net, TcpSock tp, boolean reflect) {
        if (net.oowRateLimited(tp.lastOowAckTime, LinuxMib.TCP_ACK_SKIPPED_CHALLENGE)) {
            return;
        }
        tp.lastOowAckTime = net.now;
        int limit = net.settings.limits().challengeAckLimit();
        if (limit != Integer.MAX_VALUE) {
            long second = net.now / 1_000_000_000L;
            if (second != net.challengeSecond) {
                net.challengeSecond = second;
                net.challengeCount = limit;
            }
            if (net.challengeCount <= 0) {
                return;
            }
            net.challengeCount--;
        }
        net.linux.inc(LinuxMib.TCP_CHALLENGE_ACK);
        TcpTransmitSkb.sendAck(net, tp, reflect);
    }
}
