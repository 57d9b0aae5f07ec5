package io.rxpath.ip.core.ipv6;

import static io.rxpath.ip.core.ipv6.Ip6FragQueues.FRAG_HEADER;
import static io.rxpath.ip.core.ipv6.Ip6FragQueues.MAX_PAYLOAD;
import static io.rxpath.ip.core.ipv6.Ip6FragQueues.MF;
import static io.rxpath.ip.core.ipv6.Ip6FragQueues.OFFSET;

import io.rxpath.ip.core.Net;
import io.rxpath.skb.Ip6Mib;
import io.rxpath.skb.Ipv6Header;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;
import org.jspecify.annotations.Nullable;

/**
 * Reassembly of IPv6 fragments for this host (kernel net/ipv6/reassembly.c ipv6_frag_rcv(), ip6_frag_queue(),
 * ip6_frag_reasm()). An overlap ends the whole packet (RFC 5722); a fragment that is the whole packet passes by itself (RFC
 * 6946).
 */
final class Ip6Frag {
    private static final int PAYLOAD_LENGTH_FIELD = 4;
    private static final String RCV = "ipv6_frag_rcv";

    private final Net6 net6;
    private final Net net;
    private final Icmpv6Send icmpSend;
    private final Ip6FragQueues queues;

    Ip6Frag(Net6 net6, Icmpv6Send icmpSend) {
        this.net6 = net6;
        this.net = net6.net;
        this.icmpSend = icmpSend;
        queues = new Ip6FragQueues(net6, icmpSend);
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
        int fragOff = Ip6FragQueues.fragOff(skb.buf(), skb.data());
        if ((fragOff & (OFFSET | MF)) == 0) {
            parm.thoff += FRAG_HEADER;
            parm.nhoff = offset;
            parm.fragmented = true;
            parm.fragMaxSize = hdr.payloadLength() + Ipv6Header.LENGTH;
            net6.ip6.inc(Ip6Mib.REASM_OKS);
            return skb;
        }
        if (Ip6FragQueues.headersTruncated(skb)) {
            return paramProblem(skb, Icmpv6.HDR_INCOMP, 0, now);
        }
        Ip6FragQueues.Queue queue = queues.find(skb, skb.data(), now);
        if (queue == null) {
            net6.ip6.inc(Ip6Mib.REASM_FAILS);
            net.kfreeSkb(skb, SkbDropReason.NOT_SPECIFIED, RCV, now);
            return null;
        }
        return queue(queue, skb, parm, fragOff, now);
    }

    private @Nullable SkBuff paramProblem(SkBuff skb, int code, int pointer, long now) {
        net6.ip6.inc(Ip6Mib.IN_HDR_ERRORS);
        icmpSend.send(skb, Icmpv6.PARAMPROB, code, pointer, now);
        net.kfreeSkb(skb, SkbDropReason.NOT_SPECIFIED, RCV, now);
        return null;
    }

    private @Nullable SkBuff queue(Ip6FragQueues.Queue queue, SkBuff skb, Inet6SkbParm parm, int fragOff, long now) {
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
            return discard(queue, skb, now);
        }
        int nextHeader = skb.buf()[skb.data()] & 0xff;
        int wireSize = skb.data() - skb.networkHeader() + skb.len();
        skb.pull(FRAG_HEADER);
        switch (queue.fragments.insert(skb, offset, end)) {
            case DUPLICATE -> {
                net.kfreeSkb(skb, SkbDropReason.DUP_FRAG, RCV, now);
                return null;
            }
            case OVERLAP -> {
                return discard(queue, skb, now);
            }
            case QUEUED -> {}
        }
        queues.inserted(queue, skb, hdr.trafficClass());
        queue.maxSize = Math.max(queue.maxSize, wireSize);
        if (offset == 0) {
            queue.nextHeader = nextHeader;
            queue.nhoff = parm.nhoff;
        }
        return queue.fragments.complete() ? reasm(queue, skb, now) : null;
    }

    /** The fragment shows that the packet is damaged: all of it goes. */
    private @Nullable SkBuff discard(Ip6FragQueues.Queue queue, SkBuff skb, long now) {
        net6.ip6.inc(Ip6Mib.REASM_FAILS);
        queues.purge(queue, "inet_frag_destroy", now);
        net.kfreeSkb(skb, SkbDropReason.NOT_SPECIFIED, RCV, now);
        return null;
    }

    private @Nullable SkBuff reasm(Ip6FragQueues.Queue queue, SkBuff last, long now) {
        SkBuff skb = queues.reasm(queue, last);
        if (skb == null) {
            net6.ip6.inc(Ip6Mib.REASM_FAILS);
            queues.purge(queue, "ip6_frag_reasm", now);
            return null;
        }
        Inet6SkbParm parm = new Inet6SkbParm();
        parm.nhoff = queue.nhoff;
        parm.thoff = skb.data() + Ip6FragQueues.headers(queue);
        parm.fragmented = true;
        parm.fragMaxSize = queue.maxSize;
        skb.cb = parm;
        net6.ip6.inc(Ip6Mib.REASM_OKS);
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
