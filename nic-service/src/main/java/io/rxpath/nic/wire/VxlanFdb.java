package io.rxpath.nic.wire;

import io.rxpath.skb.MacAddress;
import java.net.InetAddress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which tunnel endpoint (VTEP) a MAC address lives behind, learned from received frames (kernel
 * drivers/net/vxlan/vxlan_core.c vxlan_snoop(), vxlan_cleanup()). An entry that was not heard of for
 * {@link #AGEING_NANOS} is forgotten. When the table is full, what is new is not learned, and reached by flooding.
 *
 * <p>Open addressing; nothing is removed one by one, ageing rebuilds the table. Safe for one thread that learns and
 * another that looks up.
 */
public final class VxlanFdb {
    /** Most MAC addresses that are remembered. */
    public static final int MAX_ENTRIES = 4096;

    /** How long an entry lives after the last frame from it (kernel FDB_AGE_DEFAULT, 300 s). */
    public static final long AGEING_NANOS = 300_000_000_000L;

    private static final int SLOTS = 2 * MAX_ENTRIES;
    private static final InetAddress[] NONE = {};

    private long[] macs = new long[SLOTS];
    private long[] heard = new long[SLOTS];
    private @Nullable InetAddress[] behind = new InetAddress[SLOTS];
    private int entries;
    private InetAddress[] vteps = NONE;
    private long oldest = Long.MAX_VALUE;

    /** A frame from {@code mac}, a unicast address, came in from {@code vtep}. */
    public synchronized void learn(long mac, InetAddress vtep, long now) {
        if (mac == 0 || MacAddress.isMulticast(mac)) {
            return;
        }
        expire(now);
        int slot = slot(mac);
        if (macs[slot] == 0) {
            if (entries == MAX_ENTRIES) {
                return;
            }
            macs[slot] = mac;
            entries++;
        }
        heard[slot] = now;
        oldest = Math.min(oldest, now);
        if (!vtep.equals(behind[slot])) {
            // A new address, or one that moved to another endpoint.
            behind[slot] = vtep;
            collectVteps();
        }
    }

    /** The endpoint of {@code mac}, or null if it is unknown or a group address. */
    public synchronized @Nullable InetAddress lookup(long mac, long now) {
        expire(now);
        return mac == 0 ? null : behind[slot(mac)];
    }

    /** All endpoints known: where a broadcast goes. Not to be changed by the caller. */
    public synchronized InetAddress[] vteps(long now) {
        expire(now);
        return vteps;
    }

    /** Number of addresses known. */
    public synchronized int size() {
        return entries;
    }

    private int slot(long mac) {
        int slot = (int) (mac * 0x9E3779B97F4A7C15L >>> 51);
        while (macs[slot] != 0 && macs[slot] != mac) {
            slot = slot + 1 & SLOTS - 1;
        }
        return slot;
    }

    /** Cheap until an entry can be too old: {@code oldest} never lies after the true oldest entry. */
    private void expire(long now) {
        if (entries == 0 || now - oldest < AGEING_NANOS) {
            return;
        }
        long[] oldMacs = macs;
        long[] oldHeard = heard;
        @Nullable InetAddress[] oldBehind = behind;
        macs = new long[SLOTS];
        heard = new long[SLOTS];
        behind = new InetAddress[SLOTS];
        entries = 0;
        oldest = Long.MAX_VALUE;
        for (int i = 0; i < SLOTS; i++) {
            if (oldMacs[i] != 0 && now - oldHeard[i] < AGEING_NANOS) {
                int slot = slot(oldMacs[i]);
                macs[slot] = oldMacs[i];
                heard[slot] = oldHeard[i];
                behind[slot] = oldBehind[i];
                oldest = Math.min(oldest, oldHeard[i]);
                entries++;
            }
        }
        collectVteps();
    }

    private void collectVteps() {
        vteps = Arrays.stream(behind).filter(v -> v != null).distinct().toArray(InetAddress[]::new);
    }
}
