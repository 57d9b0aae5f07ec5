package io.rxpath.tcp.core.exchange;

import io.rxpath.skb.IpAddress;
import io.rxpath.skb.Seq;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.TcpHeader;
import io.rxpath.skb.TcpOptionWriter;
import io.rxpath.skb.TcpOptions;
import io.rxpath.tcp.core.Segments;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * A plain TCP client, written without the stack's code: retransmits after a fixed timeout and after three duplicate ACKs,
 * acknowledges every segment, reports up to three SACK blocks.
 */
final class ModelPeer {
    static final int HOST = IpAddress.parse("10.9.0.2").v4();
    static final int PEER = IpAddress.parse("10.9.0.1").v4();
    private static final long RTO = 400_000_000;
    private static final int MSS = 1400;
    private static final int BURST = 16;

    final List<SkBuff> sent = new ArrayList<>();
    final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private final byte[] upload;
    private final boolean sack;
    private final boolean ts;
    private final int sport;
    private final int isn;
    private final int window;
    private int una;
    private int nxt;
    private boolean synAcked;
    private int hostIsn;
    private int rcvNxt;
    private final TreeMap<Integer, byte[]> ooo = new TreeMap<>();
    private int finAt = -1;
    boolean finReceived;
    private int hostWindow = 0;
    private int hostScale;
    private int dupAcks;
    private int tsRecent;
    long timer = Long.MAX_VALUE;
    boolean reset;
    /** It reads nothing: its window closes. */
    boolean stalled;

    ModelPeer(int sport, int isn, byte[] upload, boolean sack, boolean ts, int window) {
        this.sport = sport;
        this.isn = isn;
        this.upload = upload;
        this.sack = sack;
        this.ts = ts;
        this.window = window;
    }

    void connect(long now) {
        emit(now, 0, TcpHeader.SYN, new byte[0]);
        timer = now + RTO;
    }

    /** FIN acknowledged and the host's FIN seen. */
    boolean done() {
        return finReceived && una == upload.length + 2;
    }

    void receive(SkBuff skb, long now) {
        if (!Segments.checksumOk(skb)) {
            throw new AssertionError("bad checksum");
        }
        TcpHeader th = new TcpHeader(skb.buf(), skb.data());
        TcpOptions o = new TcpOptions();
        o.parse(skb.buf(), skb.data(), th.syn());
        if (th.rst()) {
            reset = true;
            timer = Long.MAX_VALUE;
            return;
        }
        if (th.syn()) {
            hostIsn = th.seq();
            rcvNxt = 1;
            hostScale = o.sawWindowScale ? o.windowScale : 0;
            hostWindow = th.window();
            tsRecent = o.tsVal;
            if (!synAcked) {
                synAcked = true;
                una = 1;
                nxt = 1;
            }
            emit(now, nxt, TcpHeader.ACK, new byte[0]);
            push(now);
            return;
        }
        if (o.sawTimestamp && Seq.after(o.tsVal, tsRecent)) {
            tsRecent = o.tsVal;
        }
        acknowledged(th, now);
        data(skb, th, now);
        push(now);
    }

    private void acknowledged(TcpHeader th, long now) {
        int ack = th.ackSeq() - isn;
        int len = 0;
        if (ack > una) {
            una = ack;
            nxt = Math.max(nxt, una);
            dupAcks = 0;
            timer = una < upload.length + 2 ? now + RTO : Long.MAX_VALUE;
        } else if (ack == una && nxt > una && len == 0) {
            dupAcks++;
            if (dupAcks == 3) {
                sendAt(now, una);
            }
        }
        hostWindow = th.window() << hostScale;
    }

    private void data(SkBuff skb, TcpHeader th, long now) {
        int seq = th.seq() - hostIsn;
        int len = skb.len() - th.headerLength();
        if (len == 0 && !th.fin()) {
            if (seq < rcvNxt) {
                emit(now, nxt, TcpHeader.ACK, new byte[0]);
            }
            return;
        }
        if (stalled && len > 0) {
            emit(now, nxt, TcpHeader.ACK, new byte[0]);
            return;
        }
        byte[] all = skb.toByteArray();
        byte[] bytes = java.util.Arrays.copyOfRange(all, th.headerLength(), all.length);
        if (th.fin()) {
            finAt = seq + len;
        }
        if (len > 0 && seq + len > rcvNxt) {
            byte[] old = ooo.get(seq);
            if (old == null || old.length < len) {
                ooo.put(seq, bytes);
            }
        }
        drain();
        emit(now, nxt, TcpHeader.ACK, new byte[0]);
    }

    private void drain() {
        while (!ooo.isEmpty() && ooo.firstKey() <= rcvNxt) {
            var first = ooo.pollFirstEntry();
            int skip = rcvNxt - first.getKey();
            if (skip < first.getValue().length) {
                received.write(first.getValue(), skip, first.getValue().length - skip);
                rcvNxt = first.getKey() + first.getValue().length;
            }
        }
        if (finAt == rcvNxt && !finReceived) {
            finReceived = true;
            rcvNxt++;
        }
    }

    void onTimer(long now) {
        timer = now + RTO;
        if (!synAcked) {
            emit(now, 0, TcpHeader.SYN, new byte[0]);
            return;
        }
        nxt = una;
        sendAt(now, una);
        push(now);
    }

    /** Sends what window and burst allow. */
    private void push(long now) {
        while (synAcked && nxt <= upload.length + 1 && nxt - una < BURST * MSS) {
            int room = una + hostWindow - nxt;
            if (nxt <= upload.length && room < Math.min(MSS, upload.length + 1 - nxt)) {
                break;
            }
            sendAt(now, nxt);
            if (timer == Long.MAX_VALUE) {
                timer = now + RTO;
            }
        }
        if (synAcked && una < upload.length + 2 && timer == Long.MAX_VALUE) {
            timer = now + RTO;
        }
    }

    private void sendAt(long now, int seq) {
        int from = seq - 1;
        int n = Math.min(MSS, upload.length - from);
        if (n <= 0) {
            emit(now, seq, TcpHeader.FIN | TcpHeader.ACK, new byte[0]);
            nxt = Math.max(nxt, seq + 1);
            return;
        }
        emit(now, seq, TcpHeader.ACK | TcpHeader.PSH, java.util.Arrays.copyOfRange(upload, from, from + n));
        nxt = Math.max(nxt, seq + n);
    }

    private void emit(long now, int seq, int flags, byte[] data) {
        boolean syn = (flags & TcpHeader.SYN) != 0;
        int[] start = new int[3];
        int[] end = new int[3];
        int blocks = sack && !syn ? blocks(start, end) : 0;
        int length = TcpOptionWriter.length(syn ? 1460 : 0, syn && sack, syn ? 7 : -1, ts, blocks);
        byte[] options = new byte[length];
        TcpOptionWriter.write(
                options,
                0,
                syn ? 1460 : 0,
                syn && sack,
                syn ? 7 : -1,
                ts,
                (int) (now / 1_000_000) + 77,
                tsRecent,
                blocks,
                start,
                end);
        int win = stalled ? 0 : syn ? Math.min(window, 65535) : window >> 7;
        int ack = syn ? 0 : hostIsn + rcvNxt;
        sent.add(Segments.v4(PEER, HOST, sport, 80, isn + seq, ack, flags, win, options, data, 0));
    }

    /** A window update for whoever waits. */
    void resume(long now) {
        stalled = false;
        emit(now, nxt, TcpHeader.ACK, new byte[0]);
    }

    private int blocks(int[] start, int[] end) {
        int n = 0;
        int s = -1;
        int e = -1;
        for (var entry : ooo.entrySet()) {
            if (entry.getKey() > e) {
                if (s >= 0 && n < 3) {
                    start[n] = hostIsn + s;
                    end[n++] = hostIsn + e;
                }
                s = entry.getKey();
            }
            e = Math.max(e, entry.getKey() + entry.getValue().length);
        }
        if (s >= 0 && n < 3) {
            start[n] = hostIsn + s;
            end[n++] = hostIsn + e;
        }
        return n;
    }
}
