package io.rxpath.tcp.core.sock;

import io.rxpath.skb.FlowKey;
import org.jspecify.annotations.Nullable;

/**
 * What full, request and TIME_WAIT sockets share: the place in the hash table, the timer, and what must be stored.
 *
 * <p>Kernel: include/net/sock.h struct sock_common.
 */
public abstract class SockCommon {
    /** No timer. */
    public static final long NEVER = Long.MAX_VALUE;

    /** Unique in the stack; of a full socket the cookie. */
    public final long id;
    /** 4-tuple. */
    public final FlowKey flow;
    /** Flow hash of the card, put into everything sent. */
    public int skbHash;
    /** Number of the only network device it hears and speaks by, 0 for any (skc_bound_dev_if). */
    public int boundDev;
    /** Next in the hash chain. */
    public @Nullable SockCommon hashNext;
    /** True while the socket is in the hash table. */
    public boolean hashed;
    /** When the timer heap wakes it. */
    public long timerAt = NEVER;
    /** Its index in the timer heap, -1 for none. */
    public int heapIndex = -1;
    /** It changed since it was stored. */
    public boolean dirty;
    /** A part of it is in the store. */
    public boolean stored;

    protected SockCommon(long id, FlowKey flow) {
        this.id = id;
        this.flow = flow;
    }

    /** inet_sk_bound_dev_eq(): it hears what came in by this device; tcp_l3mdev_accept is off. */
    public boolean hears(int dif) {
        return boundDev == 0 || boundDev == dif;
    }

    /** The earliest of its timers, {@link #NEVER} for none. */
    public abstract long deadline();
}
