package io.rxpath.lab.oracle;

import io.rxpath.ip.config.IpConfig;
import io.rxpath.ip.core.IpSettings;
import io.rxpath.ip.core.Neighbour;
import io.rxpath.ip.core.NetDevice;
import io.rxpath.lab.inline.InlineSettings;
import io.rxpath.lab.inline.InlineStack;
import io.rxpath.lab.inline.StackObserver;
import io.rxpath.lab.oracle.CaseFile.AppSpec;
import io.rxpath.lab.oracle.CaseFile.Iface;
import io.rxpath.lab.oracle.CaseFile.Neigh;
import io.rxpath.nic.core.Features;
import io.rxpath.nic.core.NicSettings;
import io.rxpath.skb.Cidr;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.MacAddress;
import io.rxpath.skb.UdpBind;
import io.rxpath.socket.core.App;
import io.rxpath.socket.core.SocketSettings;
import io.rxpath.socket.core.UdpApp;
import io.rxpath.socket.core.app.Application;
import io.rxpath.softirq.core.SoftirqSettings;
import io.rxpath.softirq.core.Truesize;
import io.rxpath.tcp.core.Listener;
import io.rxpath.tcp.core.TcpSettings;
import io.rxpath.tcp.core.TcpStack;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the in-line stack that make it the host of the recordings: its interface is a TAP, so there is one queue
 * and no hash, nothing is checked or filtered in front of the stack, a buffer is as long as its frame, and each run of the
 * softirq polls once; the module llc is loaded.
 */
final class CaseHost {

    /** What the recorded host was set to. */
    private static final Map<String, String> BASE_SYSCTL = baseSysctl();

    /** True of the stack as it is: setting them so changes nothing. */
    private static final Map<String, Set<String>> FIXED = Map.of(
            "net.ipv4.tcp_adv_win_scale",
            Set.of("1"),
            // The stack has nothing to report when a case begins.
            "net.ipv6.conf.default.mldv2_unsolicited_report_interval",
            Set.of("1"));

    private static final String TCP = "net.ipv4.tcp_";
    private static final String CONF = "net.ipv4.conf.";
    private static final String DEFAULT = "net.ipv4.conf.default.";

    private final List<String> unsupported;
    private final List<Listener> listeners = new ArrayList<>();
    private final List<UdpBind> udp = new ArrayList<>();
    private TcpSettings tcp = TcpSettings.defaults();
    private IpSettings ip;
    private @Nullable CaseRules rules;

    /** What cannot be set is added to {@code unsupported}. */
    CaseHost(CaseFile theCase, List<String> unsupported) {
        this.unsupported = unsupported;
        for (AppSpec app : theCase.apps()) {
            if (app.udp()) {
                udp.add(bind(app));
            } else {
                listeners.add(new Listener(null, app.port(), app.backlog(), app.rcvbuf()));
            }
        }
        ip = IpSettings.defaults(MacAddress.parse(theCase.iface().mac()), List.of())
                .with(b -> {
                    b.devices.clear();
                    b.devices.addAll(devices(theCase));
                    b.udp = udp;
                    b.llc = true;
                    b.neighbours = neighbours(theCase);
                });
        tcp = tcp.withDevices(indexes(ip))
                .withListeners(listeners)
                .withMtu(theCase.iface().mtu());
        Map<String, String> sysctl = new LinkedHashMap<>(BASE_SYSCTL);
        sysctl.putAll(theCase.sysctl());
        sysctl.forEach((name, value) -> {
            set(name, value);
            // The devices came afterwards and began with the defaults.
            if (name.startsWith(DEFAULT)) {
                theCase.ifaces().forEach(i -> set(CONF + i.name() + name.substring(DEFAULT.length() - 1), value));
            }
        });
    }

    private static Map<String, Integer> indexes(IpSettings host) {
        Map<String, Integer> indexes = new LinkedHashMap<>(Map.of("lo", NetDevice.LOOPBACK_IFINDEX));
        host.devices().forEach(dev -> indexes.put(dev.name(), dev.ifindex()));
        return indexes;
    }

    private static List<NetDevice> devices(CaseFile theCase) {
        List<NetDevice> devices = new ArrayList<>();
        for (Iface i : theCase.ifaces()) {
            int port = devices.size();
            List<Cidr> addresses = i.addresses().stream().map(Cidr::parse).toList();
            devices.add(new NetDevice(
                    IpSettings.FIRST_IFINDEX + port, i.name(), MacAddress.parse(i.mac()), i.mtu(), port, addresses));
        }
        return devices;
    }

    private static List<Neighbour> neighbours(CaseFile theCase) {
        List<Neighbour> neighbours = new ArrayList<>();
        for (Iface i : theCase.ifaces()) {
            int port = theCase.port(i.name());
            for (String peer : i.neighbour() ? i.peerIps() : List.<String>of()) {
                neighbours.add(neighbour(peer, i.peerMac(), port));
            }
        }
        for (Neigh n : theCase.neighbours()) {
            neighbours.add(neighbour(n.ip(), n.mac(), theCase.port(n.dev())));
        }
        return neighbours;
    }

    private static Neighbour neighbour(String address, String mac, int port) {
        return new Neighbour(
                IpSettings.FIRST_IFINDEX + port, IpAddress.parse(address), MacAddress.parse(mac), port, true);
    }

    /** The socket of an application that speaks UDP. */
    static UdpBind bind(AppSpec app) {
        UdpBind bind = app.v6() ? UdpBind.onAny(app.port()) : UdpBind.on(app.port());
        return app.rcvbuf() == 0 ? bind : bind.setRcvbuf(app.rcvbuf());
    }

    private static Map<String, String> baseSysctl() {
        Map<String, String> base = new LinkedHashMap<>();
        base.put("net.ipv6.conf.all.disable_ipv6", "1");
        base.put("net.ipv6.conf.default.disable_ipv6", "1");
        base.put("net.ipv4.conf.all.rp_filter", "0");
        base.put("net.ipv4.conf.default.rp_filter", "0");
        base.put("net.ipv4.tcp_rmem", "4096 131072 33554432");
        base.put("net.ipv4.tcp_timestamps", "1");
        base.put("net.ipv4.tcp_sack", "1");
        base.put("net.ipv4.tcp_congestion_control", "reno");
        base.put("net.ipv4.tcp_window_scaling", "1");
        base.put("net.ipv4.tcp_ecn", "2");
        base.put("net.ipv4.tcp_adv_win_scale", "1");
        base.put("net.ipv4.ip_forward", "0");
        return base;
    }

    /** A host that runs {@code programs}. */
    InlineStack boot(CaseFile theCase, StackObserver observer, Function<App, @Nullable Application> programs) {
        Iface iface = theCase.iface();
        long mac = MacAddress.parse(iface.mac());
        NicSettings nic = NicSettings.defaults(mac)
                .withPromiscuous(true)
                .withFeatures(Features.NONE)
                .withMtu(9216)
                .withRing(4096)
                .withRssKey(new byte[40]);
        SoftirqSettings softirq = SoftirqSettings.defaults(mac)
                .withTruesize(Truesize.TAP)
                .withNetdevBudget(1, SoftirqSettings.defaults(mac).netdevBudgetNanos())
                .withDeferral(iface.deferHardIrqs(), iface.groFlushNanos())
                .with(b -> {
                    for (Iface i : theCase.ifaces()) {
                        b.portMacs.put(theCase.port(i.name()), MacAddress.parse(i.mac()));
                    }
                });
        for (Iface i : theCase.ifaces()) {
            nic = nic.withPortMac(theCase.port(i.name()), MacAddress.parse(i.mac()));
        }
        List<App> apps = new ArrayList<>();
        for (Listener listener : listeners) {
            apps.add(App.sink(listener.port()));
        }
        InlineSettings settings = InlineSettings.of()
                .withNic(nic)
                .withSoftirq(softirq)
                .withIp(ip)
                .withTcp(tcp)
                .withSocket(new SocketSettings(apps)
                        .withUdp(udp.stream().map(UdpApp::unread).toList()));
        InlineStack stack = new InlineStack(settings, observer, programs);
        CaseRules loaded = new CaseRules(theCase, stack.ip());
        loaded.load(unsupported, stack.now());
        rules = loaded;
        return stack;
    }

    /** The rules of the host, once it runs. */
    CaseRules rules() {
        CaseRules loaded = rules;
        if (loaded == null) {
            throw new IllegalStateException("the host is not there yet");
        }
        return loaded;
    }

    /** Changes settings of a running host. */
    void change(InlineStack stack, Map<String, String> values) {
        values.forEach(this::set);
        settle(stack.tcp());
        stack.ip().settings(ip);
    }

    /** Sets a TCP as the host is set now. */
    void settle(TcpStack stack) {
        stack.settings(tcp);
    }

    private void set(String name, String value) {
        Set<String> fixed = FIXED.get(name);
        if (fixed != null) {
            if (!fixed.contains(value)) {
                unsupported.add("sysctl " + name + " = " + value);
            }
            return;
        }
        try {
            if (name.startsWith("net.ipv6.")) {
                ip = ip.with(b -> b.ipv6 = b.ipv6.with(v6 -> v6.set(name, value)));
            } else if (name.startsWith("net.netfilter.") || (name.startsWith("net.ipv4.") && !name.startsWith(TCP))) {
                ip = IpConfig.sysctl(ip, name, value);
            } else {
                tcp = tcp.withSysctl(name, value);
            }
        } catch (IllegalArgumentException e) {
            unsupported.add("sysctl " + name + " = " + value + " (" + e.getMessage() + ")");
        }
    }
}
