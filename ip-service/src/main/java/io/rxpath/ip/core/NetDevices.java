package io.rxpath.ip.core;

import io.rxpath.skb.Cidr;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The host's devices, the loopback device among them, by number, wire port and name (kernel net/core/dev.c). */
public final class NetDevices {
    /** The loopback device, 127.0.0.1/8. Its MTU is 65536 in the kernel; no packet is that long. */
    public static final NetDevice LOOPBACK = new NetDevice(
            NetDevice.LOOPBACK_IFINDEX, "lo", 0, 0xffff, NetDevice.ANY_PORT, List.of(Cidr.parse("127.0.0.1/8")));

    private final List<InetDevice> all;
    private final @Nullable InetDevice[] byIndex;
    private @Nullable InetDevice anyPort;

    NetDevices(IpSettings settings) {
        InetConf shared = settings.conf(IpSettings.ALL);
        List<InetDevice> devices = new ArrayList<>();
        devices.add(new InetDevice(LOOPBACK, shared, settings.conf(LOOPBACK.name())));
        for (NetDevice dev : settings.devices()) {
            devices.add(new InetDevice(dev, shared, settings.conf(dev.name())));
        }
        all = List.copyOf(devices);
        int last = devices.stream().mapToInt(d -> d.dev().ifindex()).max().orElse(0);
        byIndex = new @Nullable InetDevice[last + 1];
        for (InetDevice device : devices) {
            byIndex[device.dev().ifindex()] = device;
            boolean wired = device.dev().ifindex() != NetDevice.LOOPBACK_IFINDEX;
            if (wired && device.dev().port() == NetDevice.ANY_PORT) {
                anyPort = device;
            }
        }
    }

    /** All of them, lo first, then as the settings name them. */
    public List<InetDevice> all() {
        return all;
    }

    /** The device of a number, or null. */
    public @Nullable InetDevice byIndex(int ifindex) {
        return ifindex > 0 && ifindex < byIndex.length ? byIndex[ifindex] : null;
    }

    /** The device that is plugged into a wire port, or null. */
    public @Nullable InetDevice byPort(int port) {
        for (int i = 1; i < all.size(); i++) {
            if (all.get(i).dev().port() == port) {
                return all.get(i);
            }
        }
        return anyPort;
    }

    /** What holds for a device. */
    InetDevice of(NetDevice dev) {
        return Objects.requireNonNull(byIndex(dev.ifindex()), "a device is one of the host's");
    }

    /** The device that has an IPv4 address (kernel __ip_dev_find()), or null. */
    @Nullable
    InetDevice ofAddress(int address) {
        for (InetDevice device : all) {
            for (Cidr own : device.dev().addresses()) {
                if (own.address().isV4() && own.address().v4() == address) {
                    return device;
                }
            }
        }
        return null;
    }

    /** The device of a name, or null. */
    public @Nullable InetDevice byName(String name) {
        for (InetDevice device : all) {
            if (device.dev().name().equals(name)) {
                return device;
            }
        }
        return null;
    }

    /** The number of the device of a name, or -1. */
    int ifindex(String name) {
        InetDevice device = byName(name);
        return device == null ? -1 : device.dev().ifindex();
    }
}
