package io.rxpath.tcp.http;

import io.rxpath.kit.streams.CoreTasks;
import io.rxpath.skb.FlowKey;
import io.rxpath.tcp.core.TcpDiagMsg;
import io.rxpath.tcp.core.TcpSockInfo;
import io.rxpath.tcp.kafka.TcpCore;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The sockets, as {@code ss -tin} would list them, and what getsockopt() says of one. */
@RestController
public final class SocketsController {
    private final CoreTasks<TcpCore> tasks;
    private final LongSupplier clock;

    /** Shows the sockets of {@code tasks}. */
    public SocketsController(CoreTasks<TcpCore> tasks, LongSupplier clock) {
        this.tasks = tasks;
        this.clock = clock;
    }

    /** All sockets of this instance. */
    @GetMapping("/sockets")
    public List<TcpSockInfo> sockets() {
        return tasks.ask(TcpCore::sockets).stream().flatMap(List::stream).toList();
    }

    /**
     * The same as sock_diag describes them, with all of TCP_INFO. A listener of the settings, which every partition has, is
     * there once, with the connections of all in its accept queue.
     */
    @GetMapping("/diag")
    public List<TcpDiagMsg> diag() {
        long now = clock.getAsLong();
        return TcpDiagMsg.merged(tasks.ask(core -> core.diag(now)));
    }

    /** The sysctl net.ipv4.tcp_fastopen. */
    @GetMapping("/fastopen")
    public int fastopen() {
        return tasks.ask(TcpCore::fastopen).stream().findFirst().orElse(0);
    }

    /**
     * Line TCP of /proc/net/sockstat by its words; {@code mem} in pages. The partitions of this instance are added up, so that
     * a listener of the settings counts in each.
     */
    @GetMapping("/sockstat")
    public Map<String, Long> sockstat() {
        Map<String, Long> sum = new LinkedHashMap<>();
        tasks.ask(TcpCore::sockstat).forEach(part -> part.forEach((name, n) -> sum.merge(name, n, Long::sum)));
        return sum;
    }

    /**
     * TCP_INFO and SO_MEMINFO of one socket by the kernel's names; empty if this instance does not have it.
     *
     * @param cookie the socket's
     * @param flow its 4-tuple as records carry it ({@link FlowKey#encode}), 72 hexadecimal digits
     */
    @GetMapping("/info")
    public ResponseEntity<Map<String, Long>> info(
            @RequestParam("cookie") long cookie, @RequestParam("flow") String flow) {
        if (!flow.matches("[0-9a-f]{72}")) {
            return ResponseEntity.badRequest().build();
        }
        FlowKey key = FlowKey.decode(HexFormat.of().parseHex(flow), 0);
        long now = clock.getAsLong();
        return ResponseEntity.ok(tasks.ask(core -> core.info(cookie, key, now)).stream()
                .filter(info -> !info.isEmpty())
                .findFirst()
                .orElse(Map.of()));
    }
}
