package io.rxpath.ip.core;

import io.rxpath.skb.IpAddress;
import io.rxpath.skb.SkBuff;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** One neighbour (kernel include/net/neighbour.h struct neighbour). Data only; {@link NeighTable} has the rules. */
public final class NeighEntry {
    /** The neighbour's address. */
    final IpAddress address;

    /** The device it is on. */
    NetDevice dev;

    final ArrayDeque<SkBuff> arpQueue = new ArrayDeque<>(0);
    int arpQueueBytes;

    NudState state = NudState.FAILED;
    /** False until something was tried (kernel NUD_NONE). */
    boolean tried;
    /** Its MAC address, meaningful when the state is valid. */
    long ha;

    int port = Neighbour.ANY_PORT;
    /** True if it says of itself that it is a router (kernel NTF_ROUTER). */
    boolean router;
    /** True while INCOMPLETE only because another instance of the layer asks for it. */
    boolean elsewhere;

    int probes;
    long confirmed;
    long used;
    long updated;
    long timer = Long.MAX_VALUE;

    /** Next entry of the same bucket. */
    @Nullable
    NeighEntry next;

    NeighEntry(NetDevice dev, IpAddress address) {
        this.dev = dev;
        this.address = address;
    }

    /** The neighbour's address. */
    public IpAddress address() {
        return address;
    }

    /** The device it is on. */
    public NetDevice dev() {
        return dev;
    }

    /** Its state. */
    public NudState state() {
        return state;
    }

    /** Its MAC address, meaningful when the state is {@link NudState#valid}. */
    public long ha() {
        return ha;
    }

    /** Wire port it was heard on, {@link Neighbour#ANY_PORT} if that is not known. */
    public int port() {
        return port;
    }

    /** True if it says of itself that it is a router. */
    public boolean router() {
        return router;
    }

    /** When its state or address changed last, epoch nanoseconds. */
    public long updated() {
        return updated;
    }

    /** When it was confirmed last. */
    public long confirmed() {
        return confirmed;
    }

    /** When a packet was sent to it last. */
    public long used() {
        return used;
    }

    /** Requests sent since the last answer, in the kernel's count: a first broadcast request is number ucast_solicit. */
    public int probes() {
        return probes;
    }
}
