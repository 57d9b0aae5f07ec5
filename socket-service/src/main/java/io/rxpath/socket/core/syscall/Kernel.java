package io.rxpath.socket.core.syscall;

import io.rxpath.skb.FlowKey;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.SockCommand;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a process needs of the host below its sockets. */
public interface Kernel {
    /** The time, epoch nanoseconds. */
    long now();

    /** Lets TCP act on a system call. When it returns everything that follows at this moment has happened. */
    void command(SockCommand command);

    /**
     * The source address of a connection to {@code remote}; null if no route leads there.
     *
     * @param device the device the socket is bound to, empty for none
     */
    @Nullable
    IpAddress source(IpAddress remote, String device);

    /** True if the host has a network device of this name. */
    boolean hasDevice(String name);

    /** True if an interface of the host has this address. */
    boolean isLocal(IpAddress address);

    /** The sysctl net.ipv4.tcp_fastopen. */
    int tcpFastopen();

    /**
     * TCP_INFO of a socket by the kernel's names (tcpi_state ...), SO_MEMINFO by its names (SK_MEMINFO_RMEM_ALLOC ...);
     * empty if TCP does not know it.
     */
    Map<String, Long> tcpInfo(long cookie, FlowKey flow);
}
