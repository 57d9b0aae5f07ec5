package io.rxpath.socket.core;

import io.rxpath.skb.FlowKey;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.UdpBind;
import io.rxpath.socket.core.app.Datagram;
import io.rxpath.socket.core.app.DatagramApplication;
import io.rxpath.socket.core.app.DatagramCalls;
import org.jspecify.annotations.Nullable;

/** The program of a UDP socket that runs now (kernel: current), and its system calls. */
final class UdpTask implements DatagramCalls {
    private final SocketBooks books;
    private final UdpRecvmsg recvmsg;
    private final UdpSendmsg sendmsg;
    private @Nullable UdpSock current;
    private long now;

    UdpTask(SocketBooks books, UdpRecvmsg recvmsg, UdpSendmsg sendmsg) {
        this.books = books;
        this.recvmsg = recvmsg;
        this.sendmsg = sendmsg;
    }

    /** Runs the socket's program until it would wait again; {@code timer} if its alarm has rung. */
    void run(UdpSock sk, boolean timer, long nowNanos) {
        DatagramApplication program = sk.program;
        if (program == null) {
            return;
        }
        current = sk;
        now = nowNanos;
        books.count(SocketStat.WAKEUPS, 1);
        if (timer) {
            program.onTimer(this, nowNanos);
        } else {
            program.onReadable(this, nowNanos);
        }
        current = null;
    }

    private UdpSock sock() {
        UdpSock sk = current;
        if (sk == null) {
            throw new IllegalStateException("a system call outside a wake-up");
        }
        return sk;
    }

    @Override
    public Datagram recv(int max, int flags) {
        return recv(sock(), max, flags, now);
    }

    /** A read on any socket, entered in the peer's digest. */
    Datagram recv(UdpSock sk, int max, int flags, long nowNanos) {
        Datagram datagram = recvmsg.recv(sk, max, flags, nowNanos);
        if (datagram.result() >= 0 && (flags & MSG_PEEK) == 0) {
            books.count(SocketStat.BYTES_RECEIVED, datagram.bytes().length);
            sk.peer(datagram.flow()).read(datagram.bytes());
        }
        return datagram;
    }

    @Override
    public int reply(Datagram request, byte[] bytes) {
        UdpSock sk = sock();
        FlowKey flow = request.flow();
        int n = sendmsg.send(sk, request.toHost() ? flow : fromAny(flow), request.hash(), bytes);
        if (n >= 0) {
            books.count(SocketStat.BYTES_SENT, n);
            sk.peer(flow).sent(bytes);
        }
        return n;
    }

    private static FlowKey fromAny(FlowKey flow) {
        IpAddress any = flow.isV4() ? IpAddress.ANY_V4 : UdpBind.ANY_V6;
        return new FlowKey(any.hi(), any.lo(), flow.remoteHi(), flow.remoteLo(), flow.localPort(), flow.remotePort());
    }

    @Override
    public void sleepUntil(long at) {
        sock().timerAt = at;
    }
}
