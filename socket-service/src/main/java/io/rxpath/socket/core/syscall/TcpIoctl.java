package io.rxpath.socket.core.syscall;

import io.rxpath.socket.core.StreamSock;
import java.util.Map;

/** ioctl() of a stream socket (kernel net/ipv4/tcp.c tcp_ioctl, tcp_inq). */
final class TcpIoctl {
    private TcpIoctl() {}

    static int ioctl(TcpSocket s, int request) {
        boolean listens = s.state == TcpSocket.State.LISTEN;
        return switch (request) {
            case Syscalls.SIOCINQ -> listens ? -Errno.EINVAL : inq(s.sk);
            case Syscalls.SIOCATMARK -> s.sk.urgSeq == s.sk.copiedSeq ? 1 : 0;
            case Syscalls.SIOCOUTQ -> listens ? -Errno.EINVAL : count(s, "SIOCOUTQ");
            case Syscalls.SIOCOUTQNSD -> listens ? -Errno.EINVAL : count(s, "tcpi_notsent_bytes");
            default -> -Errno.ENOTTY;
        };
    }

    /** Bytes up to the urgent one, if that has come and is not part of the stream. */
    private static int inq(StreamSock sk) {
        boolean urgent = sk.urgSeq != StreamSock.NO_URGENT && !sk.urgInline && sk.urgSeq < sk.rcvNxt;
        return urgent ? (int) (sk.urgSeq - sk.copiedSeq) : sk.inq();
    }

    private static int count(TcpSocket s, String name) {
        if (s.state != TcpSocket.State.CONNECTED) {
            return 0;
        }
        Map<String, Long> info = s.process.kernel.tcpInfo(s.cookie, s.sk.flow);
        return info.getOrDefault(name, 0L).intValue();
    }
}
