package io.rxpath.ip.core.conntrack;

import io.rxpath.ip.core.InetDevconf;
import io.rxpath.ip.core.IpOutput;
import io.rxpath.ip.core.IpSettings;
import io.rxpath.ip.core.IpStack;
import io.rxpath.ip.core.Neighbour;
import io.rxpath.ip.core.NetDevice;
import io.rxpath.ip.core.Route;
import io.rxpath.ip.core.nat.Nat;
import io.rxpath.ip.core.netfilter.NfFamily;
import io.rxpath.ip.core.netfilter.NfHook;
import io.rxpath.ip.core.netfilter.NfHookOps;
import io.rxpath.ip.core.netfilter.NfVerdict;
import io.rxpath.skb.Cidr;
import io.rxpath.skb.CtInfo;
import io.rxpath.skb.DropEvent;
import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SockEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The whole IPv4 layer as the recording host was set up. */
final class StackTarget implements ReplayTarget, IpOutput {
    private static final long PEER = 0x020000000001L;

    private final IpStack stack;
    private byte @Nullable [] sent;
    private CtInfo info = CtInfo.NONE;

    StackTarget(ConntrackSettings settings) {
        stack = new IpStack(settings(settings), this, 1);
        stack.conntrack().track(NfFamily.IPV4);
        stack.hooks().register(new NfHookOps(NfFamily.IPV4, NfHook.LOCAL_IN, 300, state -> NfVerdict.DROP));
        stack.hooks().register(new NfHookOps(NfFamily.IPV4, NfHook.FORWARD, 300, state -> {
            info = state.skb.ctInfo;
            return NfVerdict.ACCEPT;
        }));
    }

    private static IpSettings settings(ConntrackSettings conntrack) {
        List<Neighbour> neighbours = new ArrayList<>();
        for (int device = 0; device < 2; device++) {
            for (int host = 1; host < 10; host++) {
                if (host != 2) {
                    IpAddress address = IpAddress.parse("10.9." + device + "." + host);
                    neighbours.add(new Neighbour(2 + device, address, PEER, device, true));
                }
            }
        }
        return IpSettings.defaults(CtRig.ETH0.mac(), List.of(Cidr.parse("10.9.0.2/24")))
                .with(b -> {
                    b.devices.clear();
                    b.devices.add(device(CtRig.ETH0, "10.9.0.2/24"));
                    b.devices.add(device(CtRig.ETH1, "10.9.1.2/24"));
                    b.forward(1);
                    for (String conf : List.of("all", "eth0", "eth1")) {
                        b.conf(conf, InetDevconf.SEND_REDIRECTS, 0);
                    }
                    b.neighbours = neighbours;
                    b.routes =
                            List.of(Route.parse("10.8.0.0/24 via 10.9.0.1"), Route.parse("10.8.1.0/24 via 10.9.1.1"));
                    b.icmp = b.icmp.withRates(0, 1000, 50);
                    b.conntrack = conntrack;
                });
    }

    private static NetDevice device(NetDevice bare, String address) {
        return new NetDevice(
                bare.ifindex(), bare.name(), bare.mac(), bare.mtu(), bare.port(), List.of(Cidr.parse(address)));
    }

    @Override
    public byte @Nullable [] forward(SkBuff skb, NetDevice in, NetDevice out, long now) {
        sent = null;
        SkBuff received = SkBuff.alloc(64 + skb.len());
        received.reserve(64);
        skb.copyTo(received.buf(), received.put(skb.len()));
        received.protocol = EthernetHeader.TYPE_IPV4;
        received.port = in.port();
        received.resetNetworkHeader();
        stack.onTimeout(now);
        stack.receive(received, now);
        return sent;
    }

    @Override
    public CtInfo info() {
        return info;
    }

    @Override
    public Conntrack conntrack() {
        return stack.conntrack();
    }

    @Override
    public Nat nat() {
        return stack.nat();
    }

    @Override
    public boolean routes() {
        return true;
    }

    @Override
    public void transmit(SkBuff frame) {
        byte[] whole = frame.toByteArray();
        sent = java.util.Arrays.copyOfRange(whole, EthernetHeader.LENGTH, whole.length);
    }

    @Override
    public void deliverSocket(SockEvent event) {}

    @Override
    public void deliverTcp(SkBuff skb) {
        throw new AssertionError("a rule drops what is for us");
    }

    @Override
    public void neighbourChanged(Neighbour neighbour) {
        throw new AssertionError("all neighbours are permanent");
    }

    @Override
    public void drop(DropEvent event) {}
}
