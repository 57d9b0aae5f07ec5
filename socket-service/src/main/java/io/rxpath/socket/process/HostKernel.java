package io.rxpath.socket.process;

import io.rxpath.kit.HostFile;
import io.rxpath.skb.Cidr;
import io.rxpath.skb.FlowKey;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.SockCommand;
import io.rxpath.socket.core.syscall.Kernel;
import io.rxpath.socket.kafka.SocketCore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The layers below a process: they hear of its calls over Kafka, and what they answer comes when it comes. */
final class HostKernel implements Kernel {
    private static final IpAddress LOOPBACK_V6 = IpAddress.parse("::1");
    private static final int LOOPBACK_V4 = 127;

    private final SocketCore core;
    private final LongSupplier clock;
    private final TcpPages tcp;
    private final List<Cidr> addresses = new ArrayList<>();
    private final Map<String, List<Cidr>> byDevice = new HashMap<>();

    HostKernel(SocketCore core, HostFile host, LongSupplier clock, TcpPages tcp) {
        this.core = core;
        this.clock = clock;
        this.tcp = tcp;
        host.addresses().forEach(text -> addresses.add(Cidr.parse(text)));
        byDevice.put("lo", List.of());
        byDevice.put("eth0", List.copyOf(addresses));
        host.interfaces().forEach(each -> {
            List<Cidr> own = each.addresses().stream().map(Cidr::parse).toList();
            byDevice.put(each.name(), own);
            addresses.addAll(own);
        });
    }

    @Override
    public long now() {
        return clock.getAsLong();
    }

    @Override
    public void command(SockCommand command) {
        core.command(command);
    }

    /** The address on the network of {@code remote}, else the first of its family: routes with a source are not asked. */
    @Override
    public @Nullable IpAddress source(IpAddress remote, String device) {
        IpAddress first = null;
        for (Cidr cidr : device.isEmpty() ? addresses : byDevice.getOrDefault(device, List.of())) {
            if (cidr.address().isV4() == remote.isV4()) {
                if (cidr.contains(remote)) {
                    return cidr.address();
                }
                first = first == null ? cidr.address() : first;
            }
        }
        return first;
    }

    @Override
    public boolean hasDevice(String name) {
        return byDevice.containsKey(name);
    }

    @Override
    public boolean isLocal(IpAddress address) {
        return address.equals(LOOPBACK_V6)
                || address.isV4() && address.v4() >>> 24 == LOOPBACK_V4
                || addresses.stream().anyMatch(cidr -> cidr.address().equals(address));
    }

    @Override
    public int tcpFastopen() {
        return tcp.fastopen();
    }

    @Override
    public Map<String, Long> tcpInfo(long cookie, FlowKey flow) {
        return tcp.info(cookie, flow);
    }
}
