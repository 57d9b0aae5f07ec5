package io.rxpath.ip.core;

import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.IpAddress;
import io.rxpath.skb.SkBuff;
import io.rxpath.skb.SkbDropReason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The neighbours of one family and their state machine (kernel net/core/neighbour.c neigh_resolve_output(),
 * __neigh_event_send(), __neigh_update(), neigh_invalidate()). What ARP and neighbour discovery do differently is
 * {@link NeighOps}.
 *
 * <p>Different here: the answer to a request may reach another instance of the layer, so requests and answers are told to
 * the others.
 */
public final class NeighTable {
    /** Room {@link #output} needs in front of a packet. */
    public static final int HEADER_ROOM = EthernetHeader.LENGTH;

    /** Another address may replace the one known (kernel NEIGH_UPDATE_F_OVERRIDE). */
    public static final int OVERRIDE = 1;
    /** Another address makes the one known doubtful (kernel NEIGH_UPDATE_F_WEAK_OVERRIDE). */
    public static final int WEAK_OVERRIDE = 2;
    /** What is said of it being a router counts (kernel NEIGH_UPDATE_F_OVERRIDE_ISROUTER). */
    public static final int OVERRIDE_ISROUTER = 0x40;
    /** It is a router (kernel NEIGH_UPDATE_F_ISROUTER). */
    public static final int ISROUTER = 0x80;
    /** It is set by hand (kernel NEIGH_UPDATE_F_ADMIN). */
    public static final int ADMIN = 0x80000000;

    private final Net net;
    private final NeighOps ops;
    private final NeighCache cache = new NeighCache();
    private final NeighParms parms;
    private final NeighTimer timer;
    private NeighSettings settings;
    private long nextTimeout = Long.MAX_VALUE;
    private long nextPeriodic = Long.MAX_VALUE;

    /** An empty table. */
    public NeighTable(Net net, NeighSettings settings, NeighOps ops) {
        this.net = net;
        this.settings = settings;
        this.ops = ops;
        this.parms = new NeighParms(settings);
        this.timer = new NeighTimer(this, parms);
    }

    /** Other settings from now on. */
    public void settings(NeighSettings newSettings) {
        parms.settings(newSettings);
        settings = newSettings;
    }

    /** The settings in force. */
    public NeighSettings settings() {
        return settings;
    }

    /** The entry of an address on a device, or null. */
    public @Nullable NeighEntry lookup(NetDevice dev, IpAddress address) {
        NeighEntry entry = cache.lookup(dev.ifindex(), address);
        if (entry != null) {
            entry.dev = dev;
        }
        return entry;
    }

    /** The entry of an address, made if need be; null if the table is full of entries that are in use. */
    public @Nullable NeighEntry lookupOrCreate(NetDevice dev, IpAddress address, long now) {
        NeighEntry entry = lookup(dev, address);
        return entry != null ? entry : create(dev, address, false, now);
    }

    private @Nullable NeighEntry create(NetDevice dev, IpAddress address, boolean permanent, long now) {
        NeighEntry entry = cache.create(dev, address, settings, permanent, now);
        if (cache.crowded(settings) && nextPeriodic == Long.MAX_VALUE) {
            nextPeriodic = now + settings.baseReachableNanos() / 2;
            nextTimeout = Math.min(nextTimeout, nextPeriodic);
        }
        return entry;
    }

    /** Sends an IP packet to the neighbour {@code nexthop}, or lets it wait for its address. Data at the IP header. */
    public void output(SkBuff skb, NetDevice dev, IpAddress nexthop, long now) {
        NeighEntry entry = lookupOrCreate(dev, nexthop, now);
        if (entry == null) {
            net.kfreeSent(skb, SkbDropReason.NEIGH_CREATEFAIL, ops.createFailPlace(), now);
            return;
        }
        output(entry, skb, now);
    }

    /** The same for an entry that was looked up (kernel neigh_output()). */
    public void output(NeighEntry entry, SkBuff skb, long now) {
        entry.used = now;
        switch (entry.state) {
            case REACHABLE, PERMANENT, DELAY, PROBE -> xmit(skb, entry.dev, entry.ha, entry.port);
            case STALE -> {
                state(entry, NudState.DELAY, now);
                arm(entry, now + settings.delayFirstProbeNanos());
                xmit(skb, entry.dev, entry.ha, entry.port);
            }
            case INCOMPLETE, FAILED -> resolve(entry, skb, now);
        }
    }

    /** Puts the Ethernet header in front and hands the frame to the card, on every wire port of the device. */
    public void xmit(SkBuff skb, NetDevice dev, long dst) {
        xmit(skb, dev, dst, Neighbour.ANY_PORT);
    }

    /** The same to the wire port a neighbour was heard on. */
    void xmit(SkBuff skb, NetDevice dev, long dst, int port) {
        int at = skb.push(EthernetHeader.LENGTH);
        new EthernetHeader(skb.buf(), at).dst(dst).src(dev.mac()).type(ops.protocol());
        skb.resetMacHeader();
        skb.port = dev.port() == NetDevice.ANY_PORT ? port : dev.port();
        net.out.transmit(skb);
    }

    /** Without a packet: has the neighbour asked for, if it is not known (kernel neigh_event_send() of NULL). */
    public void eventSend(NeighEntry entry, long now) {
        if (entry.state == NudState.STALE) {
            state(entry, NudState.DELAY, now);
            arm(entry, now + settings.delayFirstProbeNanos());
        } else if (entry.state == NudState.FAILED || entry.elsewhere) {
            ask(entry, null, now);
        }
    }

    private void resolve(NeighEntry entry, SkBuff skb, long now) {
        if (entry.state == NudState.FAILED || entry.elsewhere) {
            ask(entry, skb, now);
        } else {
            enqueue(entry, skb, now);
        }
    }

    private void ask(NeighEntry entry, @Nullable SkBuff skb, long now) {
        entry.elsewhere = false;
        entry.tried = true;
        if (settings.mcastSolicit() == 0) {
            state(entry, NudState.FAILED, now);
            if (skb != null) {
                net.kfreeSent(skb, SkbDropReason.NEIGH_FAILED, "__neigh_event_send", now);
            }
            return;
        }
        entry.probes = settings.ucastSolicit();
        state(entry, NudState.INCOMPLETE, now);
        arm(entry, now + parms.retransNanos());
        if (skb != null) {
            enqueue(entry, skb, now);
        }
        net.out.neighbourChanged(new Neighbour(entry.dev.ifindex(), entry.address, 0, Neighbour.ANY_PORT, false));
        probe(entry, now);
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
    void probe(NeighEntry entry, long now) {
        boolean unicast = entry.probes < settings.ucastSolicit();
        ops.solicit(entry, entry.arpQueue.peekLast(), unicast, now);
        entry.probes++;
    }

    /**
     * Something was heard of a neighbour, or was set by hand (kernel __neigh_update()).
     *
     * @param ha the MAC address heard, 0 if none was said
     * @param port wire port it was heard on
     * @param heard the state it is to have: REACHABLE if it answered us, STALE if it said something; by hand any
     * @param flags {@link #OVERRIDE} and others
     * @return true if the others should be told: the address is new or was confirmed
     */
    public boolean update(NeighEntry entry, long ha, int port, NudState heard, int flags, long now) {
        NudState old = entry.state;
        boolean admin = (flags & ADMIN) != 0;
        if (!admin && old == NudState.PERMANENT) {
            return false;
        }
        if (!heard.valid()) {
            arm(entry, Long.MAX_VALUE);
            changePermanence(old, heard);
            if (old == NudState.INCOMPLETE || old == NudState.PROBE) {
                invalidate(entry, now);
            }
            entry.state = heard;
            return false;
        }
        if (ha == 0 && !old.valid()) {
            return false;
        }
        long lladdr = ha == 0 ? entry.ha : ha;
        boolean same = old.valid() && entry.ha == lladdr;
        if (heard.connected()) {
            entry.confirmed = now;
        }
        NudState state = heard;
        boolean updateRouter = (flags & OVERRIDE_ISROUTER) != 0;
        if (old.valid() && !same && (flags & OVERRIDE) == 0) {
            if ((flags & WEAK_OVERRIDE) == 0 || !old.connected()) {
                return false;
            }
            updateRouter = false;
            lladdr = entry.ha;
            same = true;
            state = NudState.STALE;
        } else if (same && heard == NudState.STALE && !admin) {
            state = old;
        }
        boolean changed = !same || entry.port != port;
        entry.port = port;
        entry.elsewhere = false;
        entry.tried = true;
        if (state != old || !same) {
            entry.updated = now;
        }
        if (state != old) {
            changePermanence(old, state);
            enter(entry, state, now);
        }
        if (!same) {
            entry.ha = lladdr;
            if (!state.connected()) {
                entry.confirmed = now - 2 * settings.baseReachableNanos();
            }
        }
        if (updateRouter) {
            entry.router = (flags & ISROUTER) != 0;
        }
        if (!old.valid()) {
            flush(entry, now);
        }
        return changed || heard == NudState.REACHABLE;
    }

    private void enter(NeighEntry entry, NudState state, long now) {
        entry.state = state;
        if (state == NudState.PROBE) {
            entry.probes = 0;
        }
        long at = state == NudState.REACHABLE ? now + parms.reachableNanos(now) : now;
        arm(entry, state.inTimer() ? at : Long.MAX_VALUE);
    }

    private void changePermanence(NudState old, NudState state) {
        boolean is = state == NudState.PERMANENT;
        if (is != (old == NudState.PERMANENT)) {
            cache.permanent(is);
        }
    }

    /** A layer above has heard from the neighbour (kernel neigh_confirm(), MSG_CONFIRM). */
    public void confirm(NetDevice dev, IpAddress address, long now) {
        NeighEntry entry = lookup(dev, address);
        if (entry != null) {
            entry.confirmed = now;
        }
    }

    private void flush(NeighEntry entry, long now) {
        entry.probes = 0;
        entry.arpQueueBytes = 0;
        SkBuff skb = entry.arpQueue.poll();
        while (skb != null) {
            output(entry, skb, now);
            skb = entry.arpQueue.poll();
        }
    }

    /** Another instance has heard, or asks for, a neighbour; or one was set by hand. */
    public void learn(NetDevice dev, Neighbour neighbour, long now) {
        NeighEntry entry = lookup(dev, neighbour.address());
        if (entry == null) {
            entry = create(dev, neighbour.address(), neighbour.permanent(), now);
            if (entry == null) {
                return;
            }
            if (neighbour.permanent()) {
                cache.permanent(false);
            }
        }
        if (neighbour.permanent()) {
            update(entry, neighbour.mac(), neighbour.port(), NudState.PERMANENT, ADMIN | OVERRIDE, now);
        } else if (neighbour.mac() != 0) {
            boolean asked = entry.state == NudState.INCOMPLETE || entry.state == NudState.PROBE;
            NudState heard = asked ? NudState.REACHABLE : NudState.STALE;
            update(entry, neighbour.mac(), neighbour.port(), heard, OVERRIDE, now);
        } else if (entry.state == NudState.FAILED) {
            entry.elsewhere = true;
            state(entry, NudState.INCOMPLETE, now);
            arm(entry, now + settings.mcastSolicit() * parms.retransNanos());
        }
    }

    /** Takes an entry out, as {@code ip neigh del} does: the packets that wait for it are lost. */
    public void delete(NeighEntry entry, long now) {
        update(entry, 0, entry.port, NudState.FAILED, ADMIN | OVERRIDE, now);
        cache.remove(entry);
    }

    /** Tells the other instances what is known of a neighbour. */
    public void tell(NeighEntry entry) {
        net.out.neighbourChanged(new Neighbour(entry.dev.ifindex(), entry.address, entry.ha, entry.port, false));
    }

    void state(NeighEntry entry, NudState state, long now) {
        entry.state = state;
        entry.updated = now;
    }

    void arm(NeighEntry entry, long at) {
        entry.timer = at;
        nextTimeout = Math.min(nextTimeout, at);
    }

    /** Not later than the next entry's timer. */
    public long nextTimeoutNanos() {
        return nextTimeout;
    }

    /** Runs the timers that are due. */
    public void onTimeout(long now) {
        if (now < nextTimeout) {
            return;
        }
        nextTimeout = Long.MAX_VALUE;
        List<NeighEntry> entries = cache.entries();
        // A timer may send, and with that make entries; those have nothing due.
        for (int i = 0; i < entries.size(); i++) {
            NeighEntry entry = entries.get(i);
            if (entry.timer <= now) {
                entry.timer = Long.MAX_VALUE;
                timer.handler(entry, now);
            }
            nextTimeout = Math.min(nextTimeout, entry.timer);
        }
        if (nextPeriodic <= now) {
            nextPeriodic = cache.crowded(settings) ? now + settings.baseReachableNanos() / 2 : Long.MAX_VALUE;
            cache.periodicWork(settings, now);
        }
        nextTimeout = Math.min(nextTimeout, nextPeriodic);
    }

    /** The neighbour does not answer, and what waits for it is lost. */
    void invalidate(NeighEntry entry, long now) {
        entry.elsewhere = false;
        state(entry, NudState.FAILED, now);
        SkBuff skb = entry.arpQueue.poll();
        while (skb != null && entry.state == NudState.FAILED) {
            ops.errorReport(entry, skb, now);
            net.kfreeSent(skb, SkbDropReason.NEIGH_FAILED, ops.errorPlace(), now);
            skb = entry.arpQueue.poll();
        }
        entry.arpQueueBytes = 0;
    }

    /** All entries, oldest first. */
    public List<NeighEntry> entries() {
        return List.copyOf(cache.entries());
    }

    /** The neighbours whose address is known. */
    public List<Neighbour> neighbours() {
        List<Neighbour> known = new ArrayList<>();
        for (NeighEntry e : cache.entries()) {
            if (e.state.valid()) {
                known.add(new Neighbour(e.dev.ifindex(), e.address, e.ha, e.port, e.state == NudState.PERMANENT));
            }
        }
        return known;
    }
}
