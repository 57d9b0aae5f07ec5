package io.rxpath.lab.packetdrill.run;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Constants of Linux on x86-64 by the names that system calls and assertions of scripts use. */
final class Symbols {
    private static final Map<String, Long> VALUES = new HashMap<>();

    static {
        many("AF_UNSPEC 0 AF_INET 2 AF_INET6 10 PF_INET 2 PF_INET6 10 NULL 0");
        many("SOCK_STREAM 1 SOCK_DGRAM 2 SOCK_RAW 3 SOCK_NONBLOCK 0x800 SOCK_CLOEXEC 0x80000");
        many("IPPROTO_IP 0 IPPROTO_ICMP 1 IPPROTO_TCP 6 IPPROTO_UDP 17 IPPROTO_IPV6 41 IPPROTO_ICMPV6 58"
                + " IPPROTO_MPTCP 262");
        many("SOL_IP 0 SOL_SOCKET 1 SOL_TCP 6 SOL_UDP 17 SOL_IPV6 41");
        many("SO_DEBUG 1 SO_REUSEADDR 2 SO_TYPE 3 SO_ERROR 4 SO_DONTROUTE 5 SO_BROADCAST 6 SO_SNDBUF 7 SO_RCVBUF 8"
                + " SO_KEEPALIVE 9 SO_OOBINLINE 10 SO_PRIORITY 12 SO_LINGER 13 SO_REUSEPORT 15 SO_RCVLOWAT 18"
                + " SO_SNDLOWAT 19 SO_RCVTIMEO 20 SO_SNDTIMEO 21 SO_BINDTODEVICE 25 SO_TIMESTAMP 29 SO_ACCEPTCONN 30"
                + " SO_SNDBUFFORCE 32 SO_RCVBUFFORCE 33 SO_MARK 36 SO_PROTOCOL 38 SO_DOMAIN 39 SO_BUSY_POLL 46"
                + " SO_MAX_PACING_RATE 47 SO_INCOMING_CPU 49 SO_MEMINFO 55 SO_INCOMING_NAPI_ID 56 SO_COOKIE 57"
                + " SO_ZEROCOPY 60 SO_TIMESTAMPING 37 SO_TXREHASH 74");
        many("IP_TOS 1 IP_TTL 2 IP_MTU_DISCOVER 10 IP_RECVERR 11 IP_RECVTOS 13 IP_MTU 14 IP_FREEBIND 15"
                + " IP_TRANSPARENT 19 IP_MINTTL 21 IP_BIND_ADDRESS_NO_PORT 24 IP_LOCAL_PORT_RANGE 51");
        many("IPV6_UNICAST_HOPS 16 IPV6_MTU_DISCOVER 23 IPV6_MTU 24 IPV6_RECVERR 25 IPV6_V6ONLY 26"
                + " IPV6_RECVTCLASS 66 IPV6_TCLASS 67 IPV6_FREEBIND 78 IPV6_MINHOPCOUNT 73");
        tcp();
        files();
        asserts();
        errors();
    }

    private Symbols() {}

    private static void many(String text) {
        String[] words = text.split(" ", -1);
        for (int i = 0; i < words.length; i += 2) {
            VALUES.put(words[i], Long.decode(words[i + 1]));
        }
    }

    private static void tcp() {
        many("TCP_NODELAY 1 TCP_MAXSEG 2 TCP_CORK 3 TCP_KEEPIDLE 4 TCP_KEEPINTVL 5 TCP_KEEPCNT 6 TCP_SYNCNT 7"
                + " TCP_LINGER2 8 TCP_DEFER_ACCEPT 9 TCP_WINDOW_CLAMP 10 TCP_INFO 11 TCP_QUICKACK 12"
                + " TCP_CONGESTION 13 TCP_MD5SIG 14 TCP_THIN_LINEAR_TIMEOUTS 16 TCP_THIN_DUPACK 17"
                + " TCP_USER_TIMEOUT 18 TCP_REPAIR 19 TCP_FASTOPEN 23 TCP_TIMESTAMP 24 TCP_NOTSENT_LOWAT 25"
                + " TCP_CC_INFO 26 TCP_SAVE_SYN 27 TCP_SAVED_SYN 28 TCP_FASTOPEN_CONNECT 30 TCP_ULP 31"
                + " TCP_MD5SIG_EXT 32 TCP_FASTOPEN_KEY 33 TCP_FASTOPEN_NO_COOKIE 34 TCP_ZEROCOPY_RECEIVE 35 TCP_INQ 36"
                + " TCP_CM_INQ 36 TCP_TX_DELAY 37 TCP_RTO_MAX_MS 44 TCP_RTO_MIN_US 45 TCP_DELACK_MAX_US 46");
        many("MSG_OOB 1 MSG_PEEK 2 MSG_DONTROUTE 4 MSG_CTRUNC 8 MSG_TRUNC 0x20 MSG_DONTWAIT 0x40 MSG_EOR 0x80"
                + " MSG_WAITALL 0x100 MSG_ERRQUEUE 0x2000 MSG_NOSIGNAL 0x4000 MSG_MORE 0x8000 MSG_ZEROCOPY 0x4000000"
                + " MSG_FASTOPEN 0x20000000");
        many("SHUT_RD 0 SHUT_WR 1 SHUT_RDWR 2");
    }

    private static void files() {
        many("O_RDONLY 0 O_WRONLY 1 O_RDWR 2 O_CREAT 0x40 O_TRUNC 0x200 O_NONBLOCK 0x800 O_CLOEXEC 0x80000"
                + " F_GETFD 1 F_SETFD 2 F_GETFL 3 F_SETFL 4 FIONREAD 0x541b SIOCINQ 0x541b SIOCOUTQ 0x5411"
                + " SIOCOUTQNSD 0x894b SIOCATMARK 0x8905 FIONBIO 0x5421");
        many("POLLIN 1 POLLPRI 2 POLLOUT 4 POLLERR 8 POLLHUP 0x10 POLLNVAL 0x20 POLLRDNORM 0x40 POLLRDBAND 0x80"
                + " POLLWRNORM 0x100 POLLWRBAND 0x200 POLLRDHUP 0x2000");
        many("EPOLLIN 1 EPOLLPRI 2 EPOLLOUT 4 EPOLLERR 8 EPOLLHUP 0x10 EPOLLRDNORM 0x40 EPOLLRDBAND 0x80"
                + " EPOLLWRNORM 0x100 EPOLLWRBAND 0x200 EPOLLRDHUP 0x2000 EPOLLEXCLUSIVE 0x10000000"
                + " EPOLLONESHOT 0x40000000 EPOLLET 0x80000000 EPOLL_CTL_ADD 1 EPOLL_CTL_DEL 2 EPOLL_CTL_MOD 3"
                + " EPOLL_CLOEXEC 0x80000 SPLICE_F_MOVE 1 SPLICE_F_NONBLOCK 2 SPLICE_F_MORE 4 SPLICE_F_GIFT 8");
    }

    private static void asserts() {
        many("TCP_ESTABLISHED 1 TCP_SYN_SENT 2 TCP_SYN_RECV 3 TCP_FIN_WAIT1 4 TCP_FIN_WAIT2 5 TCP_TIME_WAIT 6"
                + " TCP_CLOSE 7 TCP_CLOSE_WAIT 8 TCP_LAST_ACK 9 TCP_LISTEN 10 TCP_CLOSING 11 TCP_NEW_SYN_RECV 12");
        many("TCPI_OPT_TIMESTAMPS 1 TCPI_OPT_SACK 2 TCPI_OPT_WSCALE 4 TCPI_OPT_ECN 8 TCPI_OPT_ECN_SEEN 16"
                + " TCPI_OPT_SYN_DATA 32 TCPI_OPT_USEC_TS 64 TCPI_OPT_TFO_CHILD 128");
        many("TCP_CA_Open 0 TCP_CA_Disorder 1 TCP_CA_CWR 2 TCP_CA_Recovery 3 TCP_CA_Loss 4");
    }

    private static void errors() {
        many("EPERM 1 ENOENT 2 EINTR 4 EIO 5 EBADF 9 EAGAIN 11 EWOULDBLOCK 11 ENOMEM 12 EACCES 13 EFAULT 14 EBUSY 16"
                + " EEXIST 17 EINVAL 22 ENOTTY 25 EPIPE 32 ENOTSOCK 88 EDESTADDRREQ 89 EMSGSIZE 90 EPROTOTYPE 91"
                + " ENOPROTOOPT 92 EPROTONOSUPPORT 93 EOPNOTSUPP 95 EAFNOSUPPORT 97 EADDRINUSE 98 EADDRNOTAVAIL 99"
                + " ENETDOWN 100 ENETUNREACH 101 ECONNABORTED 103 ECONNRESET 104 ENOBUFS 105 EISCONN 106 ENOTCONN 107"
                + " ETIMEDOUT 110 ECONNREFUSED 111 EHOSTDOWN 112 EHOSTUNREACH 113 EALREADY 114 EINPROGRESS 115"
                + " EPROTO 71 ESPIPE 29 ENODEV 19 ENOSYS 38 ERANGE 34 ENXIO 6 EXDEV 18 EMFILE 24 ENOSPC 28");
    }

    /** The value of a name, or null. */
    static @Nullable Long of(String name) {
        return VALUES.get(name);
    }

    /** The name of an errno, or its number. */
    static String errno(long number) {
        for (Map.Entry<String, Long> e : VALUES.entrySet()) {
            if (e.getValue() == number
                    && e.getKey().matches("E[A-Z]+")
                    && !e.getKey().startsWith("EPOLL")
                    && !e.getKey().equals("EWOULDBLOCK")) {
                return e.getKey();
            }
        }
        return Long.toString(number);
    }
}
