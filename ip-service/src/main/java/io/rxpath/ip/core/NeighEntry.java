package io.rxpath.ip.core;

import io.rxpath.skb.SkBuff;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** One neighbour (kernel include/net/neighbour.h struct neighbour). Data only; {@link NeighTable} has the rules. */
final class NeighEntry {
    /** The neighbour's IPv4 address. */
    final int key;

    final ArrayDeque<SkBuff> arpQueue = new ArrayDeque<>(0);
    int arpQueueBytes;

    NudState state = NudState.FAILED;
    /** Its MAC address, meaningful when the state is valid. */
    long ha;

    int port = Neighbour.ANY_PORT;
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

    NeighEntry(int key) {
        this.key = key;
    }
}
