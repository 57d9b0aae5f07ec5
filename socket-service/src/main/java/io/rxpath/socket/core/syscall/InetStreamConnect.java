package io.rxpath.socket.core.syscall;

import io.rxpath.skb.FlowKey;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.SockCommand;
import io.rxpath.skb.SockOption;
import io.rxpath.socket.core.EphemeralPorts;
import org.jspecify.annotations.Nullable;

/**
 * connect() of a stream socket, and what of it sendto() does with MSG_FASTOPEN.
 *
 * <p>Kernel: net/ipv4/af_inet.c __inet_stream_connect(); net/ipv4/tcp.c tcp_sendmsg_fastopen(); net/ipv4/inet_hashtables.c
 * __inet_hash_connect().
 */
final class InetStreamConnect extends FileWait {
    private final TcpSocket s;
    private final @Nullable SockAddr to;
    /** What is sent along, null for connect() itself. */
    private final @Nullable Sendmsg first;

    /** What the socket was bound to before connect() chose its port. */
    private @Nullable SockAddr before;

    private int portsTried;

    private boolean begun;
    private long untilThen = -Errno.EINPROGRESS;

    InetStreamConnect(TcpSocket s, @Nullable SockAddr to, @Nullable Sendmsg first) {
        super(s);
        this.s = s;
        this.to = to;
        this.first = first;
    }

    @Override
    long attempt(long now) {
        if (!begun) {
            begun = true;
            long result = first == null ? begin() : beginFast(first);
            if (result != WAITS) {
                return result;
            }
        }
        while (s.state == TcpSocket.State.CLOSE) {
            int err = s.takeError();
            InetStream.anew(s);
            if (err != -Errno.EADDRNOTAVAIL || !otherPort()) {
                return err != 0 ? err : -Errno.ECONNABORTED;
            }
        }
        if (s.state == TcpSocket.State.SYN_SENT) {
            boolean later = s.deferred && untilThen == -Errno.EINPROGRESS;
            return later ? 0 : WAITS;
        }
        s.connecting = false;
        s.connected = true;
        return 0;
    }

    private long begin() {
        SockAddr address = to;
        if (address == null) {
            return -Errno.EFAULT;
        }
        if (address.family() == SockAddr.AF_UNSPEC) {
            InetStream.disconnect(s);
            return 0;
        }
        if (s.connected) {
            return -Errno.EISCONN;
        }
        if (s.connecting) {
            untilThen = s.deferred ? -Errno.EISCONN : -Errno.EALREADY;
            return WAITS;
        }
        return syn(address, 0);
    }

    private long beginFast(Sendmsg call) {
        SockAddr address = to;
        boolean enabled = (s.process.kernel.tcpFastopen() & SockOptions.FASTOPEN_CLIENT) != 0;
        if (!enabled || address != null && address.family() == SockAddr.AF_UNSPEC) {
            return -Errno.EOPNOTSUPP;
        }
        if (s.fastopenReq) {
            return -Errno.EALREADY;
        }
        if (s.connected) {
            return -Errno.EISCONN;
        }
        if (!s.connecting) {
            if (address == null) {
                return -Errno.EINVAL;
            }
            return synFast(address, call);
        }
        if (!s.deferred) {
            untilThen = -Errno.EALREADY;
            return WAITS;
        }
        s.deferred = false;
        call.firstWrite();
        return WAITS;
    }

    private long syn(SockAddr address, long how) {
        if (s.state != TcpSocket.State.CLOSE) {
            return -Errno.EISCONN;
        }
        if (address.family() != s.family) {
            return -Errno.EAFNOSUPPORT;
        }
        return synFrom(address, how);
    }

    /** __inet_hash_connect(): the port was connect()'s choice, and the range has another. */
    private boolean otherPort() {
        SockAddr address = to;
        if (address == null || portsTried == 0) {
            return false;
        }
        s.bound = before;
        if (portsTried >= EphemeralPorts.count(s.options.portRange())) {
            return false;
        }
        return (first == null ? syn(address, 0) : synFast(address, first)) == WAITS;
    }

    private long synFast(SockAddr address, Sendmsg call) {
        long result = syn(address, SockCommand.FIRST_WRITE);
        if (result == WAITS && s.state == TcpSocket.State.SYN_SENT) {
            call.firstWrite();
        }
        return result;
    }

    private long synFrom(SockAddr address, long how) {
        Kernel kernel = s.process.kernel;
        SockAddr bound = s.bound;
        IpAddress source =
                bound == null || bound.any() ? kernel.source(address.address(), s.options.device()) : bound.address();
        if (source == null) {
            return -Errno.ENETUNREACH;
        }
        boolean chosen = bound == null || bound.port() == 0;
        before = bound;
        portsTried += chosen ? 1 : 0;
        int port = bound == null || chosen ? s.process.ephemeralPort(s.options) : bound.port();
        IpAddress r = address.address();
        FlowKey flow = new FlowKey(source.hi(), source.lo(), r.hi(), r.lo(), port, address.port());
        s.connection(flow, flow.hashCode());
        s.bound = new SockAddr(s.family, source, port);
        s.connecting = true;
        s.state = TcpSocket.State.SYN_SENT;
        s.process.add(s);
        s.defers = how == 0 && s.options.flag(SockOptions.FASTOPEN_CONNECT);
        kernel.command(new SockCommand(
                SockCommand.Kind.CONNECT,
                s.sk.hash,
                s.cookie,
                flow,
                chosen ? how | SockCommand.PORT_CHOSEN : how,
                SockOption.encode(s.options.list())));
        return WAITS;
    }

    @Override
    boolean isUnderWay() {
        return s.defers;
    }

    @Override
    long expired(long now) {
        return untilThen;
    }
}
