package io.rxpath.ip.core.route;

import io.rxpath.ip.core.route.InDevice.IfAddress;
import io.rxpath.skb.Cidr;
import java.util.List;
import java.util.TreeMap;

/**
 * The host's devices with their addresses and the routes of both families that follow from them (kernel
 * net/ipv4/fib_frontend.c, net/ipv4/devinet.c, net/ipv6/addrconf.c).
 */
public final class FibFrontend {
    private final TreeMap<Integer, InDevice> devices = new TreeMap<>();
    private final Fib v4 = new Fib(true, devices);
    private final Fib v6 = new Fib(false, devices);

    /** A host with lo alone. */
    public FibFrontend() {
        addDevice(InDevice.lo());
    }

    /** IPv4's tables. */
    public Fib v4() {
        return v4;
    }

    /** IPv6's tables. */
    public Fib v6() {
        return v6;
    }

    /** A device that is up, with the addresses it has. */
    public void addDevice(InDevice device) {
        if (devices.putIfAbsent(device.ifindex(), device) != null) {
            throw new RtnetlinkException(Errno.EEXIST);
        }
        v4.fibRules().devicesChanged();
        v6.fibRules().devicesChanged();
        Fib6.addDevice(v6, device);
        for (IfAddress address : device.addresses()) {
            announce(device, address);
        }
    }

    /**
     * Gives a device an address ({@code ip addr add}).
     *
     * @throws RtnetlinkException if it has it already, or there is no such device
     */
    public void addAddress(int ifindex, Cidr cidr) {
        InDevice device = device(ifindex);
        announce(device, device.add(cidr));
    }

    /**
     * Takes an address from a device ({@code ip addr del}).
     *
     * @throws RtnetlinkException if it does not have it, or there is no such device
     */
    public void removeAddress(int ifindex, Cidr cidr) {
        InDevice device = device(ifindex);
        List<IfAddress> gone = device.remove(cidr);
        // Secondary addresses go first.
        for (int i = gone.size() - 1; i >= 0; i--) {
            IfAddress address = gone.get(i);
            if (address.v4()) {
                boolean withPrimary = address.secondary() && !gone.get(0).secondary();
                Fib4.removeAddress(v4, device, address, withPrimary ? gone.get(0) : device.primaryOf(address));
            } else {
                Fib6.removeAddress(v6, device, address);
            }
        }
    }

    private void announce(InDevice device, IfAddress address) {
        if (address.v4()) {
            Fib4.addAddress(v4, device, address);
        } else {
            Fib6.addAddress(v6, device, address);
        }
    }

    private InDevice device(int ifindex) {
        InDevice device = devices.get(ifindex);
        if (device == null) {
            throw new RtnetlinkException(Errno.ENODEV);
        }
        return device;
    }
}
