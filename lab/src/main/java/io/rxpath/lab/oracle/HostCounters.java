package io.rxpath.lab.oracle;

import io.rxpath.lab.inline.InlineStack;
import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.Ipv6Header;
import io.rxpath.skb.LinkStat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The counters of /proc/net/snmp, netstat, snmp6, dev and of connection tracking. All have begun at 0. What a TAP counts
 * is counted here, in its stead: a frame as it was written, and one sent as the stack gave it, without padding.
 */
final class HostCounters {
    private static final class Device {
        final String name;
        long rxPackets;
        long rxBytes;
        long rxDropped;
        long txPackets;
        long txBytes;

        Device(String name) {
            this.name = name;
        }
    }

    private final InlineStack stack;
    private final Device[] devices;
    private Device receiving;
    private long droppedBefore;

    HostCounters(InlineStack stack, CaseFile theCase) {
        this.stack = stack;
        devices = theCase.ifaces().stream().map(i -> new Device(i.name())).toArray(Device[]::new);
        receiving = devices[0];
    }

    /** A frame is about to be received. */
    void received(int port, int length) {
        blame();
        receiving = devices[port];
        receiving.rxPackets++;
        receiving.rxBytes += length;
    }

    /** What was dropped since the last frame came with that frame. */
    private void blame() {
        long dropped = stack.ip().link().get(LinkStat.RX_DROPPED);
        receiving.rxDropped += dropped - droppedBefore;
        droppedBefore = dropped;
    }

    void sent(int port, byte[] frame) {
        Device device = devices[port];
        device.txPackets++;
        int header = EthernetHeader.LENGTH;
        int type = new EthernetHeader(frame, 0).type();
        device.txBytes += switch (type) {
            case EthernetHeader.TYPE_IPV4 -> header + new Ipv4Header(frame, header).totalLength();
            case EthernetHeader.TYPE_IPV6 -> header + Ipv6Header.LENGTH + new Ipv6Header(frame, header).payloadLength();
            case EthernetHeader.TYPE_ARP -> header + 28;
            default -> frame.length;
        };
    }

    /** Those that are not 0, by name. */
    Map<String, Long> all() {
        blame();
        Map<String, Long> all = new TreeMap<>();
        all.putAll(stack.ip().ip().nonZero());
        all.putAll(stack.ip().ipExt().nonZero());
        all.putAll(stack.ip().icmp().nonZero());
        all.putAll(stack.ip().ip6().counters());
        add(all, stack.ip().udp().nonZero());
        add(all, stack.socket().udp().nonZero());
        stack.socket().udp6().nonZero().forEach((name, n) -> all.merge(name.replace("Udp.", "Udp6"), n, Long::sum));
        all.putAll(stack.ip().conntrack().stats().nonZero());
        all.putAll(stack.tcp().tcp().nonZero());
        add(all, stack.ip().linux().nonZero());
        add(all, stack.tcp().linux().nonZero());
        add(all, stack.tcp().icmp());
        for (String way : List.of("rx_", "tx_")) {
            put(all, "lo", way + "packets", stack.ip().loopbackPackets());
            put(all, "lo", way + "bytes", stack.ip().loopbackBytes());
        }
        for (Device device : devices) {
            put(all, device.name, "rx_packets", device.rxPackets);
            put(all, device.name, "rx_bytes", device.rxBytes);
            put(all, device.name, "rx_dropped", device.rxDropped);
            put(all, device.name, "tx_packets", device.txPackets);
            put(all, device.name, "tx_bytes", device.txBytes);
        }
        return all;
    }

    private static void add(Map<String, Long> all, Map<String, Long> more) {
        more.forEach((name, n) -> all.merge(name, n, Long::sum));
    }

    private static void put(Map<String, Long> all, String device, String name, long value) {
        if (value != 0) {
            all.put("dev." + device + "." + name, value);
        }
    }
}
