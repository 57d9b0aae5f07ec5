package io.rxpath.lab.packetdrill.run;

import io.rxpath.skb.IpAddress;
import io.rxpath.tcp.core.TcpSockInfo;
import io.rxpath.tcp.core.sock.TcpState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * /proc/net/tcp as far as scripts look at it: ports, state and queues (net/ipv4/tcp_ipv4.c get_tcp4_sock()); and line TCP of
 * /proc/net/sockstat (net/ipv4/proc.c sockstat_seq_show()).
 */
public final class ProcNetTcp {
    private ProcNetTcp() {}

    /** Line TCP of /proc/net/sockstat. {@code numbers}: those of the line by its words. */
    public static String sockstat(Map<String, Long> numbers) {
        StringBuilder line = new StringBuilder("TCP:");
        for (String word : List.of("inuse", "orphan", "tw", "alloc", "mem")) {
            line.append(' ').append(word).append(' ').append(numbers.getOrDefault(word, 0L));
        }
        return line.toString();
    }

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
                    TcpState.ofSsName(s.state()).number(),
                    s.sendQ(),
                    s.recvQ()));
        }
        return lines;
    }
}
