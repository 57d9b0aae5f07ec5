package io.rxpath.tcp.core;

import io.rxpath.skb.FlowKey;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.SockCommand;
import io.rxpath.skb.SockCookie;
import io.rxpath.skb.SockOption;
import io.rxpath.tcp.core.input.TcpDone;
import io.rxpath.tcp.core.output.TcpTransmitSkb;
import io.rxpath.tcp.core.sock.ListenSock;
import io.rxpath.tcp.core.sock.RequestSock;
import io.rxpath.tcp.core.sock.SockCommon;
import io.rxpath.tcp.core.sock.TcpNet;
import io.rxpath.tcp.core.sock.TcpSock;
import io.rxpath.tcp.core.state.StateKeys;
import org.jspecify.annotations.Nullable;

/**
 * Listeners that come and go while the stack runs.
 *
 * <p>Kernel: net/ipv4/inet_connection_sock.c inet_csk_listen_start(), inet_csk_listen_stop(), inet_child_forget().
 */
final class TcpListen {
    private static final IpAddress ANY_V6 = new IpAddress(0, 0);

    private TcpListen() {}

    /** The listener with this cookie, null for none. */
    static @Nullable ListenSock find(TcpNet net, long cookie) {
        if (!SockCookie.isProcess(cookie)) {
            return null;
        }
        return net.hash.listener(cookie);
    }

    /** listen(): a new listener, or another backlog for an old one. */
    static void listen(TcpNet net, SockCommand command) {
        ListenSock sk = find(net, command.cookie());
        int backlog = (int) Math.max(0, Math.min(command.value(), Integer.MAX_VALUE));
        if (sk == null) {
            FlowKey flow = command.flow();
            IpAddress address = flow.local();
            boolean any = address.equals(IpAddress.ANY_V4) || address.equals(ANY_V6);
            Listener settings = new Listener(any ? null : address, flow.localPort(), backlog, 0);
            sk = new ListenSock(settings, net.settings, command.cookie());
            sk.v4only = address.equals(IpAddress.ANY_V4);
            for (SockOption option : SockOption.decode(command.bytes())) {
                TcpSetsockopt.set(net, sk, option);
            }
            net.hash.addListener(sk);
            net.memory.socket(1);
        } else {
            sk.listen(backlog, net.settings.limits().somaxconn());
        }
        sk.dirty = true;
    }

    /** close() of a listener: what nobody has accepted is reset, what was asked for is forgotten. */
    static void stop(TcpNet net, ListenSock sk) {
        net.hash.removeListener(sk);
        net.memory.socket(-1);
        if (sk.stored) {
            net.deletedKeys.add(StateKeys.listener(sk.cookie));
        }
        for (SockCommon other : net.hash.all()) {
            if (other instanceof TcpSock tp && tp.listener == sk) {
                if (!tp.accepted) {
                    forget(net, tp);
                }
                tp.listener = null;
                if (tp.fastopenRsk != null) {
                    tp.fastopenRsk.listener = null;
                }
            } else if (other instanceof RequestSock req && req.listener == sk) {
                // tcp_migrate_req 0: another socket of the port does not get them.
                req.listener = null;
                net.unhash(req);
            }
        }
    }

    private static void forget(TcpNet net, TcpSock tp) {
        TcpDone.orphan(net, tp);
        if (tp.state().needReset()) {
            TcpTransmitSkb.sendActiveReset(net, tp);
        }
        TcpDone.done(net, tp);
    }
}
