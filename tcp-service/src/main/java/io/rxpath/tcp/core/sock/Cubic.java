package io.rxpath.tcp.core.sock;

/**
 * What CUBIC remembers of a connection. Times of the cubic function in jiffies of 4 ms, those of HyStart in microseconds.
 *
 * <p>Kernel: net/ipv4/tcp_cubic.c struct bictcp.
 */
public final class Cubic {
    public int cnt;
    public int lastMaxCwnd;
    public int lastCwnd;
    public long lastTime;
    public int originPoint;
    public int k;
    public int delayMin;
    public long epochStart;
    public int ackCnt;
    public int tcpCwnd;
    public int sampleCnt;
    public boolean found;
    public long roundStart;
    public int endSeq;
    public long lastAck;
    public int currRtt = Integer.MAX_VALUE;
}
