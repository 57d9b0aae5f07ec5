package io.rxpath.ip.core;

import io.rxpath.ip.core.ipv6.Ip6Stack;
import io.rxpath.ip.core.route.InDevice;
import io.rxpath.ip.core.route.IpCommandLine;
import io.rxpath.skb.Cidr;
import java.util.ArrayList;
import java.util.List;

/**
 * Addresses that come and go while the host runs (kernel net/ipv4/devinet.c inet_rtm_newaddr(), inet_rtm_deladdr();
 * net/ipv6/addrconf.c inet6_rtm_newaddr()).
 */
final class InetAddresses implements IpCommandLine.Addresses {
    private final Net net;
    private final FibLookup fib;
    private final Ip6Stack ip6;
    /** The devices the host began with. */
    private final List<NetDevice> first;

    InetAddresses(Net net, FibLookup fib, Ip6Stack ip6) {
        this.net = net;
        this.fib = fib;
        this.ip6 = ip6;
        this.first = net.settings.devices();
    }

    /** A device gets an address, of IPv6 one that is tried first. */
    @Override
    public void add(int ifindex, Cidr cidr) {
        if (cidr.address().isV4()) {
            fib.frontend().addAddress(ifindex, cidr);
        } else {
            ip6.addAddress(ifindex, cidr, net.now);
        }
        changed(ifindex, cidr, true);
    }

    @Override
    public void remove(int ifindex, Cidr cidr) {
        if (cidr.address().isV4()) {
            fib.frontend().removeAddress(ifindex, cidr);
        } else {
            ip6.removeAddress(ifindex, cidr);
        }
        changed(ifindex, cidr, false);
    }

    private void changed(int ifindex, Cidr cidr, boolean added) {
        List<NetDevice> devices = new ArrayList<>();
        for (NetDevice dev : net.settings.devices()) {
            devices.add(dev.ifindex() == ifindex ? with(dev, cidr, added) : dev);
        }
        use(net.settings, devices);
    }

    private NetDevice with(NetDevice dev, Cidr cidr, boolean added) {
        List<Cidr> own = new ArrayList<>();
        InDevice in = fib.frontend().v4().device(dev.ifindex());
        if (in != null) {
            in.addresses().stream()
                    .map(InDevice.IfAddress::cidr)
                    .filter(each -> each.address().isV4())
                    .forEach(own::add);
        }
        dev.addresses().stream().filter(each -> !each.address().isV4()).forEach(own::add);
        if (!cidr.address().isV4()) {
            own.remove(cidr);
            if (added) {
                own.add(cidr);
            }
        }
        NetDevice next = new NetDevice(dev.ifindex(), dev.name(), dev.mac(), dev.mtu(), dev.port(), own);
        fib.device(next);
        return next;
    }

    /**
     * Other settings from now on, with the addresses there are by now. A device may have another MTU (kernel
     * net/core/dev.c dev_set_mtu()).
     *
     * @throws IllegalArgumentException if they name other devices than those the host began with
     */
    void settings(IpSettings next) {
        List<NetDevice> named = next.devices();
        List<NetDevice> devices = new ArrayList<>();
        for (int i = 0; i < first.size(); i++) {
            if (named.size() != first.size()
                    || !named.get(i).equals(first.get(i).withMtu(named.get(i).mtu()))) {
                throw new IllegalArgumentException("devices cannot change while the IP layer runs, but for their MTU");
            }
            NetDevice device =
                    net.settings.devices().get(i).withMtu(named.get(i).mtu());
            fib.device(device);
            devices.add(device);
        }
        use(next, devices);
    }

    private void use(IpSettings next, List<NetDevice> devices) {
        net.settings = next.with(b -> {
            b.devices.clear();
            b.devices.addAll(devices);
        });
        net.devices = new NetDevices(net.settings);
    }
}
