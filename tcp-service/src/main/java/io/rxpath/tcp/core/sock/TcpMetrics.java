package io.rxpath.tcp.core.sock;

import io.rxpath.skb.FlowKey;
import io.rxpath.skb.IpAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What connections of our own have learnt of Fast Open with a peer, for the next one: the cookie, the segment size of the
 * peer, and which form of the option it knows. At most {@link #MAX} pairs of addresses are remembered, the oldest goes; the
 * kernel keeps up to five in each chain of its table. Each partition learns for itself. Of what the kernel keeps besides, the
 * round-trip time and the windows, nothing is kept, as with tcp_no_metrics_save.
 *
 * <p>Kernel: net/ipv4/tcp_metrics.c tcp_fastopen_cache_get(), tcp_fastopen_cache_set(), struct tcp_fastopen_metrics.
 */
public final class TcpMetrics {
    /** Pairs that are remembered. */
    public static final int MAX = 2048 * 5;

    private static final byte[] NONE = new byte[0];

    /**
     * Both ends of a connection, ports apart.
     *
     * @param source ours
     * @param dest the peer's
     */
    public record Pair(IpAddress source, IpAddress dest) {
        /** That of a connection. */
        public static Pair of(FlowKey flow) {
            return new Pair(flow.local(), flow.remote());
        }
    }

    /**
     * Fast Open with one peer.
     *
     * @param mss its segment size, bytes; 0 for not known
     * @param cookie its cookie, empty for none
     * @param experimental the cookie has come in the option's experimental form
     * @param tryExp 1: the next request is made in the experimental form; 2: that was in vain, too
     * @param synLoss SYNs with data in a row that were lost
     * @param lastSynLoss when the last was, epoch ns
     */
    public record Fastopen(int mss, byte[] cookie, boolean experimental, int tryExp, int synLoss, long lastSynLoss) {
        /** Nothing is known. */
        public static final Fastopen UNKNOWN = new Fastopen(0, NONE, false, 0, 0, 0);
    }

    private final Map<Pair, Fastopen> known = new LinkedHashMap<>();
    private final List<Pair> changed = new ArrayList<>();

    /** What is known of a pair, or null. */
    public @Nullable Fastopen get(Pair pair) {
        return known.get(pair);
    }

    /**
     * tcp_fastopen_cache_set(): the answer to a SYN.
     *
     * @param mss the peer's, 0 for none
     * @param cookie what it gave, null for none
     * @param experimental its form
     * @param synLost a SYN with data seems to have been lost
     * @param tryExp see {@link Fastopen}
     */
    public void set(
            Pair pair, int mss, byte @Nullable [] cookie, boolean experimental, boolean synLost, int tryExp, long now) {
        Fastopen old = known.getOrDefault(pair, Fastopen.UNKNOWN);
        boolean given = cookie != null && cookie.length > 0;
        byte[] kept = given && cookie != null ? cookie.clone() : old.cookie;
        boolean exp = given ? experimental : old.experimental;
        boolean tries = !given && tryExp > old.tryExp && old.cookie.length == 0 && !old.experimental;
        put(
                pair,
                new Fastopen(
                        mss != 0 ? mss : old.mss,
                        kept,
                        exp,
                        tries ? tryExp : old.tryExp,
                        synLost ? old.synLoss + 1 : 0,
                        synLost ? now : old.lastSynLoss));
        changed.add(pair);
    }

    /** Takes an entry as it was stored. */
    public void put(Pair pair, Fastopen entry) {
        known.remove(pair);
        known.put(pair, entry);
        if (known.size() > MAX) {
            Pair oldest = known.keySet().iterator().next();
            known.remove(oldest);
            changed.add(oldest);
        }
    }

    /** Pairs whose stored form is behind; the list is empty afterwards. */
    public List<Pair> takeChanged() {
        if (changed.isEmpty()) {
            return List.of();
        }
        List<Pair> all = List.copyOf(changed);
        changed.clear();
        return all;
    }
}
