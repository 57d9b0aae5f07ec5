package io.rxpath.ip.core.ipv6;

import io.rxpath.ip.core.IcmpRatelimit;
import io.rxpath.ip.core.InetDevice;
import io.rxpath.ip.core.IpHooks;
import io.rxpath.ip.core.NeighTable;
import io.rxpath.ip.core.Neighbour;
import io.rxpath.ip.core.Net;
import io.rxpath.ip.core.NetDevice;
import io.rxpath.ip.core.conntrack.Conntrack;
import io.rxpath.ip.core.netfilter.NfFamily;
import io.rxpath.ip.core.netfilter.NfHook;
import io.rxpath.ip.core.netfilter.NfReject;
import io.rxpath.ip.core.route.Errno;
import io.rxpath.ip.core.route.FibFrontend;
import io.rxpath.ip.core.route.RtnetlinkException;
import io.rxpath.skb.Cidr;
import io.rxpath.skb.FlowKey;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.SkBuff;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** IPv6 of the host, put together (kernel net/ipv6/af_inet6.c inet6_init()). */
public final class Ip6Stack {
    private final Net6 net6;
    private final Ip6Route route;
    private final NeighTable neighbours;
    private final Ip6Output output;
    private final Ip6Frag frag;
    private final NfCtFrag6 trackedFrag;
    private final Ip6Rcv rcv;
    private final Icmpv6Rcv icmpRcv;
    private final Icmpv6Send icmpSend;
    private final Udp6Rcv udp;
    private final NdiscSend ndiscSend;
    private final Ndisc ndisc;
    private final NdiscRouter router;
    private final Dad dad;
    private final Mld mld;
    private final NfReject6 reject;

    /**
     * IPv6 on the devices of {@code net}.
     *
     * @param frontend the tables; link-local addresses and their routes are added
     * @param global the limit of the host's ICMP messages, which IPv4 shares
     * @param conntrack the connections, of both families
     */
    public Ip6Stack(Net net, Ipv6Settings settings, FibFrontend frontend, IcmpRatelimit global, Conntrack conntrack) {
        net6 = new Net6(net, settings, frontend);
        IpHooks hooks = new IpHooks(net, NfFamily.IPV6);
        route = new Ip6Route(net6, frontend.v6());
        output = new Ip6Output(net6, hooks, route);
        Icmpv6Ratelimit ratelimit = new Icmpv6Ratelimit(net6, global);
        icmpSend = new Icmpv6Send(net6, route, output, ratelimit);
        ndiscSend = new NdiscSend(net6, output);
        neighbours = new NeighTable(net, settings.neigh(), new NdiscSolicit(net6, ndiscSend, icmpSend));
        output.wire(neighbours, icmpSend);
        dad = new Dad(net6, ndiscSend);
        router = new NdiscRouter(net6, frontend.v6(), dad);
        ndisc = new Ndisc(net6, ndiscSend, dad, router);
        ndisc.wire(neighbours);
        mld = new Mld(net6, output);
        icmpRcv = new Icmpv6Rcv(net6, route, icmpSend, ndisc, mld);
        udp = new Udp6Rcv(net6, icmpSend);
        icmpRcv.udp(udp);
        frag = new Ip6Frag(net6, icmpSend);
        trackedFrag = new NfCtFrag6(net6, icmpSend);
        Exthdrs exthdrs = new Exthdrs(net6, icmpSend);
        Ip6Input input = new Ip6Input(net6, hooks, exthdrs, frag, icmpRcv, udp, icmpSend);
        Ip6Forward forward = new Ip6Forward(net6, hooks, output, icmpSend, ratelimit);
        forward.wire(ndiscSend);
        rcv = new Ip6Rcv(net6, hooks, route, exthdrs, input, forward, icmpSend);
        reject = new NfReject6(net6, route, output, icmpSend, conntrack);
    }

    /** A packet of EtherType 0x86dd; data is where the IPv6 header should be, iif is set. */
    public void rcv(SkBuff skb, long now) {
        rcv.rcv(skb, now);
    }

    /**
     * Reassembly for connection tracking; data at the IPv6 header. Our own packets are whole when tracking sees them.
     *
     * @return the packet to go on with, null if it waits for more or was dropped
     */
    public @Nullable SkBuff defrag(SkBuff skb, NfHook hook, long now) {
        return hook == NfHook.PRE_ROUTING ? trackedFrag.gather(skb, now) : skb;
    }

    /** A TCP segment to send: data at the TCP header. */
    public void output(SkBuff segment, FlowKey flow, long now) {
        output.xmit(segment, flow, now);
    }

    /**
     * The devices are up: addresses are tried, groups reported, routers asked, as the settings say (kernel addrconf_notify()
     * of NETDEV_UP). Without this call all addresses are ours at once.
     */
    public void up(long now) {
        for (InetDevice device : net6.net.devices.all()) {
            NetDevice dev = device.dev();
            if (dev.ifindex() == NetDevice.LOOPBACK_IFINDEX || net6.disabled(dev)) {
                continue;
            }
            mld.up(dev, now);
            for (Inet6Ifaddr address : List.copyOf(net6.addrconf().addresses())) {
                if (address.dev.ifindex() == dev.ifindex()) {
                    dad.start(address, neighbours.settings().retransNanos(), now);
                }
            }
            boolean listens = net6.conf(dev, Ipv6Devconf.ACCEPT_RA) != 0;
            if (listens && net6.conf(dev, Ipv6Devconf.ROUTER_SOLICITATIONS) != 0) {
                IpAddress from = net6.addrconf().linkLocal(dev);
                ndiscSend.sendRs(dev, from == null ? Ipv6Addr.ANY : from, now);
            }
        }
    }

    /** A device gets an address, which is tried first if the settings say so. */
    public void addAddress(int ifindex, Cidr cidr, long now) {
        NetDevice dev = net6.net.devByIndex(ifindex);
        if (dev == null) {
            throw new RtnetlinkException(Errno.ENODEV);
        }
        if (net6.addrconf().get(dev, cidr.address()) != null) {
            throw new RtnetlinkException(Errno.EEXIST, "ipv6: address already assigned");
        }
        Inet6Ifaddr made = net6.addrconf().add(dev, cidr);
        dad.start(made, neighbours.settings().retransNanos(), now);
    }

    /** A device loses an address. */
    public void removeAddress(int ifindex, Cidr cidr) {
        NetDevice dev = net6.net.devByIndex(ifindex);
        Inet6Ifaddr gone = dev == null ? null : net6.addrconf().get(dev, cidr.address());
        if (gone == null || gone.prefix != cidr.prefix()) {
            throw new RtnetlinkException(Errno.EADDRNOTAVAIL, "ipv6: address not found");
        }
        net6.addrconf().remove(gone);
    }

    /** Other settings from now on, except those that make addresses. */
    public void settings(Ipv6Settings settings) {
        Ipv6Settings before = net6.settings;
        net6.settings = settings;
        for (InetDevice device : net6.net.devices.all()) {
            String name = device.dev().name();
            boolean was = before.conf(name, Ipv6Devconf.FORWARDING) != 0;
            if (!was && settings.conf(name, Ipv6Devconf.FORWARDING) != 0) {
                net6.addrconf().becomesRouter(device.dev());
            }
        }
        neighbours.settings(settings.neigh());
    }

    /** The settings in force. */
    public Ipv6Settings settings() {
        return net6.settings;
    }

    /** Another instance of the layer has learnt a neighbour, or one was set by hand. */
    public void learn(NetDevice dev, Neighbour neighbour, long now) {
        neighbours.learn(dev, neighbour, now);
    }

    /** The neighbour table. */
    public NeighTable neighbours() {
        return neighbours;
    }

    /** The addresses and groups. */
    public Addrconf addrconf() {
        return net6.addrconf();
    }

    /** Where UDP sockets are: asked for each datagram from now on. */
    public void udpSockets(Udp6.Sockets sockets) {
        udp.sockets(sockets);
    }

    /** How packets are rejected (kernel nf_reject_ipv6.c). */
    public NfReject reject() {
        return reject;
    }

    /** The address to speak to {@code target} from by this device, or null (kernel ipv6_dev_get_saddr()). */
    public @Nullable IpAddress selectSource(NetDevice dev, IpAddress target) {
        return net6.addrconf().devGetSaddr(dev, target, 0);
    }

    /** The address of {@code dev} that packets to {@code target} are redirected to, or null (kernel nf_nat_redirect_ipv6()). */
    public @Nullable IpAddress selectRedirect(NetDevice dev, IpAddress target) {
        return net6.addrconf().redirect(dev, target);
    }

    /**
     * True if it is an anycast address of ours (kernel RTF_ANYCAST).
     *
     * @param dev the device a link-local one must be of, or null
     */
    public boolean anycast(@Nullable NetDevice dev, IpAddress address) {
        return net6.addrconf().checkAnycastRoute(dev, address);
    }

    /** True if the device has this address, and nobody else may have it. */
    public boolean owns(NetDevice dev, IpAddress address) {
        Inet6Ifaddr own = net6.addrconf().get(dev, address);
        return own != null && !own.tentative;
    }

    /**
     * The address a connection to {@code remote} comes from; null if no route leads there or no address fits.
     *
     * @param oif the device its socket is bound to, 0 for none
     */
    public @Nullable IpAddress source(IpAddress remote, int oif, long now) {
        Rt6 rt = route.output(remote, Ipv6Addr.ANY, oif, 0);
        if (rt.error() != Errno.NONE) {
            return null;
        }
        return rt.local() ? remote : route.saddr(rt, remote, now);
    }

    /** True if the host has this address. */
    public boolean isLocal(IpAddress address) {
        return route.output(address, Ipv6Addr.ANY, 0, 0).local();
    }

    /** When {@link #onTimeout} wants to be called, or Long.MAX_VALUE. */
    public long nextTimeoutNanos() {
        long next = Math.min(neighbours.nextTimeoutNanos(), frag.nextTimeoutNanos());
        next = Math.min(next, Math.min(router.nextTimeoutNanos(), trackedFrag.nextTimeoutNanos()));
        next = Math.min(next, ndisc.nextTimeoutNanos());
        for (Inet6Ifaddr address : net6.addrconf().addresses()) {
            next = Math.min(next, Math.min(address.dadTimer, address.validUntil));
        }
        return next;
    }

    /** Runs what is due. */
    public void onTimeout(long now) {
        neighbours.onTimeout(now);
        frag.onTimeout(now);
        trackedFrag.onTimeout(now);
        router.onTimeout(now);
        ndisc.onTimeout(now);
        for (Inet6Ifaddr address : List.copyOf(net6.addrconf().addresses())) {
            if (address.dadTimer <= now) {
                dad.work(address, neighbours.settings().retransNanos(), now);
            }
            if (address.validUntil <= now) {
                net6.addrconf().remove(address);
            }
        }
    }

    /** Wire segments that wait: in reassembly, and solicitations for anycast addresses. */
    public long heldSegments() {
        return frag.heldSegments() + trackedFrag.heldSegments() + ndisc.heldSegments();
    }

    /** Counters Ip6, Icmp6 and Udp6 that are not 0, by the names of /proc/net/snmp6. */
    public Map<String, Long> counters() {
        Map<String, Long> all = new TreeMap<>(net6.ip6.nonZero());
        all.putAll(net6.icmp6.nonZero());
        all.putAll(net6.udp6.nonZero());
        return all;
    }

    /** ICMPv6 messages by type that are not 0, such as Icmp6OutType135. */
    public Map<String, Long> icmp6Types() {
        return net6.icmp6.types();
    }

    /** Counters Udp6, for those who have the sockets. */
    public io.rxpath.skb.Counters<io.rxpath.skb.Udp6Mib> udp6() {
        return net6.udp6;
    }
}
