package io.rxpath.lab.oracle;

import io.rxpath.lab.inline.InlineStack;
import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.LinkStat;
import java.util.Map;
import java.util.TreeMap;

/**
 * The counters of /proc/net/snmp, netstat and dev. All have begun at 0. What a TAP counts is counted here, in its stead: a
 * frame as it was written, and one sent as the stack gave it, without padding.
 */
final class HostCounters {
    private final InlineStack stack;
    private final String device;
    private long rxPackets;
    private long rxBytes;
    private long txPackets;
    private long txBytes;

    HostCounters(InlineStack stack, String device) {
        this.stack = stack;
        this.device = device;
    }

    void received(int length) {
        rxPackets++;
        rxBytes += length;
    }

    void sent(byte[] frame) {
        txPackets++;
        int type = new EthernetHeader(frame, 0).type();
        txBytes += switch (type) {
            case EthernetHeader.TYPE_IPV4 ->
                EthernetHeader.LENGTH + new Ipv4Header(frame, EthernetHeader.LENGTH).totalLength();
            case EthernetHeader.TYPE_ARP -> EthernetHeader.LENGTH + 28;
            default -> frame.length;
        };
    }

    /** Those that are not 0, by name. */
    Map<String, Long> all() {
        Map<String, Long> all = new TreeMap<>();
        all.putAll(stack.ip().ip().nonZero());
        all.putAll(stack.ip().ipExt().nonZero());
        all.putAll(stack.ip().icmp().nonZero());
        all.putAll(stack.ip().udp().nonZero());
        all.putAll(stack.tcp().tcp().nonZero());
        all.putAll(stack.tcp().linux().nonZero());
        put(all, "rx_packets", rxPackets);
        put(all, "rx_bytes", rxBytes);
        put(all, "rx_dropped", stack.ip().link().get(LinkStat.RX_DROPPED));
        put(all, "tx_packets", txPackets);
        put(all, "tx_bytes", txBytes);
        return all;
    }

    private void put(Map<String, Long> all, String name, long value) {
        if (value != 0) {
            all.put("dev." + device + "." + name, value);
        }
    }
}
