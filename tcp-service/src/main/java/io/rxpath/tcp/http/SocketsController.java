package io.rxpath.tcp.http;

import io.rxpath.kit.streams.CoreTasks;
import io.rxpath.tcp.core.TcpSockInfo;
import io.rxpath.tcp.kafka.TcpCore;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The sockets, as {@code ss -tin} would list them. */
@RestController
public final class SocketsController {
    private final CoreTasks<TcpCore> tasks;

    /** Shows the sockets of {@code tasks}. */
    public SocketsController(CoreTasks<TcpCore> tasks) {
        this.tasks = tasks;
    }

    /** All sockets of this instance. */
    @GetMapping("/sockets")
    public List<TcpSockInfo> sockets() {
        return tasks.ask(TcpCore::sockets).stream().flatMap(List::stream).toList();
    }
}
