package io.rxpath.socket.http;

import io.rxpath.kit.streams.CoreTasks;
import io.rxpath.socket.core.AppConnection;
import io.rxpath.socket.core.UdpSockView;
import io.rxpath.socket.kafka.SocketCore;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The applications' connections: bytes and digests of what they read and wrote. */
@RestController
public final class AppsController {
    private final CoreTasks<SocketCore> tasks;

    /** Shows the connections of {@code tasks}. */
    public AppsController(CoreTasks<SocketCore> tasks) {
        this.tasks = tasks;
    }

    /** All connections of this instance, open and lately closed. */
    @GetMapping("/apps")
    public List<AppConnection> apps() {
        return tasks.ask(SocketCore::connections).stream().flatMap(List::stream).toList();
    }

    /** The UDP sockets of this instance and their peers, as {@code ss -uam} shows them. */
    @GetMapping("/udp")
    public List<UdpSockView> udp() {
        return tasks.ask(SocketCore::udpSockets).stream().flatMap(List::stream).toList();
    }
}
