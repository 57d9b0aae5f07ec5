package io.rxpath.ip.core.route;

import io.rxpath.skb.IpAddress;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The exceptions of all next hops (kernel net/ipv4/route.c find_exception(), update_or_create_fnhe(); net/ipv6/route.c
 * rt6_insert_exception()). Of each next hop at most {@link #MAX} are kept, the oldest goes; the kernel keeps a few, by chance 5
 * to 10, in each of 2048 chains.
 */
public final class FibNhExceptions {
    static final int MAX = 2048 * 5;

    private final IdentityHashMap<FibInfo, LinkedHashMap<IpAddress, FibNhException>> byNexthop =
            new IdentityHashMap<>();

    /** What is known of {@code daddr} by this next hop, or null. What has expired is forgotten. */
    public @Nullable FibNhException find(FibInfo nexthop, IpAddress daddr, long now) {
        Map<IpAddress, FibNhException> known = byNexthop.get(nexthop);
        FibNhException found = known == null ? null : known.get(daddr);
        if (known != null && found != null && now > found.expires()) {
            known.remove(daddr);
            return null;
        }
        return found;
    }

    /** True if nothing is known of any destination: a lookup can be saved. */
    public boolean isEmpty() {
        return byNexthop.isEmpty();
    }

    /**
     * Notes what was learnt of {@code daddr}.
     *
     * @param gateway the better next hop, null to leave that as it is
     * @param pmtu bytes, 0 to leave that as it is
     * @param locked whether the MTU is below what is believed
     * @param expires when it is forgotten, epoch nanoseconds
     */
    public void update(
            FibInfo nexthop, IpAddress daddr, @Nullable IpAddress gateway, int pmtu, boolean locked, long expires) {
        LinkedHashMap<IpAddress, FibNhException> known =
                byNexthop.computeIfAbsent(nexthop, any -> new LinkedHashMap<>());
        FibNhException exception = known.get(daddr);
        if (exception == null) {
            if (known.size() >= MAX) {
                Iterator<IpAddress> oldest = known.keySet().iterator();
                oldest.next();
                oldest.remove();
            }
            exception = new FibNhException();
            known.put(daddr, exception);
        }
        exception.update(gateway, pmtu, locked, expires);
    }

    /** Forgets all ({@code ip route flush cache}). */
    public void flush() {
        byNexthop.clear();
    }
}
