package io.rxpath.lab.inline;

import io.rxpath.ip.core.NetDevice;
import io.rxpath.skb.Cidr;
import io.rxpath.skb.FlowKey;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.SockCommand;
import io.rxpath.socket.core.syscall.Kernel;
import java.util.List;
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

    /** The address on the network of {@code remote}, else the first of its family: what the routes of a case come to. */
    @Override
    public @Nullable IpAddress source(IpAddress remote) {
        IpAddress first = null;
        for (NetDevice device : devices()) {
            for (Cidr cidr : device.addresses()) {
                if (cidr.address().isV4() == remote.isV4()) {
                    if (cidr.contains(remote)) {
                        return cidr.address();
                    }
                    first = first == null ? cidr.address() : first;
                }
            }
        }
        return first;
    }

    @Override
    public boolean isLocal(IpAddress address) {
        for (NetDevice device : devices()) {
            for (Cidr cidr : device.addresses()) {
                if (cidr.address().equals(address)) {
                    return true;
                }
            }
        }
        return address.equals(IpAddress.parse("::1")) || address.isV4() && address.v4() >>> 24 == 127;
    }

    private List<NetDevice> devices() {
        return stack.ip().settings().devices();
    }

    @Override
    public Map<String, Long> tcpInfo(long cookie, FlowKey flow) {
        return stack.tcp().info(cookie, flow, stack.now());
    }
}
