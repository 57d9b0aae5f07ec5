package io.rxpath.ip.core.ipv6;

import io.rxpath.ip.core.NeighEntry;
import io.rxpath.ip.core.NeighTable;
import io.rxpath.ip.core.NetDevice;
import io.rxpath.ip.core.NudState;
import io.rxpath.ip.core.PneighQueue;
import io.rxpath.ip.core.Prandom;
import io.rxpath.skb.Bytes;
import io.rxpath.skb.IcmpHeader;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.Ipv6Header;
import io.rxpath.skb.PacketType;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;
import org.jspecify.annotations.Nullable;

/**
 * Neighbour discovery received (kernel net/ipv6/ndisc.c ndisc_rcv(), ndisc_recv_ns(), ndisc_recv_na(), ndisc_recv_rs(),
 * ndisc_parse_options(), ndisc_update()). Redirects are not obeyed.
 */
final class Ndisc {
    private static final int ND_MSG = IcmpHeader.LENGTH + 16;
    private static final int RD_MSG = 40;
    private static final int TARGET = IcmpHeader.LENGTH;
    private static final int HOP_LIMIT = 255;
    private static final int OPT_NONCE = 14;

    /** Where in the buffer the options are that matter, -1 for none (kernel struct ndisc_options). */
    static final class Options {
        int sourceLladdr = -1;
        int targetLladdr = -1;
        int nonce = -1;
        int mtu = -1;
    }

    private final Net6 net6;
    private final NdiscSend send;
    private final Dad dad;
    private final NdiscRouter router;
    /** Solicitations for anycast addresses, which others may answer too. */
    private final PneighQueue anycastQueue;

    private @Nullable NeighTable neighbours;

    Ndisc(Net6 net6, NdiscSend send, Dad dad, NdiscRouter router) {
        this.net6 = net6;
        this.send = send;
        this.dad = dad;
        this.router = router;
        anycastQueue = new PneighQueue(net6.net, new Prandom(Icmpv6.NEIGHBOUR_SOLICITATION));
    }

    /** The table it feeds. */
    void wire(NeighTable table) {
        neighbours = table;
        router.wire(table);
    }

    /** A message; data at its ICMPv6 header. Returns what became of it; the caller frees it. */
    SkbDropReason rcv(SkBuff skb, Inet6SkbParm parm, int type, long now) {
        NetDevice dev = net6.in(skb);
        if (parm.fragmented && net6.conf(dev, Ipv6Devconf.SUPPRESS_FRAG_NDISC) != 0) {
            return SkbDropReason.IPV6_NDISC_FRAG;
        }
        skb.linearize();
        Ipv6Header hdr = new Ipv6Header(skb.buf(), skb.networkHeader());
        if (hdr.hopLimit() != HOP_LIMIT) {
            return SkbDropReason.IPV6_NDISC_HOP_LIMIT;
        }
        if (new IcmpHeader(skb.buf(), skb.data()).code() != 0) {
            return SkbDropReason.IPV6_NDISC_BAD_CODE;
        }
        NeighTable table = neighbours;
        if (table == null) {
            return SkbDropReason.NOT_SPECIFIED;
        }
        return switch (type) {
            case Icmpv6.NEIGHBOUR_SOLICITATION -> recvNs(skb, hdr, dev, table, false, now);
            case Icmpv6.NEIGHBOUR_ADVERTISEMENT -> recvNa(skb, hdr, dev, table, now);
            case Icmpv6.ROUTER_SOLICITATION -> router.recvRs(skb, hdr, dev, now);
            case Icmpv6.ROUTER_ADVERTISEMENT -> router.recvRa(skb, hdr, dev, now);
            default -> redirectRcv(skb, hdr);
        };
    }

    /** A redirect (ndisc_redirect_rcv()): of one by a router the options are looked at, but it changes no route. */
    private static SkbDropReason redirectRcv(SkBuff skb, Ipv6Header hdr) {
        boolean router = Ipv6Addr.isLinkLocal(new IpAddress(hdr.saddrHi(), hdr.saddrLo()));
        return router && parseOptions(skb, skb.data() + RD_MSG) == null
                ? SkbDropReason.IPV6_NDISC_BAD_OPTIONS
                : SkbDropReason.NOT_SPECIFIED;
    }

    /** {@code waited}: it has been here before, and has waited for others to answer. */
    private SkbDropReason recvNs(
            SkBuff skb, Ipv6Header hdr, NetDevice dev, NeighTable table, boolean waited, long now) {
        if (skb.len() < ND_MSG) {
            return SkbDropReason.PKT_TOO_SMALL;
        }
        IpAddress saddr = new IpAddress(hdr.saddrHi(), hdr.saddrLo());
        IpAddress daddr = new IpAddress(hdr.daddrHi(), hdr.daddrLo());
        IpAddress target = target(skb);
        boolean forDad = Ipv6Addr.isAny(saddr);
        if (Ipv6Addr.isMulticast(target) || (forDad && !Ipv6Addr.isSolicitedNode(daddr))) {
            return SkbDropReason.NOT_SPECIFIED;
        }
        Options options = parseOptions(skb, skb.data() + ND_MSG);
        if (options == null) {
            return SkbDropReason.IPV6_NDISC_BAD_OPTIONS;
        }
        long lladdr = 0;
        if (options.sourceLladdr >= 0) {
            lladdr = lladdr(skb, options.sourceLladdr);
            if (lladdr < 0 || forDad) {
                return SkbDropReason.NOT_SPECIFIED;
            }
        }
        Inet6Ifaddr own = net6.addrconf().get(dev, target);
        if (own != null && (own.tentative || own.dadFailed)) {
            if (forDad && own.tentative) {
                dad.failure(own, now);
            }
            return SkbDropReason.NOT_SPECIFIED;
        }
        if (own == null && !net6.addrconf().checkAnycast(dev, target)) {
            return SkbDropReason.IPV6_NDISC_NS_OTHERHOST;
        }
        boolean toGroup = Ipv6Addr.isMulticast(daddr);
        boolean atOnce = own != null
                || waited
                || !toGroup
                || skb.pktType == PacketType.HOST
                || table.settings().proxyDelayNanos() == 0;
        if (!atOnce) {
            // What waits is a copy: the packet itself ends here, in the kernel as a drop for no reason.
            net6.net.cloned(skb);
            anycastQueue.enqueue(skb, table.settings(), now);
            return SkbDropReason.NOT_SPECIFIED;
        }
        int flags = net6.conf(dev, Ipv6Devconf.FORWARDING) != 0 ? NdiscSend.NA_ROUTER : 0;
        if (forDad) {
            int override = own != null ? NdiscSend.NA_OVERRIDE : 0;
            send.sendNa(dev, Ipv6Addr.ALL_NODES, target, flags | override, true, skb.hash, now);
            return SkbDropReason.NOT_SPECIFIED;
        }
        boolean create = !toGroup || lladdr != 0;
        NeighEntry entry = create ? table.lookupOrCreate(dev, saddr, now) : table.lookup(dev, saddr);
        if (entry == null) {
            return SkbDropReason.NOT_SPECIFIED;
        }
        int override = NeighTable.WEAK_OVERRIDE | NeighTable.OVERRIDE;
        update(table, entry, lladdr, skb.port, NudState.STALE, override, now);
        flags |= NdiscSend.NA_SOLICITED | (own != null && toGroup ? NdiscSend.NA_OVERRIDE : 0);
        send.sendNa(dev, saddr, target, flags, toGroup, skb.hash, now);
        return SkbDropReason.SKB_CONSUMED;
    }

    /** A solicitation has waited (kernel pndisc_redo()). */
    private void redo(SkBuff skb, long now) {
        NeighTable table = neighbours;
        Ipv6Header hdr = new Ipv6Header(skb.buf(), skb.networkHeader());
        SkbDropReason reason =
                table == null ? SkbDropReason.NOT_SPECIFIED : recvNs(skb, hdr, net6.in(skb), table, true, now);
        if (reason == SkbDropReason.SKB_CONSUMED) {
            net6.net.consumeSkb(skb, "icmpv6");
        } else {
            net6.net.kfreeSkb(skb, reason, "pndisc_redo", now);
        }
    }

    /** Solicitations that wait for their answer, in wire segments. */
    long heldSegments() {
        return anycastQueue.heldSegments();
    }

    /** When {@link #onTimeout} wants to be called, or Long.MAX_VALUE. */
    long nextTimeoutNanos() {
        return anycastQueue.nextTimeoutNanos();
    }

    /** Answers what has waited long enough. */
    void onTimeout(long now) {
        anycastQueue.onTimeout(this::redo, now);
    }

    private SkbDropReason recvNa(SkBuff skb, Ipv6Header hdr, NetDevice dev, NeighTable table, long now) {
        if (skb.len() < ND_MSG) {
            return SkbDropReason.PKT_TOO_SMALL;
        }
        int flags = new IcmpHeader(skb.buf(), skb.data()).restOfHeader();
        boolean solicited = (flags & NdiscSend.NA_SOLICITED) != 0;
        IpAddress target = target(skb);
        boolean ignored = Ipv6Addr.isMulticast(target)
                || (Ipv6Addr.isMulticast(hdr.daddrHi()) && solicited)
                || (!solicited && net6.conf(dev, Ipv6Devconf.DROP_UNSOLICITED_NA) != 0);
        if (ignored) {
            return SkbDropReason.NOT_SPECIFIED;
        }
        Options options = parseOptions(skb, skb.data() + ND_MSG);
        if (options == null) {
            return SkbDropReason.IPV6_NDISC_BAD_OPTIONS;
        }
        long lladdr = options.targetLladdr >= 0 ? lladdr(skb, options.targetLladdr) : 0;
        if (lladdr < 0) {
            return SkbDropReason.NOT_SPECIFIED;
        }
        Inet6Ifaddr own = net6.addrconf().get(dev, target);
        if (own != null) {
            if (own.tentative) {
                dad.failure(own, now);
            }
            return SkbDropReason.NOT_SPECIFIED;
        }
        NeighEntry entry = table.lookup(dev, target);
        NudState state = solicited ? NudState.REACHABLE : NudState.STALE;
        if (entry == null && lladdr != 0 && acceptUntracked(dev, hdr)) {
            entry = table.lookupOrCreate(dev, target, now);
            state = NudState.STALE;
        } else if (entry == null || entry.state() == NudState.FAILED) {
            return SkbDropReason.NOT_SPECIFIED;
        }
        if (entry == null) {
            return SkbDropReason.NOT_SPECIFIED;
        }
        boolean wasRouter = entry.router();
        int update = NeighTable.WEAK_OVERRIDE
                | ((flags & NdiscSend.NA_OVERRIDE) != 0 ? NeighTable.OVERRIDE : 0)
                | NeighTable.OVERRIDE_ISROUTER
                | ((flags & NdiscSend.NA_ROUTER) != 0 ? NeighTable.ISROUTER : 0);
        update(table, entry, lladdr, skb.port, state, update, now);
        if (wasRouter && !entry.router()) {
            router.noLongerRouter(dev, new IpAddress(hdr.saddrHi(), hdr.saddrLo()));
        }
        return SkbDropReason.SKB_CONSUMED;
    }

    /** RFC 9131: a router may learn neighbours from what they say unasked. */
    private boolean acceptUntracked(NetDevice dev, Ipv6Header hdr) {
        if (net6.conf(dev, Ipv6Devconf.FORWARDING) == 0) {
            return false;
        }
        return switch (net6.conf(dev, Ipv6Devconf.ACCEPT_UNTRACKED_NA)) {
            case 0 -> false;
            case 1 -> true;
            default -> {
                IpAddress saddr = new IpAddress(hdr.saddrHi(), hdr.saddrLo());
                boolean sameNet = false;
                for (Inet6Ifaddr a : net6.addrconf().addresses()) {
                    sameNet |= a.dev.ifindex() == dev.ifindex() && Ipv6Addr.commonBits(a.address, saddr) >= a.prefix;
                }
                yield sameNet;
            }
        };
    }

    private static void update(
            NeighTable table, NeighEntry entry, long lladdr, int port, NudState state, int flags, long now) {
        if (table.update(entry, lladdr, port, state, flags, now)) {
            table.tell(entry);
        }
    }

    private static IpAddress target(SkBuff skb) {
        int at = skb.data() + TARGET;
        return new IpAddress(Bytes.get64(skb.buf(), at), Bytes.get64(skb.buf(), at + 8));
    }

    /** The options from {@code from} on, or null if their lengths are wrong. */
    static @Nullable Options parseOptions(SkBuff skb, int from) {
        Options options = new Options();
        byte[] a = skb.buf();
        if (from > skb.tail()) {
            return null;
        }
        int at = from;
        while (at < skb.tail()) {
            int left = skb.tail() - at;
            int length = left < 2 ? 0 : (a[at + 1] & 0xff) * 8;
            if (length == 0 || length > left) {
                return null;
            }
            switch (a[at] & 0xff) {
                case NdiscSend.OPT_SOURCE_LL_ADDR ->
                    options.sourceLladdr = options.sourceLladdr < 0 ? at : options.sourceLladdr;
                case NdiscSend.OPT_TARGET_LL_ADDR ->
                    options.targetLladdr = options.targetLladdr < 0 ? at : options.targetLladdr;
                case OPT_NONCE -> options.nonce = options.nonce < 0 ? at : options.nonce;
                case 5 -> options.mtu = options.mtu < 0 ? at : options.mtu;
                default -> {}
            }
            at += length;
        }
        return options;
    }

    /** The MAC address in an option, or -1 if it is of another length (kernel ndisc_opt_addr_data()). */
    static long lladdr(SkBuff skb, int at) {
        byte[] a = skb.buf();
        if (a[at + 1] != 1) {
            return -1;
        }
        return (long) Bytes.get16(a, at + 2) << 32 | Bytes.get32(a, at + 4) & 0xffff_ffffL;
    }
}
