package io.rxpath.lab.packetdrill.run;

import io.rxpath.ip.config.IpConfig;
import io.rxpath.ip.core.IpSettings;
import io.rxpath.ip.core.Neighbour;
import io.rxpath.ip.core.NetDevice;
import io.rxpath.ip.core.Route;
import io.rxpath.lab.inline.InlineSettings;
import io.rxpath.lab.inline.InlineStack;
import io.rxpath.lab.peer.TimedFrame;
import io.rxpath.lab.qdisc.TcQdisc;
import io.rxpath.nic.core.Features;
import io.rxpath.nic.core.NicSettings;
import io.rxpath.skb.Cidr;
import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.Gso;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.MacAddress;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbFrag;
import io.rxpath.socket.core.SocketSettings;
import io.rxpath.socket.core.syscall.SystemCalls;
import io.rxpath.softirq.core.SoftirqSettings;
import io.rxpath.softirq.core.Truesize;
import io.rxpath.tcp.core.TcpDiagMsg;
import io.rxpath.tcp.core.TcpSettings;
import io.rxpath.tcp.core.TcpSockInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The host under test: the in-line stack with one device tun0, behind which the peer is. A packet of the peer reaches the
 * IP layer as a TUN device hands it over (drivers/net/tun.c tun_get_user()), or through the card and GRO.
 */
final class ScriptHost implements HostUnderTest {
    private static final String DEVICE = "tun0";
    private static final String HOST_MAC = "02:00:00:00:00:02";
    private static final String PEER_MAC = "02:00:00:00:00:01";
    private static final String TCP = "net.ipv4.tcp_";

    /** With its headroom of 64 bytes a packet of this length does not fit into a page. */
    private static final int FIRST_PAGED = 4096 - 64;

    /** Bytes of the largest run of pages that is allocated at once. */
    private static final int PAGES = 32_768;

    private final RunOptions options;
    private final InlineStack stack;
    private final Map<String, byte[]> files = new TreeMap<>();
    private TcpSettings tcp;
    private IpSettings ip;

    ScriptHost(RunOptions options) {
        this.options = options;
        long mac = MacAddress.parse(HOST_MAC);
        IpAddress local = IpAddress.parse(options.localIp());
        IpAddress remote = IpAddress.parse(options.remoteIp());
        NetDevice device = new NetDevice(
                IpSettings.FIRST_IFINDEX,
                DEVICE,
                mac,
                options.mtu(),
                0,
                List.of(Cidr.parse(local + (local.isV4() ? "/16" : "/48"))));
        Route toPeer = Route.parse(network(remote));
        ip = IpSettings.defaults(mac, List.of()).with(b -> {
            b.devices.clear();
            b.devices.add(device);
            b.routes = List.of(toPeer);
            b.neighbours = List.of(new Neighbour(remote, MacAddress.parse(PEER_MAC), 0, true));
        });
        tcp = TcpSettings.defaults()
                .withMtu(options.mtu())
                .withDevices(Map.of("lo", 1, DEVICE, IpSettings.FIRST_IFINDEX));
        NicSettings nic = NicSettings.defaults(mac)
                .withPromiscuous(true)
                .withFeatures(options.gro ? NicSettings.defaults(mac).features() : Features.NONE)
                .withMtu(9216)
                .withRing(4096);
        InlineSettings settings = InlineSettings.of()
                .withNic(nic)
                .withSoftirq(SoftirqSettings.defaults(mac))
                .withIp(ip)
                .withTcp(tcp)
                .withSocket(new SocketSettings(List.of()));
        stack = new InlineStack(settings);
    }

    private static String network(IpAddress remote) {
        if (remote.isV4()) {
            return IpAddress.format(remote.v4() & 0xffffff00) + "/24";
        }
        return new IpAddress(remote.hi() & 0xffff_ffff_ffff_0000L, 0) + "/48";
    }

    @Override
    public Map<String, byte[]> files() {
        return files;
    }

    @Override
    public long now() {
        return stack.now();
    }

    @Override
    public long nextTimeoutNanos() {
        return stack.nextTimeoutNanos();
    }

    @Override
    public void advanceToNextEvent(long limit) {
        stack.advanceToNextEvent(limit);
    }

    @Override
    public void runUntil(long nanos) {
        stack.runUntil(nanos);
    }

    @Override
    public SystemCalls process() {
        return stack.syscalls();
    }

    @Override
    public Map<String, Long> sockstat() {
        return stack.tcp().sockstat();
    }

    @Override
    public Collection<TcpSockInfo> tcpSockets() {
        return stack.tcp().sockets();
    }

    @Override
    public List<TcpDiagMsg> diag() {
        return stack.tcp().diag(stack.now());
    }

    /** Every script has a host of its own, which ends with it. */
    @Override
    public void close() {
        files.clear();
    }

    @Override
    public void inject(byte[] packet, int mss, int payload) {
        boolean v4 = packet[0] >>> 4 == 4;
        int type = v4 ? EthernetHeader.TYPE_IPV4 : EthernetHeader.TYPE_IPV6;
        if (options.gro) {
            stack.injectBurst(WireFrames.of(packet, type, HOST_MAC, PEER_MAC, options.mtu()));
            return;
        }
        SkBuff skb = paged(packet);
        skb.protocol = type;
        skb.headers(0, 0, SkBuff.UNSET);
        skb.truesize = Truesize.TUN.of(packet.length);
        if (mss != 0 && payload > mss) {
            skb.gsoSize = mss;
            skb.gsoType = v4 ? Gso.TCPV4 : Gso.TCPV6;
        }
        stack.injectSkb(skb);
    }

    /** A packet beyond a page has its rest in pages of their own. */
    private static SkBuff paged(byte[] packet) {
        int linear = Truesize.TUN_LINEAR;
        if (packet.length < FIRST_PAGED) {
            return SkBuff.wrap(packet);
        }
        SkBuff skb = SkBuff.wrap(Arrays.copyOf(packet, linear));
        for (int at = linear; at < packet.length; at += PAGES) {
            skb.addFrag(new SkbFrag(packet, at, Math.min(PAGES, packet.length - at)));
        }
        return skb;
    }

    @Override
    public List<LivePacket> sent() {
        List<LivePacket> sent = new ArrayList<>();
        for (TimedFrame frame : stack.take()) {
            LivePacket packet = LivePacket.of(frame.nanos(), frame.frame());
            if (packet != null) {
                sent.add(packet);
            }
        }
        return sent;
    }

    @Override
    public void sysctl(String name, String value) {
        try {
            apply(name, value);
        } catch (IllegalArgumentException e) {
            FixedSysctls.check(name, value, e);
        }
    }

    private void apply(String name, String value) {
        if (name.startsWith("net.ipv6.")) {
            ip = ip.with(b -> b.ipv6 = b.ipv6.with(v6 -> v6.set(name, value)));
            stack.ip().settings(ip);
        } else if (name.startsWith("net.netfilter.") || name.startsWith("net.ipv4.") && !name.startsWith(TCP)) {
            ip = IpConfig.sysctl(ip, name, value);
            stack.ip().settings(ip);
        } else {
            tcp = tcp.withSysctl(name, value);
            stack.tcp().settings(tcp);
        }
    }

    @Override
    public Map<String, Long> counters() {
        Map<String, Long> all = new TreeMap<>();
        List.of(
                        stack.ip().ip().nonZero(),
                        stack.ip().ipExt().nonZero(),
                        stack.ip().icmp().nonZero(),
                        stack.ip().ip6().counters(),
                        stack.ip().udp().nonZero(),
                        stack.tcp().tcp().nonZero(),
                        stack.ip().linux().nonZero(),
                        stack.tcp().linux().nonZero())
                .forEach(part -> part.forEach((name, n) -> all.merge(name.replace(".", ""), n, Long::sum)));
        return all;
    }

    @Override
    public String qdisc(TcQdisc command) {
        if (!command.device().isEmpty() && !command.device().equals(DEVICE)) {
            return "Cannot find device \"" + command.device() + "\"";
        }
        return stack.device().change(command, tcp.options().mtu());
    }

    @Override
    public void mtu(int mtu) {
        ip = ip.withMtu(mtu);
        stack.ip().settings(ip);
        tcp = tcp.withMtu(mtu);
        stack.tcp().settings(tcp);
    }
}
