package io.rxpath.tcp.core.ack;

import io.rxpath.skb.LinuxMib;
import io.rxpath.skb.Seq;
import io.rxpath.tcp.core.sock.Cubic;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSock;

/**
 * CUBIC (RFC 9438) with HyStart. The cube root is exact, that of the kernel is right to 0.2 %.
 *
 * <p>Kernel: net/ipv4/tcp_cubic.c bictcp_update(), cubictcp_recalc_ssthresh(), cubictcp_acked(), hystart_update(),
 * cubictcp_cwnd_event().
 */
final class TcpCubic {
    private static final int BETA = 717;
    private static final int SCALE = 1024;
    private static final int BETA_SCALE = 8 * (SCALE + BETA) / 3 / (SCALE - BETA);
    private static final int RTT_SCALE = 41 * 10;
    private static final long CUBE_FACTOR = (1L << 40) / RTT_SCALE;
    private static final int HZ = 250;
    private static final int LOW_WINDOW = 16;
    private static final int ACK_DELTA_US = 2000;
    private static final int MIN_SAMPLES = 8;

    private TcpCubic() {}

    private static long jiffies(TcpNet net) {
        return net.now / TcpNet.JIFFY;
    }

    private static long micros(TcpNet net) {
        return net.now / 1000;
    }

    private static Cubic of(TcpNet net, TcpSock tp) {
        Cubic ca = tp.cubic;
        if (ca == null) {
            ca = new Cubic();
            tp.cubic = ca;
            startRound(net, tp, ca);
        }
        return ca;
    }

    private static void startRound(TcpNet net, TcpSock tp, Cubic ca) {
        ca.roundStart = micros(net);
        ca.lastAck = ca.roundStart;
        ca.endSeq = tp.sndNxt;
        ca.currRtt = Integer.MAX_VALUE;
        ca.sampleCnt = 0;
    }

    /** A timeout: all is forgotten. */
    static void loss(TcpNet net, TcpSock tp) {
        tp.cubic = null;
        of(net, tp);
    }

    static int ssthresh(TcpNet net, TcpSock tp) {
        Cubic ca = of(net, tp);
        ca.epochStart = 0;
        boolean less = tp.cwnd < ca.lastMaxCwnd;
        ca.lastMaxCwnd = less ? tp.cwnd * (SCALE + BETA) / (2 * SCALE) : tp.cwnd;
        return Math.max((int) ((long) tp.cwnd * BETA / SCALE), 2);
    }

    /** After a pause the time of the pause does not count. */
    static void txStart(TcpNet net, TcpSock tp) {
        Cubic ca = tp.cubic;
        long idle = jiffies(net) - tp.lsndtime / TcpNet.JIFFY;
        if (ca != null && ca.epochStart != 0 && idle > 0) {
            ca.epochStart = Math.min(ca.epochStart + idle, jiffies(net));
        }
    }

    /** bictcp_update(): for how many acknowledged segments the window grows by one. */
    static int update(TcpNet net, TcpSock tp, int acked) {
        Cubic ca = of(net, tp);
        int cwnd = tp.cwnd;
        long now = jiffies(net);
        ca.ackCnt += acked;
        if (ca.lastCwnd == cwnd && now - ca.lastTime <= HZ / 32) {
            return ca.cnt;
        }
        if (ca.epochStart == 0 || now != ca.lastTime) {
            ca.lastCwnd = cwnd;
            ca.lastTime = now;
            function(ca, cwnd, now, acked);
        }
        friendliness(ca, cwnd);
        ca.cnt = Math.max(ca.cnt, 2);
        return ca.cnt;
    }

    private static void function(Cubic ca, int cwnd, long now, int acked) {
        if (ca.epochStart == 0) {
            ca.epochStart = now;
            ca.ackCnt = acked;
            ca.tcpCwnd = cwnd;
            if (ca.lastMaxCwnd <= cwnd) {
                ca.k = 0;
                ca.originPoint = cwnd;
            } else {
                ca.k = cubeRoot(CUBE_FACTOR * (ca.lastMaxCwnd - cwnd));
                ca.originPoint = ca.lastMaxCwnd;
            }
        }
        long t = now - ca.epochStart + (ca.delayMin * 1000L + TcpNet.JIFFY - 1) / TcpNet.JIFFY;
        t = (t << 10) / HZ;
        long offs = Math.abs(t - ca.k);
        int delta = (int) (RTT_SCALE * offs * offs * offs >> 40);
        int target = t < ca.k ? ca.originPoint - delta : ca.originPoint + delta;
        ca.cnt = target > cwnd ? cwnd / (target - cwnd) : 100 * cwnd;
        if (ca.lastMaxCwnd == 0 && ca.cnt > 20) {
            ca.cnt = 20;
        }
    }

    /** Not slower than Reno with the same loss. */
    private static void friendliness(Cubic ca, int cwnd) {
        int delta = cwnd * BETA_SCALE >> 3;
        while (ca.ackCnt > delta) {
            ca.ackCnt -= delta;
            ca.tcpCwnd++;
        }
        if (ca.tcpCwnd > cwnd) {
            ca.cnt = Math.min(ca.cnt, cwnd / (ca.tcpCwnd - cwnd));
        }
    }

    /** Largest n with n cubed not above {@code a}. */
    static int cubeRoot(long a) {
        long n = (long) Math.cbrt((double) a);
        while (n > 0 && n * n * n > a) {
            n--;
        }
        while ((n + 1) * (n + 1) * (n + 1) <= a) {
            n++;
        }
        return (int) n;
    }

    static void acked(TcpNet net, TcpSock tp, int rttUs) {
        Cubic ca = of(net, tp);
        if (ca.epochStart != 0 && jiffies(net) - ca.epochStart < HZ) {
            return;
        }
        int delay = Math.max(1, rttUs);
        if (ca.delayMin == 0 || ca.delayMin > delay) {
            ca.delayMin = delay;
        }
        if (!ca.found && TcpCong.inSlowStart(tp)) {
            hystart(net, tp, ca, delay);
        }
    }

    private static void hystart(TcpNet net, TcpSock tp, Cubic ca, int delay) {
        if (Seq.after(tp.sndUna, ca.endSeq)) {
            startRound(net, tp, ca);
        }
        if (tp.cwnd < LOW_WINDOW) {
            return;
        }
        long now = micros(net);
        if (now - ca.lastAck <= ACK_DELTA_US) {
            ca.lastAck = now;
            long threshold = ca.delayMin + ackDelay(tp) >> 1;
            if (now - ca.roundStart > threshold) {
                ca.found = true;
                net.linux.inc(LinuxMib.TCP_HYSTART_TRAIN_DETECT);
                net.linux.add(LinuxMib.TCP_HYSTART_TRAIN_CWND, tp.cwnd);
                tp.ssthresh = tp.cwnd;
            }
        }
        ca.currRtt = Math.min(ca.currRtt, delay);
        if (ca.sampleCnt < MIN_SAMPLES) {
            ca.sampleCnt++;
            return;
        }
        if (ca.currRtt > ca.delayMin + Math.max(4000, Math.min(ca.delayMin >> 3, 16000))) {
            ca.found = true;
            net.linux.inc(LinuxMib.TCP_HYSTART_DELAY_DETECT);
            net.linux.add(LinuxMib.TCP_HYSTART_DELAY_CWND, tp.cwnd);
            tp.ssthresh = tp.cwnd;
        }
    }

    /** hystart_ack_delay(): the time four largest super-packets take at the rate of slow start, at most 1 ms. */
    private static long ackDelay(TcpSock tp) {
        if (tp.srttUs == 0) {
            return 0;
        }
        long packets = Math.max(tp.cwnd, tp.rtx.size());
        long rate = tp.mssCache * 8_000_000L * 2 * packets / tp.srttUs;
        return rate == 0 ? 0 : Math.min(1000, 4L * 65536 * 1_000_000 / rate);
    }
}
