package io.rxpath.tcp.core.sock;

import io.rxpath.skb.IpAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What connections have learnt of the paths to their peers: new connections to the same peer begin with it, others follow
 * it. It holds ten minutes. At most {@link #MAX} peers are remembered, the oldest goes; the kernel keeps a few in each of
 * 2048 chains. Each partition learns for itself.
 *
 * <p>Kernel: net/ipv4/route.c __ip_rt_update_pmtu(), update_or_create_fnhe(), ipv4_mtu(); net/ipv6/route.c
 * __ip6_rt_update_pmtu(), ip6_mtu().
 */
public final class PathMtus {
    /** Peers that are remembered. */
    public static final int MAX = 2048 * 5;

    /** ip_rt_min_pmtu: less is not believed, bytes. */
    private static final int MIN_PMTU = 552;

    private static final int IPV6_MIN_MTU = 1280;

    /** ip_rt_mtu_expires, ns. */
    private static final long EXPIRES = 600_000_000_000L;

    /**
     * One path.
     *
     * @param mtu bytes
     * @param expires when it is forgotten, epoch ns
     */
    public record Path(int mtu, long expires) {}

    private final Map<IpAddress, Path> known = new LinkedHashMap<>();
    private final List<IpAddress> changed = new ArrayList<>();

    /** Bytes of the largest packet to {@code peer}, no more than the device's {@code mtu}. */
    public int mtu(IpAddress peer, int mtu, long now) {
        Path path = known.get(peer);
        if (path == null) {
            return mtu;
        }
        if (now >= path.expires) {
            known.remove(peer);
            changed.add(peer);
            return mtu;
        }
        return Math.min(path.mtu, mtu);
    }

    /** True if nothing is known of any. */
    public boolean isEmpty() {
        return known.isEmpty();
    }

    /** An ICMP error says that no more than {@code told} bytes go through; {@code mtu} is the device's. */
    public void update(IpAddress peer, int told, int mtu, long now) {
        int old = mtu(peer, mtu, now);
        if (old < told) {
            return;
        }
        int least = peer.isV4() ? Math.min(old, MIN_PMTU) : IPV6_MIN_MTU;
        put(peer, new Path(Math.max(told, least), now + EXPIRES));
        changed.add(peer);
    }

    /** Takes a path as it was stored. */
    public void put(IpAddress peer, Path path) {
        known.remove(peer);
        known.put(peer, path);
        if (known.size() > MAX) {
            IpAddress oldest = known.keySet().iterator().next();
            known.remove(oldest);
            changed.add(oldest);
        }
    }

    /** What is known of a peer, or null. */
    public @Nullable Path get(IpAddress peer) {
        return known.get(peer);
    }

    /** Peers whose stored form is behind; the list is empty afterwards. */
    public List<IpAddress> takeChanged() {
        if (changed.isEmpty()) {
            return List.of();
        }
        List<IpAddress> all = List.copyOf(changed);
        changed.clear();
        return all;
    }
}
