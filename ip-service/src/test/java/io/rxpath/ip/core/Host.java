package io.rxpath.ip.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rxpath.skb.Cidr;
import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.FlowKey;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.LedgerSnapshot;
import io.rxpath.skb.MacAddress;
import io.rxpath.skb.PacketType;
import io.rxpath.skb.SkBuff;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The host of the kernel recordings, 10.9.0.2/24, in virtual time; its peer 10.9.0.1 is a neighbour set by hand. */
final class Host {
    static final long MAC = MacAddress.parse("02:00:00:00:00:02");
    static final long PEER_MAC = MacAddress.parse("02:00:00:00:00:01");
    static final int ADDRESS = ip("10.9.0.2");
    static final int PEER = ip("10.9.0.1");
    static final int PORT = 3;
    static final long MILLI = 1_000_000L;
    static final long SECOND = 1000 * MILLI;

    static final IpSettings NO_NEIGHBOURS = IpSettings.defaults(MAC, List.of(Cidr.parse("10.9.0.2/24")));
    static final IpSettings SETTINGS =
            NO_NEIGHBOURS.withNeighbours(List.of(new Neighbour(IpAddress.v4(PEER), PEER_MAC, PORT, true)));

    final RecordingOutput out = new RecordingOutput();
    final IpStack stack;
    long now = 45_033_852 * MILLI;

    Host() {
        this(SETTINGS);
    }

    Host(IpSettings settings) {
        stack = new IpStack(settings, out);
    }

    static int ip(String text) {
        return IpAddress.parse(text).v4();
    }

    /** Receives an Ethernet frame without FCS, after eth_type_trans() and the removal of a VLAN tag. */
    String receive(byte[] frame) {
        return receive(ethTypeTrans(frame));
    }

    /** Receives an skb as softirq passes it up; says what became of it, e.g. "delivered" or "dropped IP_CSUM". */
    String receive(SkBuff skb) {
        LedgerSnapshot before = balanced();
        stack.receive(skb, now);
        return difference(before, balanced());
    }

    static SkBuff ethTypeTrans(byte[] frame) {
        SkBuff skb = SkBuff.alloc(64 + frame.length);
        skb.reserve(64);
        System.arraycopy(frame, 0, skb.buf(), skb.put(frame.length), frame.length);
        skb.resetMacHeader();
        EthernetHeader eth = new EthernetHeader(skb.buf(), skb.data());
        skb.pktType = eth.broadcast()
                ? PacketType.BROADCAST
                : eth.multicast() ? PacketType.MULTICAST : eth.dst() == MAC ? PacketType.HOST : PacketType.OTHERHOST;
        skb.pull(EthernetHeader.LENGTH);
        skb.protocol = eth.type() < 0x600 ? 4 : eth.type();
        if (skb.protocol == EthernetHeader.TYPE_VLAN) {
            skb.vlanTci = skb.buf()[skb.data()] << 8 | skb.buf()[skb.data() + 1] & 0xff;
            skb.protocol = EthernetHeader.TYPE_IPV4;
            skb.pull(4);
        }
        skb.resetNetworkHeader();
        skb.port = PORT;
        skb.hash = 0x1234;
        return skb;
    }

    /** Sends a TCP segment of {@code length} bytes to {@code remote}, as tcp-service would. */
    void output(int remote, int length) {
        SkBuff skb = SkBuff.alloc(64 + length);
        skb.reserve(64);
        skb.put(length);
        skb.flow = FlowKey.v4(ADDRESS, 80, remote, 40000);
        skb.hash = 77;
        LedgerSnapshot before = balanced();
        stack.output(skb, now);
        assertThat(balanced()).as("the ledger of received segments").isEqualTo(before);
    }

    /** Lets time pass, running every timer at its time. */
    void advance(long nanos) {
        advanceTo(now + nanos);
    }

    void advanceTo(long until) {
        while (stack.nextTimeoutNanos() <= until) {
            now = Math.max(now, stack.nextTimeoutNanos());
            stack.onTimeout(now);
            balanced();
        }
        now = until;
    }

    LedgerSnapshot balanced() {
        LedgerSnapshot snapshot = stack.ledger().snapshot(stack.heldSegments());
        assertThat(snapshot.imbalance()).as("imbalance of %s", snapshot).isZero();
        return snapshot;
    }

    private static String difference(LedgerSnapshot before, LedgerSnapshot after) {
        Map<String, Long> changes = new TreeMap<>();
        changes.put("delivered", after.delivered() - before.delivered());
        changes.put("held", after.held() - before.held());
        after.dropped()
                .forEach((k, v) ->
                        changes.put("dropped " + k, v - before.dropped().getOrDefault(k, 0L)));
        after.consumed()
                .forEach((k, v) ->
                        changes.put("consumed " + k, v - before.consumed().getOrDefault(k, 0L)));
        StringBuilder text = new StringBuilder();
        changes.forEach((k, v) -> {
            if (v != 0) {
                text.append(text.isEmpty() ? "" : ", ").append(k).append(v == 1 ? "" : " " + v);
            }
        });
        return text.toString();
    }

    /** All counters that moved, by their full names. */
    Map<String, Long> counters() {
        Map<String, Long> all = new TreeMap<>(stack.ip().nonZero());
        all.putAll(stack.ipExt().nonZero());
        all.putAll(stack.icmp().nonZero());
        all.putAll(stack.udp().nonZero());
        all.putAll(stack.ip6().counters());
        return all;
    }
}
