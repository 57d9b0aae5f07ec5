package io.rxpath.ip.core.conntrack;

import io.rxpath.ip.core.NetDevice;
import io.rxpath.ip.core.nat.Nat;
import io.rxpath.skb.CtInfo;
import io.rxpath.skb.SkBuff;
import org.jspecify.annotations.Nullable;

/** A host that forwards between {@link CtRig#ETH0} and {@link CtRig#ETH1} and drops what is for itself. */
interface ReplayTarget {
    /** Takes a packet in by a device; returns what leaves by the other, from the network header on, or null. */
    byte @Nullable [] forward(SkBuff skb, NetDevice in, NetDevice out, long now);

    /** How the packet before belonged to its connection. */
    CtInfo info();

    Conntrack conntrack();

    Nat nat();

    /** True if it takes a hop off the time to live as routers do. */
    boolean routes();
}
