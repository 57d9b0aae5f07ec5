package io.rxpath.ip.core.ipv6;

import io.rxpath.ip.core.Net;
import io.rxpath.ip.core.frag.InetFragQueue;
import io.rxpath.skb.Ip6Mib;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.IpSummed;
import io.rxpath.skb.Ipv6Header;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reassembly of IPv6 fragments (kernel net/ipv6/reassembly.c ipv6_frag_rcv(), ip6_frag_queue(), ip6_frag_reasm(),
 * ip6frag_expire_frag_queue(); include/net/ipv6_frag.h). An overlap ends the whole packet (RFC 5722); a fragment that is
 * the whole packet passes by itself (RFC 6946).
 *
 * <p>In the ledger the fragments of a finished packet become one segment that goes on; the others are consumed as
 * "reassembly". Fragments that go down with their packet are consumed silently in the kernel; here they are lost, with the
 * counter's name ReasmFails as the reason.
 */
final class Ip6Frag {
    private static final int FRAG_HEADER = 8;
    /** Memory the kernel charges for a queue itself (sizeof(struct frag_queue)). */
    private static final int QUEUE_SIZE = 200;

    private static final int MAX_PAYLOAD = 0xffff;
    private static final int MF = 1;
    private static final int OFFSET = 0xfff8;
    private static final int PAYLOAD_LENGTH_FIELD = 4;
    private static final String RCV = "ipv6_frag_rcv";

    private static final int ECN_NOT = 1;
    private static final int ECN_CE = 8;

    /** What the fragments of one packet have in common (kernel struct frag_v6_compare_key). */
    private record Key(int id, IpAddress saddr, IpAddress daddr, int iif) {}

    private static final class Queue {
        final InetFragQueue fragments = new InetFragQueue();
        final long expires;
        long memory = QUEUE_SIZE;
        int segments;
        /** One bit for each ECN value seen. */
        int ecn;

        int maxSize;
        /** Of the first fragment: what stands for the protocol of the whole. */
        int nextHeader;

        int nhoff;

        Queue(long expires) {
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

    Ip6Frag(Net6 net6, Icmpv6Send icmpSend) {
        this.net6 = net6;
        this.net = net6.net;
        this.icmpSend = icmpSend;
    }

    /** Takes a fragment; data at its fragment header. Returns the packet to go on with, or null. */
    @Nullable
    SkBuff rcv(SkBuff skb, Inet6SkbParm parm, long now) {
        Ipv6Header hdr = new Ipv6Header(skb.buf(), skb.networkHeader());
        int offset = parm.thoff - skb.networkHeader();
        if (!parm.fragmented) {
            net6.ip6.inc(Ip6Mib.REASM_REQDS);
        }
        if (parm.fragmented || hdr.payloadLength() == 0 || !Net.mayPull(skb, FRAG_HEADER)) {
            return paramProblem(skb, Icmpv6.HDR_FIELD, offset, now);
        }
        byte[] a = skb.buf();
        int at = skb.data();
        int fragOff = (a[at + 2] & 0xff) << 8 | a[at + 3] & 0xff;
        if ((fragOff & (OFFSET | MF)) == 0) {
            parm.thoff += FRAG_HEADER;
            parm.nhoff = offset;
            parm.fragmented = true;
            parm.fragMaxSize = hdr.payloadLength() + Ipv6Header.LENGTH;
            net6.ip6.inc(Ip6Mib.REASM_OKS);
            return skb;
        }
        if (headersTruncated(skb)) {
            return paramProblem(skb, Icmpv6.HDR_INCOMP, 0, now);
        }
        IpAddress daddr = new IpAddress(hdr.daddrHi(), hdr.daddrLo());
        IpAddress saddr = new IpAddress(hdr.saddrHi(), hdr.saddrLo());
        int id = (a[at + 4] & 0xff) << 24 | (a[at + 5] & 0xff) << 16 | (a[at + 6] & 0xff) << 8 | a[at + 7] & 0xff;
        Key key = new Key(id, saddr, daddr, Ipv6Addr.needsScopeId(daddr) ? skb.iif : 0);
        if (memory > net6.settings.fragHighThresh() || net6.settings.fragHighThresh() == 0) {
            net6.ip6.inc(Ip6Mib.REASM_FAILS);
            net.kfreeSkb(skb, SkbDropReason.NOT_SPECIFIED, RCV, now);
            return null;
        }
        Queue queue = queues.get(key);
        if (queue == null) {
            queue = new Queue(now + net6.settings.fragTimeNanos());
            memory += QUEUE_SIZE;
            queues.put(key, queue);
        }
        return queue(key, queue, skb, parm, fragOff, now);
    }

    private @Nullable SkBuff paramProblem(SkBuff skb, int code, int pointer, long now) {
        net6.ip6.inc(Ip6Mib.IN_HDR_ERRORS);
        icmpSend.send(skb, Icmpv6.PARAMPROB, code, pointer, now);
        net.kfreeSkb(skb, SkbDropReason.NOT_SPECIFIED, RCV, now);
        return null;
    }

    /** The first fragment does not contain all headers (RFC 8200 section 4.5; kernel ipv6frag_thdr_truncated()). */
    private static boolean headersTruncated(SkBuff skb) {
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

    private @Nullable SkBuff queue(Key key, Queue queue, SkBuff skb, Inet6SkbParm parm, int fragOff, long now) {
        Ipv6Header hdr = new Ipv6Header(skb.buf(), skb.networkHeader());
        int headers = parm.thoff - skb.networkHeader() - Ipv6Header.LENGTH + FRAG_HEADER;
        int offset = fragOff & OFFSET;
        int end = offset + hdr.payloadLength() - headers;
        boolean last = (fragOff & MF) == 0;
        if (end > MAX_PAYLOAD) {
            return paramProblem(skb, Icmpv6.HDR_FIELD, parm.thoff - skb.networkHeader() + 2, now);
        }
        if (!last && (end & 7) != 0) {
            return paramProblem(skb, Icmpv6.HDR_FIELD, PAYLOAD_LENGTH_FIELD, now);
        }
        if (!queue.fragments.noteEnd(end, last) || end == offset) {
            return discard(key, queue, skb, now);
        }
        int nextHeader = skb.buf()[skb.data()] & 0xff;
        int wireSize = skb.data() - skb.networkHeader() + skb.len();
        skb.pull(FRAG_HEADER);
        if (skb.len() > end - offset) {
            skb.trim(end - offset);
            skb.ipSummed = IpSummed.NONE;
        }
        switch (queue.fragments.insert(skb, offset, end)) {
            case DUPLICATE -> {
                net.kfreeSkb(skb, SkbDropReason.DUP_FRAG, RCV, now);
                return null;
            }
            case OVERLAP -> {
                return discard(key, queue, skb, now);
            }
            case QUEUED -> {}
        }
        int truesize = Net.truesize(skb);
        queue.memory += truesize;
        memory += truesize;
        // The ledger does not know what comes by lo.
        int segments = Net.counted(skb) ? skb.segments() : 0;
        queue.segments += segments;
        heldSegments += segments;
        queue.ecn |= 1 << (hdr.trafficClass() & 3);
        queue.maxSize = Math.max(queue.maxSize, wireSize);
        if (offset == 0) {
            queue.nextHeader = nextHeader;
            queue.nhoff = parm.nhoff;
        }
        return queue.fragments.complete() ? reasm(key, queue, skb, now) : null;
    }

    /** The fragment shows that the packet is damaged: all of it goes. */
    private @Nullable SkBuff discard(Key key, Queue queue, SkBuff skb, long now) {
        net6.ip6.inc(Ip6Mib.REASM_FAILS);
        purge(key, queue, "inet_frag_destroy", now);
        net.kfreeSkb(skb, SkbDropReason.NOT_SPECIFIED, RCV, now);
        return null;
    }

    private void purge(Key key, Queue queue, String place, long now) {
        kill(key, queue);
        for (SkBuff fragment : queue.fragments.fragments()) {
            net.kfreeQueued(fragment, Ip6Mib.REASM_FAILS.kernelName(), place, now);
        }
    }

    private void kill(Key key, Queue queue) {
        queues.remove(key);
        memory -= queue.memory;
        heldSegments -= queue.segments;
    }

    private @Nullable SkBuff reasm(Key key, Queue queue, SkBuff last, long now) {
        List<SkBuff> fragments = queue.fragments.fragments();
        SkBuff first = fragments.get(0);
        int networkHeader = first.networkHeader();
        int headers = first.data() - FRAG_HEADER - networkHeader;
        int total = headers + queue.fragments.length();
        // CE on some fragments and not-ECT on others: somebody tampered with them (RFC 3168 section 5.3).
        boolean mixed = (queue.ecn & ECN_NOT) != 0 && queue.ecn != ECN_NOT;
        if (mixed || total - Ipv6Header.LENGTH > MAX_PAYLOAD) {
            net6.ip6.inc(Ip6Mib.REASM_FAILS);
            purge(key, queue, "ip6_frag_reasm", now);
            return null;
        }
        kill(key, queue);
        byte[] whole = Arrays.copyOf(Arrays.copyOf(first.buf(), networkHeader + headers), networkHeader + total);
        int at = networkHeader + headers;
        int truesize = 0;
        for (SkBuff fragment : fragments) {
            at = fragment.copyTo(whole, at);
            truesize += Net.truesize(fragment);
        }
        SkBuff skb = SkBuff.wrap(whole, networkHeader, at);
        skb.headers(SkBuff.UNSET, networkHeader, SkBuff.UNSET);
        InetFragQueue.copyMetadata(skb, last);
        skb.truesize = truesize;
        whole[networkHeader + queue.nhoff] = (byte) queue.nextHeader;
        Ipv6Header hdr = new Ipv6Header(whole, networkHeader).payloadLength(total - Ipv6Header.LENGTH);
        if ((queue.ecn & ECN_CE) != 0) {
            hdr.trafficClass(hdr.trafficClass() | 3);
        }
        Inet6SkbParm parm = new Inet6SkbParm();
        parm.nhoff = queue.nhoff;
        parm.thoff = networkHeader + headers;
        parm.fragmented = true;
        parm.fragMaxSize = queue.maxSize;
        skb.cb = parm;
        net6.ip6.inc(Ip6Mib.REASM_OKS);
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
            Iterator<Map.Entry<Key, Queue>> eldest = queues.entrySet().iterator();
            Map.Entry<Key, Queue> entry = eldest.next();
            expire(entry.getKey(), entry.getValue(), now);
        }
    }

    /** The sender is told, but only if its first fragment, whose header can be quoted, is here. */
    private void expire(Key key, Queue queue, long now) {
        net6.ip6.inc(Ip6Mib.REASM_FAILS);
        net6.ip6.inc(Ip6Mib.REASM_TIMEOUT);
        boolean firstIn = queue.fragments.firstIn();
        if (firstIn) {
            icmpSend.send(queue.fragments.fragments().get(0), Icmpv6.TIME_EXCEED, Icmpv6.EXC_FRAGTIME, 0, now);
        }
        kill(key, queue);
        // The head was taken out of the queue to be quoted; the rest goes with the queue.
        String place = firstIn ? "ip6_frag_expire" : "inet_frag_rbtree_purge";
        for (SkBuff fragment : queue.fragments.fragments()) {
            net.kfreeQueued(fragment, SkbDropReason.FRAG_REASM_TIMEOUT.name(), place, now);
            place = "inet_frag_rbtree_purge";
        }
    }
}
