package io.rxpath.ip.core.ipv6;

import io.rxpath.ip.core.Net;
import io.rxpath.ip.core.frag.InetFragQueue;
import io.rxpath.skb.Ip6Mib;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.Ipv6Header;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Packets that wait for fragments, of the layer itself or of connection tracking (kernel struct fqdir, struct frag_queue;
 * include/net/ipv6_frag.h ip6frag_expire_frag_queue(); net/ipv6/reassembly.c ipv6frag_thdr_truncated()).
 *
 * <p>In the ledger the fragments of a finished packet become one segment that goes on; the others are consumed as
 * "reassembly". Fragments that go down with their packet are consumed silently in the kernel; here they are lost, with the
 * counter's name ReasmFails as the reason.
 */
final class Ip6FragQueues {
    static final int FRAG_HEADER = 8;
    static final int MF = 1;
    static final int OFFSET = 0xfff8;
    static final int MAX_PAYLOAD = 0xffff;
    /** Memory the kernel charges for a queue itself (sizeof(struct frag_queue)). */
    private static final int QUEUE_SIZE = 200;

    private static final int ECN_NOT = 1;
    private static final int ECN_CE = 8;

    /** What the fragments of one packet have in common (kernel struct frag_v6_compare_key). */
    private record Key(int id, IpAddress saddr, IpAddress daddr, int iif) {}

    /** One packet. */
    static final class Queue {
        final InetFragQueue fragments = new InetFragQueue();
        private final Key key;
        private final long expires;
        private long memory = QUEUE_SIZE;
        private int segments;
        /** One bit for each ECN value seen. */
        private int ecn;

        int maxSize;
        /** Of the first fragment: what stands for the protocol of the whole. */
        int nextHeader;

        int nhoff;

        private Queue(Key key, long expires) {
            this.key = key;
            this.expires = expires;
        }
    }

    private final Net6 net6;
    private final Net net;
    private final Icmpv6Send icmpSend;
    /** In the order of creation, which is the order in which they expire. */
    private final Map<Key, Queue> queues = new LinkedHashMap<>();

    private long memory;
    private long heldSegments;

    Ip6FragQueues(Net6 net6, Icmpv6Send icmpSend) {
        this.net6 = net6;
        this.net = net6.net;
        this.icmpSend = icmpSend;
    }

    /** The queue of a fragment, whose header is at index {@code at}; null if there is no memory left. */
    @Nullable
    Queue find(SkBuff skb, int at, long now) {
        Ipv6Header hdr = new Ipv6Header(skb.buf(), skb.networkHeader());
        byte[] a = skb.buf();
        IpAddress daddr = new IpAddress(hdr.daddrHi(), hdr.daddrLo());
        IpAddress saddr = new IpAddress(hdr.saddrHi(), hdr.saddrLo());
        int id = (a[at + 4] & 0xff) << 24 | (a[at + 5] & 0xff) << 16 | (a[at + 6] & 0xff) << 8 | a[at + 7] & 0xff;
        Key key = new Key(id, saddr, daddr, Ipv6Addr.needsScopeId(daddr) ? skb.iif : 0);
        if (memory > net6.settings.fragHighThresh() || net6.settings.fragHighThresh() == 0) {
            return null;
        }
        Queue queue = queues.get(key);
        if (queue == null) {
            queue = new Queue(key, now + net6.settings.fragTimeNanos());
            memory += QUEUE_SIZE;
            queues.put(key, queue);
        }
        return queue;
    }

    /** Offset and flags of the fragment header at index {@code at}. */
    static int fragOff(byte[] a, int at) {
        return (a[at + 2] & 0xff) << 8 | a[at + 3] & 0xff;
    }

    /** The first fragment does not contain all headers (RFC 8200 section 4.5). */
    static boolean headersTruncated(SkBuff skb) {
        skb.linearize();
        byte[] a = skb.buf();
        int first = skb.networkHeader() + Ipv6Header.LENGTH;
        long found = Exthdrs.skip(a, first, skb.tail(), new Ipv6Header(a, skb.networkHeader()).nextHeader());
        if (found < 0 || (found & Exthdrs.LATER_FRAGMENT) != 0) {
            return false;
        }
        int needed = switch ((int) found & 0xff) {
            case IpProtocol.TCP -> 20;
            case IpProtocol.UDP, IpProtocol.ICMPV6 -> 8;
            default -> 1;
        };
        return (int) (found >>> 32) + needed > skb.tail();
    }

    /** A fragment is in its queue; data at its payload. */
    void inserted(Queue queue, SkBuff skb, int trafficClass) {
        int truesize = Net.truesize(skb);
        queue.memory += truesize;
        memory += truesize;
        // The ledger does not know what comes by lo.
        int segments = Net.counted(skb) ? skb.segments() : 0;
        queue.segments += segments;
        heldSegments += segments;
        queue.ecn |= 1 << (trafficClass & 3);
    }

    /** Gives up a packet; what has come of it is freed in {@code place}. */
    void purge(Queue queue, String place, long now) {
        kill(queue);
        for (SkBuff fragment : queue.fragments.fragments()) {
            net.kfreeQueued(fragment, Ip6Mib.REASM_FAILS.kernelName(), place, now);
        }
    }

    private void kill(Queue queue) {
        queues.remove(queue.key);
        memory -= queue.memory;
        heldSegments -= queue.segments;
    }

    /** Bytes in front of the first fragment's header, from the IPv6 header on. */
    static int headers(Queue queue) {
        SkBuff first = queue.fragments.fragments().get(0);
        return first.data() - FRAG_HEADER - first.networkHeader();
    }

    /**
     * The whole packet, data behind its headers, without a fragment header. Null if it cannot be: too long, or CE on some
     * fragments and not-ECT on others, which means that somebody tampered with them (RFC 3168 section 5.3); it is still to be
     * purged then.
     */
    @Nullable
    SkBuff reasm(Queue queue, SkBuff last) {
        List<SkBuff> fragments = queue.fragments.fragments();
        SkBuff first = fragments.get(0);
        int networkHeader = first.networkHeader();
        int headers = headers(queue);
        int total = headers + queue.fragments.length();
        boolean mixed = (queue.ecn & ECN_NOT) != 0 && queue.ecn != ECN_NOT;
        if (mixed || total - Ipv6Header.LENGTH > MAX_PAYLOAD) {
            return null;
        }
        kill(queue);
        byte[] whole = Arrays.copyOf(Arrays.copyOf(first.buf(), networkHeader + headers), networkHeader + total);
        int at = networkHeader + headers;
        int truesize = 0;
        for (SkBuff fragment : fragments) {
            at = fragment.copyTo(whole, at);
            truesize += Net.truesize(fragment);
        }
        SkBuff skb = SkBuff.wrap(whole, networkHeader, at);
        skb.headers(first.macHeader(), networkHeader, SkBuff.UNSET);
        InetFragQueue.copyMetadata(skb, first, last);
        skb.truesize = truesize;
        whole[networkHeader + queue.nhoff] = (byte) queue.nextHeader;
        Ipv6Header hdr = new Ipv6Header(whole, networkHeader).payloadLength(total - Ipv6Header.LENGTH);
        if ((queue.ecn & ECN_CE) != 0) {
            hdr.trafficClass(hdr.trafficClass() | 3);
        }
        if (Net.counted(skb)) {
            net.ledger.consumed("reassembly", queue.segments - skb.segments());
        }
        return skb;
    }

    /** Wire segments that wait. */
    long heldSegments() {
        return heldSegments;
    }

    long nextTimeoutNanos() {
        return queues.isEmpty() ? Long.MAX_VALUE : queues.values().iterator().next().expires;
    }

    /** Gives up the packets whose time has come. */
    void onTimeout(long now) {
        while (nextTimeoutNanos() <= now) {
            expire(queues.values().iterator().next(), now);
        }
    }

    /** The sender is told, but only if its first fragment, whose header can be quoted, is here. */
    private void expire(Queue queue, long now) {
        net6.ip6.inc(Ip6Mib.REASM_FAILS);
        net6.ip6.inc(Ip6Mib.REASM_TIMEOUT);
        boolean firstIn = queue.fragments.firstIn();
        if (firstIn) {
            icmpSend.send(queue.fragments.fragments().get(0), Icmpv6.TIME_EXCEED, Icmpv6.EXC_FRAGTIME, 0, now);
        }
        kill(queue);
        // The head was taken out of the queue to be quoted; the rest goes with the queue.
        String place = firstIn ? "ip6_frag_expire" : "inet_frag_rbtree_purge";
        for (SkBuff fragment : queue.fragments.fragments()) {
            net.kfreeQueued(fragment, SkbDropReason.FRAG_REASM_TIMEOUT.name(), place, now);
            place = "inet_frag_rbtree_purge";
        }
    }
}
