package io.rxpath.ip.core;

import io.rxpath.ip.core.netfilter.NfHooks;
import io.rxpath.skb.Counters;
import io.rxpath.skb.DropEvent;
import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.FlowKey;
import io.rxpath.skb.Hop;
import io.rxpath.skb.IcmpMib;
import io.rxpath.skb.IpExtMib;
import io.rxpath.skb.IpMib;
import io.rxpath.skb.IpSummed;
import io.rxpath.skb.Layer;
import io.rxpath.skb.Ledger;
import io.rxpath.skb.LedgerSnapshot;
import io.rxpath.skb.LinkStat;
import io.rxpath.skb.LinuxMib;
import io.rxpath.skb.PacketType;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;
import io.rxpath.skb.SockCookie;
import io.rxpath.skb.SockEvent;
import io.rxpath.skb.UdpMib;
import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What all parts of the layer share: settings, counters, the ledger and the way out (kernel include/net/net_namespace.h
 * struct net). The only place where a packet's end is entered in the ledger.
 */
public final class Net {
    /** Headroom of packets made here: Ethernet, a VLAN tag, the longest IP header, rounded up. */
    public static final int MAX_HEADER = 96;
    /** Wire port of a packet that comes from ourselves. */
    static final int LOOPED = -1;
    /** Nanoseconds of a jiffy, HZ being 250. */
    public static final long JIFFY = 4_000_000;
    /** Metadata of an skb in the kernel's SKB_TRUESIZE: sk_buff and skb_shared_info, aligned. */
    private static final int SKB_OVERHEAD = 256 + 320;

    public IpSettings settings;
    /** The time of the call that is being worked on, epoch nanoseconds; for what expires. */
    public long now;

    public final ArrayDeque<SkBuff> loopback = new ArrayDeque<>(0);
    /** Packets lo has carried, and their bytes. */
    public long loopbackPackets;

    public long loopbackBytes;
    public NetDevices devices;
    public final NfHooks hooks = new NfHooks();
    public final IpOutput out;
    public final Ledger ledger = new Ledger(Layer.IP);
    public final Counters<IpMib> ip = new Counters<>(IpMib.class);
    public final Counters<IpExtMib> ipExt = new Counters<>(IpExtMib.class);
    public final Counters<IcmpMib> icmp = new Counters<>(IcmpMib.class);
    /** Line TcpExt of /proc/net/netstat; of it the IP layer counts IPReversePathFilter only. */
    public final Counters<LinuxMib> linux = new Counters<>(LinuxMib.class);

    public final InetPeers peers = new InetPeers();
    public final Counters<UdpMib> udp = new Counters<>(UdpMib.class);
    public final Counters<LinkStat> link = new Counters<>(LinkStat.class);

    Net(IpSettings settings, IpOutput out) {
        this.settings = settings;
        this.devices = new NetDevices(settings);
        this.out = out;
    }

    /** The device that is plugged into a wire port. There is one: what has none goes no further than IpStack. */
    public NetDevice dev(int port) {
        return Objects.requireNonNull(devices.byPort(port), "a received packet has a device")
                .dev();
    }

    /** The device of a number, or null. */
    public @Nullable NetDevice devByIndex(int ifindex) {
        InetDevice device = devices.byIndex(ifindex);
        return device == null ? null : device.dev();
    }

    /** The device a received packet came in by. */
    public InetDevice inDevice(SkBuff skb) {
        return Objects.requireNonNull(devices.byIndex(skb.iif), "a received packet has a device");
    }

    /** A packet to ourselves comes back by lo as soon as the one being worked on is done (kernel loopback_xmit()). */
    public void loopbackXmit(SkBuff skb) {
        loopbackPackets++;
        loopbackBytes += skb.len();
        linkHeader(skb);
        loopbackXmit(skb, NetDevice.LOOPBACK_IFINDEX, PacketType.HOST);
    }

    /** The header that eth_header() writes for a device without an address. */
    private static void linkHeader(SkBuff skb) {
        if (skb.headroom() < EthernetHeader.LENGTH) {
            return;
        }
        int type = (skb.buf()[skb.data()] & 0xf0) == 0x60 ? EthernetHeader.TYPE_IPV6 : EthernetHeader.TYPE_IPV4;
        new EthernetHeader(skb.buf(), skb.push(EthernetHeader.LENGTH))
                .dst(0)
                .src(0)
                .type(type);
        skb.resetMacHeader();
        skb.pull(EthernetHeader.LENGTH);
    }

    /** A copy of what we send to many comes back by the device it leaves by (kernel dev_loopback_xmit()). */
    void loopbackXmit(SkBuff skb, int ifindex, PacketType type) {
        skb.iif = ifindex;
        skb.pktType = type;
        skb.port = LOOPED;
        loopback.add(skb);
    }

    /** True for a packet from the wire; the ledger does not know those that come from ourselves. */
    public static boolean counted(SkBuff skb) {
        return skb.port != LOOPED;
    }

    /** A received skb is lost at {@code place} (kernel kfree_skb_reason()). Returns the reason. */
    public SkbDropReason kfreeSkb(SkBuff skb, SkbDropReason reason, String place, long now) {
        if (counted(skb)) {
            ledger.dropped(reason.name(), skb.segments());
        }
        out.drop(DropEvent.of(Layer.IP, skb, reason.name(), place, now));
        return reason;
    }

    /** A received skb is lost by a rule of netfilter. */
    public void kfreeByRule(SkBuff skb, SkbDropReason reason, String place, String rule, long now) {
        if (counted(skb)) {
            ledger.dropped(reason.name(), skb.segments());
        }
        out.drop(DropEvent.of(Layer.IP, skb, reason.name(), place, now, rule));
    }

    /** An skb of ours is lost by a rule of netfilter. */
    public void kfreeSentByRule(SkBuff skb, SkbDropReason reason, String place, String rule, long now) {
        out.drop(DropEvent.of(Layer.IP, skb, reason.name(), place, now, rule));
    }

    /** A received skb that was held is lost; {@code reason} is a drop reason's or a counter's name. */
    public void kfreeQueued(SkBuff skb, String reason, String place, long now) {
        if (counted(skb)) {
            ledger.dropped(reason, skb.segments());
        }
        out.drop(DropEvent.of(Layer.IP, skb, reason, place, now));
    }

    /** An skb of ours is lost on its way out; the ledger knows the receive direction only. Returns the reason. */
    public SkbDropReason kfreeSent(SkBuff skb, SkbDropReason reason, String place, long now) {
        out.drop(DropEvent.of(Layer.IP, skb, reason.name(), place, now));
        return reason;
    }

    /** A received skb ended here as it should (kernel consume_skb()). */
    public SkbDropReason consumeSkb(SkBuff skb, String why) {
        if (counted(skb)) {
            ledger.consumed(why, skb.segments());
        }
        return SkbDropReason.SKB_CONSUMED;
    }

    /** A received skb goes to TCP; what came from ourselves enters the ledger here. */
    public void toTcp(SkBuff skb, long now) {
        skb.passed(Hop.IP, now);
        if (!counted(skb)) {
            ledger.received(skb.segments());
        }
        ledger.delivered(skb.segments());
        out.deliverTcp(skb);
    }

    /** A received skb goes to a socket past TCP; who has none with this cookie drops it. */
    public void toSocket(SkBuff skb, long cookie, FlowKey flow, long now) {
        skb.passed(Hop.IP, now);
        ledger.consumed(LedgerSnapshot.TO_SOCKET, skb.segments());
        out.deliverSocket(new SockEvent(SockEvent.Kind.DATAGRAM, SockCookie.home(cookie), cookie, flow, skb.iif, skb));
    }

    /** A copy of a received skb came into being: it did not come from below, so it is taken off what was consumed. */
    public void cloned(SkBuff skb) {
        ledger.consumed("skb_clone", -skb.segments());
    }

    /**
     * True if the first {@code n} bytes from data on are there and linear, after copying them there if need be (kernel
     * pskb_may_pull()).
     */
    public static boolean mayPull(SkBuff skb, int n) {
        if (n <= skb.headLen()) {
            return true;
        }
        if (n > skb.len()) {
            return false;
        }
        skb.linearize();
        return true;
    }

    /** Memory an skb is charged with; what nobody said is estimated as the kernel's SKB_TRUESIZE does. */
    public static int truesize(SkBuff skb) {
        return skb.truesize > 0 ? skb.truesize : skb.len() + SKB_OVERHEAD;
    }

    /** An empty skb for {@code payload} bytes behind {@link #MAX_HEADER} bytes of headroom. */
    public static SkBuff allocSkb(int payload) {
        SkBuff skb = SkBuff.alloc(MAX_HEADER + payload);
        skb.reserve(MAX_HEADER);
        skb.truesize = payload + SKB_OVERHEAD;
        return skb;
    }

    /**
     * A segment to send, or a copy of it that has room for the headers (kernel skb_cow_head()).
     *
     * @param header bytes of the IP header; room for the link's is added
     */
    public static SkBuff cowHead(SkBuff segment, int header) {
        if (segment.headroom() >= NeighTable.HEADER_ROOM + header) {
            return segment;
        }
        SkBuff skb = allocSkb(segment.len());
        segment.copyTo(skb.buf(), skb.put(segment.len()));
        skb.hash = segment.hash;
        skb.l4Hash = segment.l4Hash;
        skb.mark = segment.mark;
        skb.gsoSize = segment.gsoSize;
        skb.gsoSegs = segment.gsoSegs;
        skb.gsoType = segment.gsoType;
        skb.ipSummed = segment.ipSummed == IpSummed.PARTIAL ? IpSummed.PARTIAL : IpSummed.NONE;
        skb.flow = segment.flow;
        skb.ipProtocol = segment.ipProtocol;
        return skb;
    }
}
