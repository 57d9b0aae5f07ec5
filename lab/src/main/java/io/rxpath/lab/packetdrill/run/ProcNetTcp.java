package io.rxpath.lab.packetdrill.run;

import io.rxpath.skb.IpAddress;
import io.rxpath.tcp.core.TcpSockInfo;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** /proc/net/tcp as far as scripts look at it: ports, state and queues (net/ipv4/tcp_ipv4.c get_tcp4_sock()). */
final class ProcNetTcp {
    private static final Map<String, Integer> STATES = Map.ofEntries(
            Map.entry("ESTAB", 1),
            Map.entry("SYN-SENT", 2),
            Map.entry("SYN-RECV", 3),
            Map.entry("FIN-WAIT-1", 4),
            Map.entry("FIN-WAIT-2", 5),
            Map.entry("TIME-WAIT", 6),
            Map.entry("UNCONN", 7),
            Map.entry("CLOSE-WAIT", 8),
            Map.entry("LAST-ACK", 9),
            Map.entry("LISTEN", 10),
            Map.entry("CLOSING", 11));

    private ProcNetTcp() {}

    static List<String> lines(Collection<TcpSockInfo> sockets) {
        List<String> lines = new ArrayList<>();
        lines.add("  sl  local_address rem_address   st tx_queue rx_queue");
        for (TcpSockInfo s : sockets) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%4d: %s:%04X %s:%04X %02X %08X:%08X",
                    lines.size() - 1,
                    new IpAddress(s.flow().localHi(), s.flow().localLo()),
                    s.flow().localPort(),
                    new IpAddress(s.flow().remoteHi(), s.flow().remoteLo()),
                    s.flow().remotePort(),
                    STATES.getOrDefault(s.state(), 0),
                    s.sendQ(),
                    s.recvQ()));
        }
        return lines;
    }

    /** The kernel's number of a state by ss's name. */
    static int state(String name) {
        return STATES.getOrDefault(name, 0);
    }
}
