package io.rxpath.conformance.system;

import io.rxpath.conformance.system.LiveCable.Burst;
import io.rxpath.ip.core.IpSettings;
import io.rxpath.kit.HostFile;
import io.rxpath.lab.inline.InlineSettings;
import io.rxpath.lab.inline.InlineStack;
import io.rxpath.lab.peer.ParsedFrame;
import io.rxpath.lab.peer.TimedFrame;
import io.rxpath.nic.core.NicSettings;
import io.rxpath.skb.Cidr;
import io.rxpath.skb.InternetChecksum;
import io.rxpath.skb.TcpHeader;
import io.rxpath.skb.WireFrame;
import io.rxpath.socket.core.App;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The in-line stack as the same host that a live pipeline was, fed with the frames that one was fed with, at the same times.
 * Only acknowledgment numbers differ, by what lies between the two hosts' initial sequence numbers: each has its own secret.
 */
final class InlineReplay {
    private static final int ETHERNET_AND_IPV4 = 34;

    private final InlineStack stack;
    private final Map<Integer, Integer> liveIsn;
    private final Map<Integer, Integer> ownIsn = new HashMap<>();
    private final long start;

    /** @param liveIsn the live host's initial sequence number by the peer's port */
    InlineReplay(HostFile host, Map<Integer, Integer> liveIsn) {
        this.liveIsn = liveIsn;
        InlineSettings settings =
                InlineSettings.of(App.sink(9000), App.slow(9001, 1000, 50_000_000L), App.echo(9002), App.http(80));
        long mac = host.macAddress();
        List<Cidr> addresses = new ArrayList<>();
        host.addresses().forEach(address -> addresses.add(Cidr.parse(address)));
        settings = settings.withNic(NicSettings.defaults(mac)
                        .withQueues(host.queues(LivePipeline.PARTITIONS))
                        .withRing(host.nic().ring())
                        .withMtu(host.mtu()))
                .withIp(IpSettings.defaults(mac, addresses).withMtu(host.mtu()))
                .withTcp(settings.tcp().withMtu(host.mtu()))
                .withThroughRecords(true);
        stack = new InlineStack(settings);
        start = stack.now();
    }

    /** Feeds it with all of a recording. */
    InlineStack run(List<Burst> recording) {
        long first = recording.get(0).nanos();
        for (Burst burst : recording) {
            stack.runUntil(start + burst.nanos() - first);
            learn();
            // One by one: the live host's polls see what Kafka's hand them, which is any number of them.
            for (WireFrame frame : burst.frames()) {
                stack.inject(translated(frame));
                learn();
            }
        }
        return stack;
    }

    private void learn() {
        for (TimedFrame heard : stack.take()) {
            ParsedFrame parsed = ParsedFrame.of(heard.frame());
            if (parsed.kind() == ParsedFrame.Kind.TCP && parsed.tcp().syn()) {
                ownIsn.put(parsed.tcp().dest(), parsed.tcp().seq());
            }
        }
    }

    private WireFrame translated(WireFrame frame) {
        ParsedFrame parsed = ParsedFrame.of(frame.frame());
        if (parsed.kind() != ParsedFrame.Kind.TCP || !parsed.tcp().ack()) {
            return frame;
        }
        Integer live = liveIsn.get(parsed.tcp().source());
        Integer own = ownIsn.get(parsed.tcp().source());
        if (live == null || own == null) {
            return frame;
        }
        byte[] bytes = frame.frame().clone();
        TcpHeader th = new TcpHeader(bytes, ETHERNET_AND_IPV4);
        int ack = th.ackSeq() - live + own;
        // Incrementally, so that what was wrong stays wrong.
        th.checksum(InternetChecksum.replace32(th.checksum(), th.ackSeq(), ack));
        th.ackSeq(ack);
        return new WireFrame(
                frame.port(), frame.nanos(), frame.hasFcs(), frame.partialChecksum(), frame.gsoSize(), bytes);
    }
}
