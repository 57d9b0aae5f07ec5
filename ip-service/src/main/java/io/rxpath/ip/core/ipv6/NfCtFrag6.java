package io.rxpath.ip.core.ipv6;

import static io.rxpath.ip.core.ipv6.Ip6FragQueues.FRAG_HEADER;
import static io.rxpath.ip.core.ipv6.Ip6FragQueues.MAX_PAYLOAD;
import static io.rxpath.ip.core.ipv6.Ip6FragQueues.MF;
import static io.rxpath.ip.core.ipv6.Ip6FragQueues.OFFSET;

import io.rxpath.ip.core.Net;
import io.rxpath.ip.core.netfilter.NfHookState;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.Ipv6Header;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;
import org.jspecify.annotations.Nullable;

/**
 * Reassembly of IPv6 fragments in front of connection tracking (kernel net/ipv6/netfilter/nf_conntrack_reasm.c
 * nf_ct_frag6_gather(), nf_ct_frag6_queue(), nf_ct_frag6_reasm(), find_prev_fhdr(); nf_defrag_ipv6_hooks.c ipv6_defrag()). No
 * counter moves. A fragment that does not fit is dropped by the hook and its packet goes on waiting, but for an overlap;
 * what is wrong in another way passes, for the layer itself to answer.
 *
 * <p>The memory limit and the timeout are ip6frag_high_thresh and ip6frag_time, where the kernel has settings
 * net.netfilter.nf_conntrack_frag6_* of its own with the same defaults.
 */
final class NfCtFrag6 {
    private final Net net;
    private final Ip6FragQueues queues;

    NfCtFrag6(Net6 net6, Icmpv6Send icmpSend) {
        net = net6.net;
        queues = new Ip6FragQueues(net6, icmpSend);
    }

    /**
     * Takes a packet on its way in; data at its IPv6 header.
     *
     * @return the packet to go on with, data at its IPv6 header; null if it waits or was dropped
     */
    @Nullable
    SkBuff gather(SkBuff skb, long now) {
        Ipv6Header hdr = new Ipv6Header(skb.buf(), skb.data());
        if (hdr.payloadLength() == 0) {
            return skb;
        }
        skb.linearize();
        long found = previous(skb);
        if (found < 0) {
            return skb;
        }
        int nhoff = (int) (found >>> 32);
        int at = (int) found;
        if (at > skb.tail() || Ip6FragQueues.headersTruncated(skb)) {
            return skb;
        }
        Ip6FragQueues.Queue queue = at + FRAG_HEADER > skb.tail() ? null : queues.find(skb, at, now);
        if (queue == null) {
            return drop(skb, now);
        }
        return queue(queue, skb, at, nhoff, now);
    }

    /**
     * find_prev_fhdr(): in the high 32 bits where the number of the fragment header stands, from the IPv6 header on, in the low
     * ones the index of the fragment header; -1 if there is none.
     */
    private static long previous(SkBuff skb) {
        byte[] a = skb.buf();
        int start = skb.data();
        int at = start + Ipv6Header.LENGTH;
        int nhoff = Inet6SkbParm.NEXT_HEADER;
        int next = a[start + nhoff] & 0xff;
        while (next != IpProtocol.FRAGMENT) {
            if (!Exthdrs.isExtHdr(next) || next == IpProtocol.NONE || at + 2 > skb.tail()) {
                return -1;
            }
            nhoff = at - start;
            int units = a[at + 1] & 0xff;
            at += next == IpProtocol.AH ? (units + 2) * 4 : (units + 1) * 8;
            next = a[start + nhoff] & 0xff;
        }
        return (long) nhoff << 32 | at;
    }

    private @Nullable SkBuff drop(SkBuff skb, long now) {
        net.kfreeSkb(skb, SkbDropReason.NETFILTER_DROP, NfHookState.DEFAULT_PLACE, now);
        return null;
    }

    private @Nullable SkBuff queue(Ip6FragQueues.Queue queue, SkBuff skb, int at, int nhoff, long now) {
        Ipv6Header hdr = new Ipv6Header(skb.buf(), skb.data());
        int fragOff = Ip6FragQueues.fragOff(skb.buf(), at);
        int payload = hdr.payloadLength();
        int offset = fragOff & OFFSET;
        int end = offset + payload - (at + FRAG_HEADER - skb.data() - Ipv6Header.LENGTH);
        boolean last = (fragOff & MF) == 0;
        if (end > MAX_PAYLOAD || end < 0) {
            return drop(skb, now);
        }
        if (!last && (end & 7) != 0) {
            queues.purge(queue, "inet_frag_destroy", now);
            return skb;
        }
        if (!queue.fragments.noteEnd(end, last) || end == offset) {
            return drop(skb, now);
        }
        int headers = at - skb.data();
        int nextHeader = skb.buf()[at] & 0xff;
        skb.pull(headers + FRAG_HEADER);
        switch (queue.fragments.insert(skb, offset, end)) {
            case DUPLICATE -> {
                net.kfreeSkb(skb, SkbDropReason.DUP_FRAG, "nf_ct_frag6_gather", now);
                return null;
            }
            case OVERLAP -> {
                queues.purge(queue, "inet_frag_destroy", now);
                return drop(skb, now);
            }
            case QUEUED -> {}
        }
        queues.inserted(queue, skb, hdr.trafficClass());
        queue.maxSize = Math.max(queue.maxSize, payload);
        if (offset == 0) {
            queue.nextHeader = nextHeader;
            queue.nhoff = nhoff;
        }
        return queue.fragments.complete() ? reasm(queue, skb, now) : null;
    }

    private @Nullable SkBuff reasm(Ip6FragQueues.Queue queue, SkBuff last, long now) {
        SkBuff first = queue.fragments.fragments().get(0);
        SkBuff skb = queues.reasm(queue, last);
        if (skb == null) {
            queues.purge(queue, "nf_ct_frag6_reasm", now);
            return null;
        }
        // Of the fragment that was first. The offset is where the kernel's transport header points to, which is not
        // behind
        // its nhoff if there were other headers in between.
        Inet6SkbParm parm = first.cb instanceof Inet6SkbParm p ? p : new Inet6SkbParm();
        parm.thoff = skb.data() + Ip6FragQueues.headers(queue);
        parm.fragmented = true;
        parm.fragMaxSize = Ipv6Header.LENGTH + queue.maxSize;
        parm.ignoreDf = true;
        parm.fragments =
                queue.fragments.fragments().stream().mapToInt(SkBuff::len).toArray();
        skb.cb = parm;
        return skb;
    }

    /** Wire segments that wait. */
    long heldSegments() {
        return queues.heldSegments();
    }

    long nextTimeoutNanos() {
        return queues.nextTimeoutNanos();
    }

    /** Gives up the packets whose time has come. */
    void onTimeout(long now) {
        queues.onTimeout(now);
    }
}
