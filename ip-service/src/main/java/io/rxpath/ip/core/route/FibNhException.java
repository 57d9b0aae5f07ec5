package io.rxpath.ip.core.route;

import io.rxpath.skb.IpAddress;
import org.jspecify.annotations.Nullable;

/** What was learnt of the way to one destination by one next hop (kernel struct fib_nh_exception, struct rt6_exception). */
public final class FibNhException {
    private @Nullable IpAddress gateway;
    private int pmtu;
    private boolean mtuLocked;
    private long expires;

    FibNhException() {}

    /** The better next hop a redirect has named, or null. */
    public @Nullable IpAddress gateway() {
        return gateway;
    }

    /** Bytes of the largest packet the path takes, 0 if nothing was said. */
    public int pmtu() {
        return pmtu;
    }

    /** True if what was said is less than is believed: it holds until it expires, and packets leave without DF. */
    public boolean mtuLocked() {
        return mtuLocked;
    }

    /** When it is forgotten, epoch nanoseconds. */
    public long expires() {
        return expires;
    }

    void update(@Nullable IpAddress newGateway, int newPmtu, boolean locked, long until) {
        if (newGateway != null) {
            gateway = newGateway;
        }
        if (newPmtu != 0) {
            pmtu = newPmtu;
            mtuLocked = locked;
        }
        expires = until;
    }
}
