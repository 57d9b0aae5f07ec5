package io.rxpath.lab.inline;

import io.rxpath.skb.FlowKey;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.SockCommand;
import io.rxpath.socket.core.syscall.Kernel;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The in-line stack below the sockets of a process. */
final class InlineKernel implements Kernel {
    private final InlineStack stack;

    InlineKernel(InlineStack stack) {
        this.stack = stack;
    }

    @Override
    public long now() {
        return stack.now();
    }

    @Override
    public void command(SockCommand command) {
        stack.command(command);
    }

    @Override
    public @Nullable IpAddress source(IpAddress remote, String device) {
        int oif = stack.tcp().ifindex(device);
        return stack.ip().routeConnect().source(remote, oif, stack.now());
    }

    @Override
    public boolean hasDevice(String name) {
        return stack.tcp().ifindex(name) != 0;
    }

    @Override
    public boolean isLocal(IpAddress address) {
        return stack.ip().routeConnect().isLocal(address);
    }

    @Override
    public int tcpFastopen() {
        return stack.tcp().fastopen();
    }

    @Override
    public Map<String, Long> tcpInfo(long cookie, FlowKey flow) {
        return stack.tcp().info(cookie, flow, stack.now());
    }
}
