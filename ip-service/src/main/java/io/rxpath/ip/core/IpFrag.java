package io.rxpath.ip.core;

import io.rxpath.ip.core.frag.InetFragQueue;
import io.rxpath.ip.core.route.Dst;
import io.rxpath.ip.core.route.RouteType;
import io.rxpath.skb.IcmpHeader;
import io.rxpath.skb.IpExtMib;
import io.rxpath.skb.IpMib;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reassembly of IPv4 fragments (kernel net/ipv4/ip_fragment.c ip_defrag(), ip_frag_queue(), ip_frag_reasm(),
 * ip_expire()).
 *
 * <p>In the ledger the fragments of a finished datagram become one segment that goes on; the others are consumed as
 * "reassembly". Fragments that go down with their datagram are consumed silently in the kernel; here they are lost, with
 * the counter's name ReasmFails as the reason.
 */
final class IpFrag {
    /** Memory the kernel charges for a queue itself (sizeof(struct ipq)). */
    private static final int QUEUE_SIZE = 200;

    private static final int MAX_DATAGRAM = 0xffff;
    private static final String DEFRAG = "ip_defrag";

    private static final int ECN_NOT = 1;
    private static final int ECN_CE = 8;

    /** What the fragments of one datagram have in common (kernel struct frag_v4_compare_key). */
    private record Key(int id, int saddr, int daddr, int protocol, IpDefragUser user) {}

    private static final class Queue {
        InetFragQueue fragments = new InetFragQueue();
        long expires;
        long memory = QUEUE_SIZE;
        int segments;
        /** One bit for each ECN value seen (kernel ip4_frag_ecn()). */
        int ecn;

        /** Numbers fragments of the peer, to see how many came in between (kernel qp->rid). */
        int rid;

        int maxSize;
        int maxDfSize;

        Queue(long expires) {
            this.expires = expires;
        }

        void reinit() {
            fragments = new InetFragQueue();
            memory = QUEUE_SIZE;
            segments = 0;
            ecn = 0;
        }
    }

    private final Net net;
    private final IpRoute route;
    private final IcmpSend icmpSend;
    /** In the order of creation, which is the order in which they expire. */
    private final Map<Key, Queue> queues = new LinkedHashMap<>();

    private long memory;
    private long heldSegments;

    IpFrag(Net net, IpRoute route, IcmpSend icmpSend) {
        this.net = net;
        this.route = route;
        this.icmpSend = icmpSend;
    }

    /** Takes a fragment; data at its IP header. Returns the datagram it completes, or null. */
    @Nullable
    SkBuff defrag(SkBuff skb, IpDefragUser user, long now) {
        net.ip.inc(IpMib.REASM_REQDS);
        Ipv4Header iph = new Ipv4Header(skb.buf(), skb.data());
        Key key = new Key(iph.id(), iph.saddr(), iph.daddr(), iph.protocol(), user);
        if (memory > net.settings.frag().highThresh() || net.settings.frag().highThresh() == 0) {
            net.ip.inc(IpMib.REASM_FAILS);
            net.kfreeSkb(skb, SkbDropReason.NOT_SPECIFIED, DEFRAG, now);
            return null;
        }
        Queue queue = queues.get(key);
        if (queue == null) {
            queue = new Queue(expires(now));
            memory += QUEUE_SIZE;
            queues.put(key, queue);
        }
        tooFar(key, queue, now);
        return queue(key, queue, skb, iph, now);
    }

    /** Timers of the same jiffy run together, the last set first (kernel/time/timer.c enqueue_timer()). */
    private long expires(long now) {
        long at = now + net.settings.frag().timeNanos();
        return (at + Net.JIFFY - 1) / Net.JIFFY * Net.JIFFY;
    }

    /**
     * With so many other fragments of the peer in between, identifications may have come round: what is there is not of
     * this datagram (kernel ip_frag_too_far(), ip_frag_reinit()).
     */
    private void tooFar(Key key, Queue queue, long now) {
        int maxDist = net.settings.frag().maxDist();
        if (maxDist == 0) {
            return;
        }
        InetPeers.InetPeer peer = net.peers.get(key.saddr(), now);
        int start = queue.rid;
        queue.rid = ++peer.fragments;
        if (queue.fragments.isEmpty() || queue.rid - start <= maxDist) {
            return;
        }
        net.ip.inc(IpMib.REASM_FAILS);
        for (SkBuff fragment : queue.fragments.fragments()) {
            net.kfreeQueued(fragment, SkbDropReason.FRAG_TOO_FAR.name(), "inet_frag_rbtree_purge", now);
        }
        memory -= queue.memory - QUEUE_SIZE;
        heldSegments -= queue.segments;
        queue.reinit();
        queue.expires = expires(now);
        queues.remove(key);
        queues.put(key, queue);
    }

    private @Nullable SkBuff queue(Key key, Queue queue, SkBuff skb, Ipv4Header iph, long now) {
        int ecn = 1 << iph.ecn();
        int headerLength = iph.headerLength();
        int offset = iph.fragmentOffset();
        int end = offset + skb.len() - headerLength;
        if (iph.moreFragments() && (end & 7) != 0) {
            end &= ~7;
        }
        if (!queue.fragments.noteEnd(end, !iph.moreFragments()) || end <= offset) {
            discard(key, queue, skb, now);
            return null;
        }
        skb.pull(headerLength);
        switch (queue.fragments.insert(skb, offset, end)) {
            case DUPLICATE -> {
                net.kfreeSkb(skb, SkbDropReason.DUP_FRAG, DEFRAG, now);
                return null;
            }
            case OVERLAP -> {
                net.ipExt.inc(IpExtMib.REASM_OVERLAPS);
                discard(key, queue, skb, now);
                return null;
            }
            case QUEUED -> {}
        }
        int truesize = Net.truesize(skb);
        queue.memory += truesize;
        memory += truesize;
        queue.segments += skb.segments();
        heldSegments += skb.segments();
        queue.ecn |= ecn;
        int size = end - offset + headerLength;
        queue.maxSize = Math.max(queue.maxSize, size);
        if (iph.dontFragment()) {
            queue.maxDfSize = Math.max(queue.maxDfSize, size);
        }
        return queue.fragments.complete() ? reasm(key, queue, skb, now) : null;
    }

    /** The fragment shows that the datagram is damaged: all of it goes. */
    private void discard(Key key, Queue queue, SkBuff skb, long now) {
        net.ip.inc(IpMib.REASM_FAILS);
        purge(key, queue, IpMib.REASM_FAILS.kernelName(), "inet_frag_destroy", now);
        net.kfreeSkb(skb, SkbDropReason.NOT_SPECIFIED, DEFRAG, now);
    }

    private void purge(Key key, Queue queue, String reason, String place, long now) {
        kill(key, queue);
        for (SkBuff fragment : queue.fragments.fragments()) {
            net.kfreeQueued(fragment, reason, place, now);
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
        int headerLength = first.data() - networkHeader;
        int total = headerLength + queue.fragments.length();
        // CE on some fragments and not-ECT on others: somebody tampered with them (RFC 3168 section 5.3).
        boolean mixed = (queue.ecn & ECN_NOT) != 0 && queue.ecn != ECN_NOT;
        if (mixed || total > MAX_DATAGRAM) {
            net.ip.inc(IpMib.REASM_FAILS);
            purge(key, queue, IpMib.REASM_FAILS.kernelName(), "inet_frag_destroy", now);
            return null;
        }
        kill(key, queue);
        byte[] whole = Arrays.copyOf(first.buf(), networkHeader + total);
        int at = networkHeader + headerLength;
        int truesize = 0;
        for (SkBuff fragment : fragments) {
            at = fragment.copyTo(whole, at);
            truesize += Net.truesize(fragment);
        }
        SkBuff skb = SkBuff.wrap(whole, networkHeader, at);
        skb.headers(first.macHeader(), networkHeader, SkBuff.UNSET);
        InetFragQueue.copyMetadata(skb, first, last);
        skb.truesize = truesize;
        Ipv4Header iph = new Ipv4Header(whole, networkHeader);
        iph.totalLength(total);
        if ((queue.ecn & ECN_CE) != 0) {
            iph.ecn(3);
        }
        boolean df = queue.maxDfSize == queue.maxSize;
        iph.fragOff16(df ? Ipv4Header.DF : 0);
        IpCb cb = IpCb.make(skb);
        cb.fragMaxSize = Math.max(queue.maxDfSize, queue.maxSize);
        cb.fragPmtu = df;
        if (key.user() != IpDefragUser.LOCAL_DELIVER) {
            // Tracking must not be seen: the datagram leaves as it came (kernel nf_ct_ipv4_gather_frags()).
            cb.ignoreDf = true;
            cb.fragments = fragments.stream().mapToInt(SkBuff::len).toArray();
        }
        iph.checksum(iph.computeChecksum());
        net.ip.inc(IpMib.REASM_OKS);
        net.ledger.consumed("reassembly", queue.segments - skb.segments());
        return skb;
    }

    /** Wire segments that wait. */
    long heldSegments() {
        return heldSegments;
    }

    /** Bytes of memory in use. */
    long memory() {
        return memory;
    }

    long nextTimeoutNanos() {
        return queues.isEmpty() ? Long.MAX_VALUE : queues.values().iterator().next().expires;
    }

    /** Gives up the datagrams whose time has come. */
    void onTimeout(long now) {
        while (nextTimeoutNanos() <= now) {
            long jiffy = nextTimeoutNanos();
            List<Map.Entry<Key, Queue>> together = new ArrayList<>();
            for (Map.Entry<Key, Queue> entry : queues.entrySet()) {
                if (entry.getValue().expires != jiffy) {
                    break;
                }
                together.add(entry);
            }
            for (int i = together.size() - 1; i >= 0; i--) {
                expire(together.get(i).getKey(), together.get(i).getValue(), now);
            }
        }
    }

    /** The sender is told, but only if its first fragment, whose header can be quoted, is here. */
    private void expire(Key key, Queue queue, long now) {
        net.ip.inc(IpMib.REASM_FAILS);
        net.ip.inc(IpMib.REASM_TIMEOUT);
        boolean firstIn = queue.fragments.firstIn();
        if (firstIn) {
            SkBuff head = queue.fragments.fragments().get(0);
            Dst dst = route.input(key.daddr(), key.saddr(), net.inDevice(head).dev());
            // Only the host it is for tells, and a router that looks at connections is none.
            boolean mute = key.user() != IpDefragUser.LOCAL_DELIVER && dst.type() != RouteType.LOCAL;
            if (!mute && dst.type() != RouteType.MARTIAN) {
                icmpSend.send(head, dst, IcmpHeader.TIME_EXCEEDED, IcmpHeader.EXC_FRAGTIME, 0, now);
            }
        }
        kill(key, queue);
        // The head was taken out of the queue to be quoted; the rest goes with the queue.
        String reason = SkbDropReason.FRAG_REASM_TIMEOUT.name();
        String place = firstIn ? "ip_expire" : "inet_frag_rbtree_purge";
        for (SkBuff fragment : queue.fragments.fragments()) {
            net.kfreeQueued(fragment, reason, place, now);
            place = "inet_frag_rbtree_purge";
        }
    }
}
