package io.rxpath.ip.core;

import io.rxpath.skb.ArpHeader;
import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.MacAddress;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The neighbours and their state machine (kernel net/core/neighbour.c neigh_resolve_output(), __neigh_event_send(),
 * __neigh_update(), neigh_timer_handler(), neigh_forced_gc(); net/ipv4/arp.c arp_solicit()).
 *
 * <p>Different here: the time a neighbour counts as reachable is base_reachable_time itself, not a random time between
 * half of it and one and a half; TCP, in another service, does not confirm neighbours, so a busy one is probed each time;
 * and the answer to a request may reach another instance of the layer, so requests and answers are told to the others.
 */
final class NeighTable {
    /** Room {@link #output} needs in front of a packet. */
    static final int HEADER_ROOM = EthernetHeader.LENGTH;

    private static final int BUCKETS = 256;
    /** Shortest time between two requests, HZ/100 in the kernel. */
    private static final long MIN_RETRANS = 10_000_000L;
    /** An entry that changed within this time is not thrown out for another (kernel neigh_forced_gc()). */
    private static final long GC_KEEP = 5_000_000_000L;

    private static final String INVALIDATE = "neigh_invalidate";

    private final Net net;
    private final NeighSettings settings;
    private final FibLookup fib;
    private final ArpSend arp;
    private final @Nullable NeighEntry[] buckets = new @Nullable NeighEntry[BUCKETS];
    private int entries;
    private long nextTimeout = Long.MAX_VALUE;

    NeighTable(Net net, FibLookup fib, ArpSend arp) {
        this.net = net;
        this.settings = net.settings.neigh();
        this.fib = fib;
        this.arp = arp;
        for (Neighbour neighbour : net.settings.neighbours()) {
            if (neighbour.address().isV4()) {
                NeighEntry entry = insert(neighbour.address().v4());
                entry.ha = neighbour.mac();
                entry.port = neighbour.port();
                entry.state = neighbour.permanent() ? NudState.PERMANENT : NudState.STALE;
            }
        }
    }

    private static int bucket(int key) {
        return key * 0x9E3779B9 >>> 24;
    }

    /** The entry of an address, or null. */
    @Nullable
    NeighEntry lookup(int key) {
        NeighEntry entry = buckets[bucket(key)];
        while (entry != null && entry.key != key) {
            entry = entry.next;
        }
        return entry;
    }

    /** The entry of an address, made if need be; null if the table is full of entries that are in use. */
    @Nullable
    NeighEntry lookupOrCreate(int key, long now) {
        NeighEntry entry = lookup(key);
        if (entry != null) {
            return entry;
        }
        if (entries >= settings.gcThresh3() && !forcedGc(now)) {
            return null;
        }
        entry = insert(key);
        entry.updated = now;
        return entry;
    }

    private NeighEntry insert(int key) {
        NeighEntry entry = new NeighEntry(key);
        int at = bucket(key);
        entry.next = buckets[at];
        buckets[at] = entry;
        entries++;
        return entry;
    }

    /** Removes the entry that has not changed for the longest time; false if all are needed. */
    private boolean forcedGc(long now) {
        NeighEntry oldest = null;
        for (NeighEntry head : buckets) {
            for (NeighEntry e = head; e != null; e = e.next) {
                boolean free = e.state == NudState.FAILED || (e.state == NudState.STALE && now - e.updated >= GC_KEEP);
                if (free && (oldest == null || e.updated < oldest.updated)) {
                    oldest = e;
                }
            }
        }
        if (oldest == null) {
            return false;
        }
        int at = bucket(oldest.key);
        NeighEntry before = buckets[at];
        if (before == oldest) {
            buckets[at] = oldest.next;
        } else {
            while (before != null && before.next != oldest) {
                before = before.next;
            }
            if (before != null) {
                before.next = oldest.next;
            }
        }
        entries--;
        return true;
    }

    /** Sends an IP packet to the neighbour {@code nexthop}, or lets it wait for its address. Data at the IP header. */
    void output(SkBuff skb, int nexthop, long now) {
        NeighEntry entry = lookupOrCreate(nexthop, now);
        if (entry == null) {
            net.kfreeSent(skb, SkbDropReason.NEIGH_CREATEFAIL, "ip_finish_output2", now);
            return;
        }
        entry.used = now;
        switch (entry.state) {
            case REACHABLE, PERMANENT, DELAY, PROBE -> xmit(skb, entry.ha, entry.port);
            case STALE -> {
                state(entry, NudState.DELAY, now);
                arm(entry, now + settings.delayFirstProbeNanos());
                xmit(skb, entry.ha, entry.port);
            }
            case INCOMPLETE, FAILED -> resolve(entry, skb, now);
        }
    }

    /** Puts the Ethernet header in front and hands the frame to the card. */
    void xmit(SkBuff skb, long dst, int port) {
        int at = skb.push(EthernetHeader.LENGTH);
        new EthernetHeader(skb.buf(), at).dst(dst).src(net.settings.mac()).type(EthernetHeader.TYPE_IPV4);
        skb.resetMacHeader();
        skb.port = port;
        net.out.transmit(skb);
    }

    private void resolve(NeighEntry entry, SkBuff skb, long now) {
        boolean first = entry.state == NudState.FAILED || entry.elsewhere;
        if (first) {
            entry.elsewhere = false;
            entry.probes = settings.ucastSolicit();
            state(entry, NudState.INCOMPLETE, now);
            arm(entry, now + retrans());
        }
        enqueue(entry, skb, now);
        if (first) {
            net.out.neighbourChanged(new Neighbour(IpAddress.v4(entry.key), 0, Neighbour.ANY_PORT, false));
            probe(entry);
        }
    }

    /** The oldest packets make room for the new one, until the bytes that wait are within unres_qlen_bytes. */
    private void enqueue(NeighEntry entry, SkBuff skb, long now) {
        int truesize = Net.truesize(skb);
        while (entry.arpQueueBytes + truesize > settings.unresQlenBytes()) {
            SkBuff oldest = entry.arpQueue.poll();
            if (oldest == null) {
                break;
            }
            entry.arpQueueBytes -= Net.truesize(oldest);
            net.kfreeSent(oldest, SkbDropReason.NEIGH_QUEUEFULL, "__neigh_event_send", now);
        }
        entry.arpQueue.add(skb);
        entry.arpQueueBytes += truesize;
    }

    /** Asks: the neighbour itself while there is an address to try, everybody afterwards. */
    private void probe(NeighEntry entry) {
        SkBuff waiting = entry.arpQueue.peekLast();
        int saddr = 0;
        if (waiting != null) {
            int own = new Ipv4Header(waiting.buf(), waiting.networkHeader()).saddr();
            saddr = fib.isLocal(own) ? own : 0;
        }
        if (saddr == 0) {
            saddr = fib.selectAddr(entry.key);
        }
        boolean unicast = entry.probes < settings.ucastSolicit();
        entry.probes++;
        arp.send(
                ArpHeader.REQUEST,
                saddr,
                0,
                entry.key,
                unicast ? entry.ha : MacAddress.BROADCAST,
                unicast ? entry.port : Neighbour.ANY_PORT,
                0);
    }

    /**
     * Something was heard of a neighbour (kernel __neigh_update()).
     *
     * @param ha the MAC address heard
     * @param port wire port it was heard on
     * @param heard REACHABLE if it answered us, else STALE
     * @param override whether another address may replace the one known
     * @return true if the others should be told: the address is new or was confirmed
     */
    boolean update(NeighEntry entry, long ha, int port, NudState heard, boolean override, long now) {
        NudState old = entry.state;
        if (old == NudState.PERMANENT) {
            return false;
        }
        boolean same = old.valid() && entry.ha == ha;
        if (heard == NudState.REACHABLE) {
            entry.confirmed = now;
        }
        if (old.valid() && !same && !override) {
            return false;
        }
        NudState state = same && heard == NudState.STALE ? old : heard;
        boolean changed = !same || entry.port != port;
        entry.port = port;
        entry.elsewhere = false;
        if (!same) {
            entry.updated = now;
            entry.ha = ha;
            if (!state.connected()) {
                entry.confirmed = now - 2 * settings.baseReachableNanos();
            }
        }
        if (state != old) {
            state(entry, state, now);
            arm(entry, state == NudState.REACHABLE ? now + settings.baseReachableNanos() : Long.MAX_VALUE);
        }
        if (!old.valid()) {
            flush(entry);
        }
        return changed || heard == NudState.REACHABLE;
    }

    private void flush(NeighEntry entry) {
        entry.probes = 0;
        entry.arpQueueBytes = 0;
        SkBuff skb = entry.arpQueue.poll();
        while (skb != null) {
            xmit(skb, entry.ha, entry.port);
            skb = entry.arpQueue.poll();
        }
    }

    /** Another instance has heard, or asks for, a neighbour; or one was set by hand. */
    void learn(Neighbour neighbour, long now) {
        int key = neighbour.address().v4();
        NeighEntry entry = lookupOrCreate(key, now);
        if (entry == null) {
            return;
        }
        if (neighbour.permanent()) {
            boolean wasValid = entry.state.valid();
            entry.ha = neighbour.mac();
            entry.port = neighbour.port();
            state(entry, NudState.PERMANENT, now);
            arm(entry, Long.MAX_VALUE);
            if (!wasValid) {
                flush(entry);
            }
        } else if (neighbour.mac() != 0) {
            boolean asked = entry.state == NudState.INCOMPLETE || entry.state == NudState.PROBE;
            update(entry, neighbour.mac(), neighbour.port(), asked ? NudState.REACHABLE : NudState.STALE, true, now);
        } else if (entry.state == NudState.FAILED) {
            entry.elsewhere = true;
            state(entry, NudState.INCOMPLETE, now);
            arm(entry, now + settings.mcastSolicit() * retrans());
        }
    }

    /** Tells the other instances what is known of a neighbour. */
    void tell(NeighEntry entry) {
        net.out.neighbourChanged(new Neighbour(IpAddress.v4(entry.key), entry.ha, entry.port, false));
    }

    private void state(NeighEntry entry, NudState state, long now) {
        entry.state = state;
        entry.updated = now;
    }

    private void arm(NeighEntry entry, long at) {
        entry.timer = at;
        nextTimeout = Math.min(nextTimeout, at);
    }

    private long retrans() {
        return Math.max(settings.retransNanos(), MIN_RETRANS);
    }

    /** Not later than the next entry's timer. */
    long nextTimeoutNanos() {
        return nextTimeout;
    }

    /** Runs the timers that are due. */
    void onTimeout(long now) {
        if (now < nextTimeout) {
            return;
        }
        nextTimeout = Long.MAX_VALUE;
        for (NeighEntry head : buckets) {
            for (NeighEntry entry = head; entry != null; entry = entry.next) {
                if (entry.timer <= now) {
                    entry.timer = Long.MAX_VALUE;
                    timer(entry, now);
                }
                nextTimeout = Math.min(nextTimeout, entry.timer);
            }
        }
    }

    private void timer(NeighEntry entry, long now) {
        long reachable = entry.confirmed + settings.baseReachableNanos();
        switch (entry.state) {
            case REACHABLE -> {
                if (now < reachable) {
                    arm(entry, reachable);
                } else if (now <= entry.used + settings.delayFirstProbeNanos()) {
                    state(entry, NudState.DELAY, now);
                    arm(entry, now + settings.delayFirstProbeNanos());
                } else {
                    state(entry, NudState.STALE, now);
                }
            }
            case DELAY -> {
                if (now <= entry.confirmed + settings.delayFirstProbeNanos()) {
                    state(entry, NudState.REACHABLE, now);
                    arm(entry, reachable);
                } else {
                    entry.probes = 0;
                    state(entry, NudState.PROBE, now);
                    arm(entry, now + retrans());
                    probe(entry);
                }
            }
            case INCOMPLETE -> probeAgain(entry, settings.ucastSolicit() + settings.mcastSolicit(), now);
            case PROBE -> probeAgain(entry, settings.ucastSolicit(), now);
            case STALE, FAILED, PERMANENT -> {}
        }
    }

    private void probeAgain(NeighEntry entry, int maxProbes, long now) {
        if (entry.elsewhere || entry.probes >= maxProbes) {
            invalidate(entry, now);
        } else {
            arm(entry, now + retrans());
            probe(entry);
        }
    }

    /** The neighbour does not answer, and what waits for it is lost. */
    private void invalidate(NeighEntry entry, long now) {
        entry.elsewhere = false;
        entry.arpQueueBytes = 0;
        state(entry, NudState.FAILED, now);
        SkBuff skb = entry.arpQueue.poll();
        while (skb != null) {
            net.kfreeSent(skb, SkbDropReason.NEIGH_FAILED, INVALIDATE, now);
            skb = entry.arpQueue.poll();
        }
    }

    /** The neighbours whose address is known. */
    List<Neighbour> neighbours() {
        List<Neighbour> known = new ArrayList<>(entries);
        for (NeighEntry head : buckets) {
            for (NeighEntry e = head; e != null; e = e.next) {
                if (e.state.valid()) {
                    known.add(new Neighbour(IpAddress.v4(e.key), e.ha, e.port, e.state == NudState.PERMANENT));
                }
            }
        }
        return known;
    }
}
