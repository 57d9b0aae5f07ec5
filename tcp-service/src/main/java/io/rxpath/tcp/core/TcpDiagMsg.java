package io.rxpath.tcp.core;

import io.rxpath.skb.FlowKey;
import io.rxpath.tcp.core.sock.TcpState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What sock_diag tells ss(8) about one socket.
 *
 * <p>Kernel: include/uapi/linux/inet_diag.h struct inet_diag_msg, INET_DIAG_INFO, INET_DIAG_SKMEMINFO, INET_DIAG_CONG.
 *
 * @param flow 4-tuple; remote is all zeros for a listener
 * @param v6 a socket of IPv6; a listener on any address that is one takes IPv4 too unless {@code v6only}
 * @param v6only it does not
 * @param device interface it is bound to, empty for none
 * @param state as ss prints it
 * @param recvQ bytes received and not copied yet; for a listener the length of the accept queue
 * @param sendQ bytes written and not acknowledged yet; for a listener the backlog
 * @param timer what runs: "", "on" for a retransmission, "keepalive", "timewait" or "persist" for a probe
 * @param expiresMillis when that will be due, from now
 * @param retrans times it has been in vain
 * @param congestion name of the algorithm, empty for a socket that has none
 * @param info TCP_INFO and SO_MEMINFO by the kernel's names; empty for requests and TIME_WAIT
 */
public record TcpDiagMsg(
        FlowKey flow,
        boolean v6,
        boolean v6only,
        String device,
        String state,
        long recvQ,
        long sendQ,
        String timer,
        long expiresMillis,
        int retrans,
        String congestion,
        Map<String, Long> info) {
    /** The sockets of several partitions as those of one host: each has the same listeners, which are one to a user. */
    public static List<TcpDiagMsg> merged(List<List<TcpDiagMsg>> partitions) {
        List<TcpDiagMsg> all = new ArrayList<>();
        List<TcpDiagMsg> connections = new ArrayList<>();
        for (List<TcpDiagMsg> partition : partitions) {
            for (TcpDiagMsg m : partition) {
                if (!m.state.equals(TcpState.LISTEN.ssName())) {
                    connections.add(m);
                    continue;
                }
                int same = 0;
                while (same < all.size() && !all.get(same).sameListener(m)) {
                    same++;
                }
                if (same == all.size()) {
                    all.add(m);
                } else {
                    all.set(same, all.get(same).withRecvQ(all.get(same).recvQ + m.recvQ));
                }
            }
        }
        all.addAll(connections);
        return all;
    }

    private boolean sameListener(TcpDiagMsg m) {
        return flow.equals(m.flow) && v6 == m.v6 && v6only == m.v6only && device.equals(m.device);
    }

    private TcpDiagMsg withRecvQ(long total) {
        return new TcpDiagMsg(
                flow, v6, v6only, device, state, total, sendQ, timer, expiresMillis, retrans, congestion, info);
    }
}
