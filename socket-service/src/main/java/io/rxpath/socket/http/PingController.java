package io.rxpath.socket.http;

import io.rxpath.kit.RecordPublisher;
import io.rxpath.kit.streams.CoreTasks;
import io.rxpath.skb.FlowKey;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.PingValue;
import io.rxpath.skb.SockCookie;
import io.rxpath.skb.SockEvent;
import io.rxpath.skb.Topic;
import io.rxpath.skb.UdpBind;
import io.rxpath.socket.core.PingView;
import io.rxpath.socket.kafka.SocketCore;
import java.util.List;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Pings from the simulated host. A request becomes an event of socket.rx, so that it is obeyed once, by whichever instance
 * has the partition of its ping socket.
 */
@RestController
public final class PingController {
    private final CoreTasks<SocketCore> tasks;
    private final RecordPublisher publisher;
    private int ident;

    /** Pings with identifiers that follow {@code firstIdent}. */
    public PingController(CoreTasks<SocketCore> tasks, RecordPublisher publisher, int firstIdent) {
        this.tasks = tasks;
        this.publisher = publisher;
        this.ident = firstIdent;
    }

    /**
     * Starts one; the answer is its identifier, or status 400 with what is wrong.
     *
     * @param address where to, IPv4 or IPv6
     * @param count requests, 1..65535
     * @param size bytes behind the ICMP header, 0..65507
     * @param interval milliseconds between two requests
     * @param ttl time to live, 0 for the host's own
     */
    @PostMapping("/ping")
    public synchronized ResponseEntity<String> ping(
            @RequestParam("address") String address,
            @RequestParam(name = "count", defaultValue = "4") int count,
            @RequestParam(name = "size", defaultValue = "56") int size,
            @RequestParam(name = "interval", defaultValue = "1000") int interval,
            @RequestParam(name = "ttl", defaultValue = "0") int ttl) {
        IpAddress to;
        PingValue value;
        try {
            to = IpAddress.parse(address);
            value = new PingValue(count, size, interval, ttl);
        } catch (IllegalArgumentException e) {
            return ResponseEntity.badRequest().body(e.getMessage());
        }
        ident = ident + 1 & 0xffff;
        IpAddress any = to.isV4() ? IpAddress.ANY_V4 : UdpBind.ANY_V6;
        FlowKey flow = new FlowKey(any.hi(), any.lo(), to.hi(), to.lo(), ident, 0);
        long cookie = SockCookie.ping(ident, !to.isV4());
        int home = SockCookie.home(cookie);
        publisher
                .list(Topic.SOCKET_RX, Topic.partition(home, publisher.partitions()))
                .add(new SockEvent(SockEvent.Kind.PING, home, cookie, flow, value.encode(), null));
        publisher.flush();
        return ResponseEntity.ok(Integer.toString(ident));
    }

    /** What has come of the ping with this identifier; status 404 while, or if, no partition of this instance has it. */
    @GetMapping("/ping/{ident}")
    public ResponseEntity<PingView> ping(@PathVariable("ident") int wanted) {
        return tasks.ask(SocketCore::pings).stream()
                .flatMap(List::stream)
                .filter(ping -> ping.ident() == wanted)
                .findFirst()
                .map(ResponseEntity::ok)
                .orElseGet(() -> ResponseEntity.notFound().build());
    }
}
