package io.rxpath.ip.core;

import io.rxpath.ip.core.conntrack.Conntrack;
import io.rxpath.ip.core.ipv6.Ip6Stack;
import io.rxpath.ip.core.nat.Nat;
import io.rxpath.ip.core.netfilter.NfFamily;
import io.rxpath.ip.core.netfilter.NfHook;
import io.rxpath.ip.core.netfilter.NfHooks;
import io.rxpath.ip.core.netfilter.NfServices;
import io.rxpath.ip.core.route.FibFrontend;
import io.rxpath.ip.core.route.IpCommandLine;
import io.rxpath.skb.Counters;
import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.FlowKey;
import io.rxpath.skb.IcmpMib;
import io.rxpath.skb.IpExtMib;
import io.rxpath.skb.IpMib;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.Ledger;
import io.rxpath.skb.LinkStat;
import io.rxpath.skb.LinuxMib;
import io.rxpath.skb.PacketType;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;
import io.rxpath.skb.UdpMib;
import io.rxpath.skb.VlanTag;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The IP layer of the host: packets from the device to TCP, segments from TCP to the card, ARP and ICMP in between (kernel
 * net/ipv4; the dispatch by protocol is the end of net/core/dev.c __netif_receive_skb_core()).
 *
 * <p>Single-threaded: the caller serialises the calls. The counters and the ledger may be read by any thread.
 */
public final class IpStack {
    private static final int VLAN_ID_MASK = 0xfff;
    private static final String CORE = "__netif_receive_skb_core";

    /** What softirq says of a frame with a length and an IEEE 802.2 header (ETH_P_802_2). */
    private static final int P_802_2 = 0x0004;

    private final Net net;
    private final NeighTable neighbours;
    private final IpFrag frag;
    private final IpRcv ipRcv;
    private final ArpRcv arpRcv;
    private final ArpSend arpSend;
    private final IpQueueXmit queueXmit;
    private final IpMakeSkb makeSkb;
    private final FibLookup fib;
    private final IpCommandLine ip;
    private final InetAddresses addresses;
    private final Conntrack conntrack;
    private final Nat nat;
    private final NetfilterServices services;
    private final Ip6Stack ip6;
    private final IpRouteConnect routeConnect;

    /**
     * A host with these settings that speaks to {@code out}; its random choices are always the same.
     *
     * @throws IllegalArgumentException if a route's gateway cannot be reached
     */
    public IpStack(IpSettings settings, IpOutput out) {
        this(settings, out, 0);
    }

    /**
     * A host with these settings that speaks to {@code out}.
     *
     * @param seed of its random choices: ports of NAT, rules of the kind "one in ten"
     * @throws IllegalArgumentException if a route's gateway cannot be reached
     */
    public IpStack(IpSettings settings, IpOutput out, long seed) {
        net = new Net(settings, out);
        fib = new FibLookup(settings);
        IpRoute route = new IpRoute(net, fib);
        IpHooks hooks = new IpHooks(net, NfFamily.IPV4);
        arpSend = new ArpSend(net);
        ArpSolicit solicit = new ArpSolicit(net, fib, arpSend);
        neighbours = new NeighTable(net, settings.neigh(), solicit);
        Prandom random = new Prandom(seed);
        arpRcv = new ArpRcv(net, route, fib, neighbours, arpSend, new Prandom(seed ^ 1));
        IpOutputPath outputPath = new IpOutputPath(net, hooks, neighbours);
        IpLocalOut localOut = new IpLocalOut(net, hooks, route, outputPath);
        queueXmit = new IpQueueXmit(net, route, localOut);
        IcmpSend icmpSend = new IcmpSend(net, route, localOut);
        outputPath.onError(icmpSend::send);
        solicit.onLinkFailure(icmpSend::linkFailure);
        frag = new IpFrag(net, route, icmpSend);
        makeSkb = new IpMakeSkb(net, route, localOut);
        UdpRcv udpRcv = new UdpRcv(net, icmpSend, new UdpTable(settings.udp(), net.devices::ifindex));
        IcmpRcv icmpRcv = new IcmpRcv(
                net, icmpSend, new DatagramErr(net, udpRcv, new IpRtException(net, route, fib, neighbours)));
        IpLocalDeliver localDeliver = new IpLocalDeliver(net, hooks, frag, icmpRcv, udpRcv, icmpSend);
        IpOptionsForward options = new IpOptionsForward(net, route, icmpSend);
        IpForward forward = new IpForward(net, hooks, options, outputPath, icmpSend);
        ipRcv = new IpRcv(net, hooks, route, localDeliver, forward, new IpError(net, icmpSend), options);
        conntrack = new Conntrack(settings.conntrack(), net.hooks, this::defrag, random);
        nat = new Nat(conntrack, net.hooks, random);
        NfRejectIpv4 reject = new NfRejectIpv4(net, route, icmpSend, localOut, conntrack);
        services = new NetfilterServices(net, fib, conntrack, nat, reject, random);
        ip6 = new Ip6Stack(net, settings.ipv6(), fib.frontend(), icmpSend.ratelimit(), conntrack);
        ip6.udpSockets(new Udp6Sockets(udpRcv));
        routeConnect = new IpRouteConnect(route, ip6);
        services.v6(ip6);
        addresses = new InetAddresses(net, fib, ip6);
        ip = new IpCommandLine(
                fib.frontend(),
                new IpRouteInput(net, route, fib),
                IpRoute::joined,
                addresses,
                net::devByIndex,
                neighbours,
                ip6.neighbours());
        for (Neighbour neighbour : settings.neighbours()) {
            learn(neighbour, 0);
        }
    }

    /** Reassembly for connection tracking. */
    private @Nullable SkBuff defrag(SkBuff skb, NfFamily family, NfHook hook, long now) {
        if (family != NfFamily.IPV4) {
            return ip6.defrag(skb, hook, now);
        }
        boolean in = hook == NfHook.PRE_ROUTING;
        return frag.defrag(skb, in ? IpDefragUser.CONNTRACK_IN : IpDefragUser.CONNTRACK_OUT, now);
    }

    /** A packet from the device: data begins behind the Ethernet header, {@code skb.protocol} says what it is. */
    public void receive(SkBuff skb, long now) {
        net.now = now;
        dispatch(skb, now);
        drain(now);
    }

    /** The devices are up: with arp_notify their IPv4 addresses are told to everybody. */
    void announce() {
        net.devices.all().forEach(arpSend::notify);
    }

    /**
     * The devices are up (kernel NETDEV_UP): addresses are announced and tried, groups reported, routers asked, as the
     * settings say; see {@link Ip6Stack#up}. Without this call all addresses are ours at once.
     */
    public void up(long now) {
        net.now = now;
        announce();
        ip6.up(now);
        drain(now);
    }

    /** What we have sent to ourselves comes back. */
    private void drain(long now) {
        for (SkBuff skb = net.loopback.poll(); skb != null; skb = net.loopback.poll()) {
            if (skb.protocol == EthernetHeader.TYPE_IPV4) {
                ipRcv.rcv(skb, now);
            } else {
                ip6.rcv(skb, now);
            }
        }
    }

    private void dispatch(SkBuff skb, long now) {
        net.ledger.received(skb.segments());
        InetDevice in = net.devices.byPort(skb.port);
        if (in == null) {
            net.kfreeSkb(skb, SkbDropReason.DEV_READY, CORE, now);
            return;
        }
        skb.iif = in.dev().ifindex();
        if (skb.protocol == EthernetHeader.TYPE_VLAN || skb.protocol == EthernetHeader.TYPE_QINQ) {
            SkbDropReason reason = vlanUntag(skb);
            if (reason.dropped()) {
                net.kfreeSkb(skb, reason, CORE, now);
                return;
            }
        }
        if (skb.vlanTci >= 0 && (skb.vlanTci & VLAN_ID_MASK) != 0) {
            // No device has that VLAN; a tag with id 0 is a priority only.
            skb.pktType = PacketType.OTHERHOST;
        }
        switch (skb.protocol) {
            case EthernetHeader.TYPE_IPV4 -> ipRcv.rcv(skb, now);
            case EthernetHeader.TYPE_IPV6 -> ip6.rcv(skb, now);
            case EthernetHeader.TYPE_ARP -> arpRcv.rcv(skb, now);
            default -> {
                if (skb.protocol == P_802_2 && net.settings.llc()) {
                    // No service access point is open.
                    net.kfreeSkb(skb, SkbDropReason.NOT_SPECIFIED, "llc_rcv", now);
                    return;
                }
                net.link.inc(LinkStat.RX_DROPPED);
                net.kfreeSkb(skb, SkbDropReason.UNHANDLED_PROTO, CORE, now);
            }
        }
    }

    /** skb_vlan_untag(): a tag that the card has left in the frame; data behind the first type. */
    private static SkbDropReason vlanUntag(SkBuff skb) {
        if (!Net.mayPull(skb, VlanTag.LENGTH)) {
            return SkbDropReason.NOT_SPECIFIED;
        }
        byte[] a = skb.buf();
        int at = skb.data();
        skb.vlanTci = (a[at] & 0xff) << 8 | a[at + 1] & 0xff;
        skb.protocol = (a[at + 2] & 0xff) << 8 | a[at + 3] & 0xff;
        skb.pull(VlanTag.LENGTH);
        skb.resetNetworkHeader();
        return SkbDropReason.NOT_DROPPED_YET;
    }

    /**
     * A TCP segment, a UDP datagram or an ICMP query to send: data begins at its header; flow, ipProtocol, tos and ttl of
     * the skb are set.
     */
    public void output(SkBuff segment, long now) {
        net.now = now;
        FlowKey flow = segment.flow;
        if (flow != null && !flow.isV4()) {
            ip6.output(segment, flow, now);
        } else if (flow != null && segment.ipProtocol != IpProtocol.TCP) {
            makeSkb.send(segment, flow, now);
        } else {
            queueXmit.queueXmit(segment, now);
        }
        drain(now);
    }

    /** Another instance of the layer has learnt a neighbour. Own changes that come back do no harm. */
    public void learn(Neighbour neighbour, long now) {
        NetDevice dev = net.devByIndex(neighbour.ifindex());
        if (dev != null && neighbour.address().isV4()) {
            neighbours.learn(dev, neighbour, now);
        } else if (dev != null) {
            ip6.learn(dev, neighbour, now);
        }
    }

    /** When {@link #onTimeout} wants to be called, or Long.MAX_VALUE. */
    public long nextTimeoutNanos() {
        long next = Math.min(neighbours.nextTimeoutNanos(), frag.nextTimeoutNanos());
        next = Math.min(next, arpRcv.nextTimeoutNanos());
        return Math.min(Math.min(next, ip6.nextTimeoutNanos()), conntrack.nextTimeoutNanos());
    }

    /** Runs what is due at {@code now}. */
    public void onTimeout(long now) {
        net.now = now;
        neighbours.onTimeout(now);
        arpRcv.onTimeout(now);
        frag.onTimeout(now);
        ip6.onTimeout(now);
        conntrack.onTimeout(now);
        drain(now);
    }

    /** The receive direction's ledger. */
    public Ledger ledger() {
        return net.ledger;
    }

    /** Wire segments that wait in reassembly. */
    public long heldSegments() {
        return frag.heldSegments() + arpRcv.heldSegments() + ip6.heldSegments();
    }

    /**
     * Other settings from now on, as sysctl changes them on a running system: neighbours, fragments, connections and what
     * the rate limiters have counted stay.
     *
     * @throws IllegalArgumentException if devices (but for their MTU), static routes or UDP sockets differ: those are made with the stack
     */
    public void settings(IpSettings next) {
        IpSettings before = net.settings;
        if (!next.routes().equals(before.routes()) || !next.udp().equals(before.udp())) {
            throw new IllegalArgumentException("static routes and UDP sockets cannot change while the IP layer runs");
        }
        addresses.settings(next);
        neighbours.settings(next.neigh());
        conntrack.settings(next.conntrack());
        ip6.settings(next.ipv6());
    }

    /** The settings that hold. */
    public IpSettings settings() {
        return net.settings;
    }

    /** Other ICMP settings from now on; see {@link #settings(IpSettings)}. */
    public void icmp(IcmpSettings settings) {
        settings(net.settings.withIcmp(settings));
    }

    /** What the stack does for rules. */
    public NfServices services() {
        return services;
    }

    /** The connections. */
    public Conntrack conntrack() {
        return conntrack;
    }

    /** Where NAT's chains register. */
    public Nat nat() {
        return nat;
    }

    /** Routing tables and rules of both families, and the devices' addresses. */
    public FibFrontend fib() {
        return fib.frontend();
    }

    /**
     * Runs the words behind {@code ip}: {@code [-4|-6] address|neighbour|route|rule ...}, and returns what it prints.
     *
     * @throws IllegalArgumentException with what it prints if it refuses
     */
    public String ip(List<String> words, long now) {
        net.now = now;
        String printed = ip.run(words, now);
        drain(now);
        return printed;
    }

    /** Line TcpExt of /proc/net/netstat, as far as this layer moves it: IPReversePathFilter. */
    public Counters<LinuxMib> linux() {
        return net.linux;
    }

    /** Where rules, connection tracking and NAT register. */
    public NfHooks hooks() {
        return net.hooks;
    }

    /** The devices, lo among them. */
    public NetDevices devices() {
        return net.devices;
    }

    /** Packets lo has carried, of both families (lines rx_packets and tx_packets of lo). */
    public long loopbackPackets() {
        return net.loopbackPackets;
    }

    /** Their bytes. */
    public long loopbackBytes() {
        return net.loopbackBytes;
    }

    /** Line Ip of /proc/net/snmp. */
    public Counters<IpMib> ip() {
        return net.ip;
    }

    /** Line IpExt of /proc/net/netstat. */
    public Counters<IpExtMib> ipExt() {
        return net.ipExt;
    }

    /** Line Icmp of /proc/net/snmp. */
    public Counters<IcmpMib> icmp() {
        return net.icmp;
    }

    /** Line Udp of /proc/net/snmp. */
    public Counters<UdpMib> udp() {
        return net.udp;
    }

    /** The two counters of the device that this layer moves: rx_dropped and rx_otherhost_dropped. */
    public Counters<LinkStat> link() {
        return net.link;
    }

    /** The neighbours whose link-layer address is known. */
    public Collection<Neighbour> neighbours() {
        List<Neighbour> all = new ArrayList<>(neighbours.neighbours());
        all.addAll(ip6.neighbours().neighbours());
        return all;
    }

    /** What sockets ask of the routes. */
    public IpRouteConnect routeConnect() {
        return routeConnect;
    }

    /** IPv6 beside it. */
    public Ip6Stack ip6() {
        return ip6;
    }
}
