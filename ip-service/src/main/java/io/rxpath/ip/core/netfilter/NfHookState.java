package io.rxpath.ip.core.netfilter;

import io.rxpath.ip.core.NetDevice;
import io.rxpath.ip.core.route.Dst;
import io.rxpath.skb.SkBuff;
import org.jspecify.annotations.Nullable;

/**
 * What a hook function is told besides the packet (kernel struct nf_hook_state). One object serves many packets: a function
 * must not keep it.
 */
public final class NfHookState {
    /** The packet; data at the network header, linear up to the end of its transport header. */
    public SkBuff skb;

    /** The hook. */
    public NfHook hook = NfHook.PRE_ROUTING;

    /** Family of the packet. */
    public NfFamily family = NfFamily.IPV4;

    /** Device it came in by; null at LOCAL_OUT and, for our own packets, at POST_ROUTING. */
    public @Nullable NetDevice in;

    /** Device it leaves by; null at PRE_ROUTING and LOCAL_IN. */
    public @Nullable NetDevice out;

    /** Where routing sends the packet (skb_dst()); null at PRE_ROUTING. */
    public @Nullable Dst dst;

    /** Time, epoch nanoseconds. */
    public long now;

    /**
     * At LOCAL_OUT: the packet must be routed anew because its addresses, mark or TOS changed (kernel
     * ip_route_me_harder()). A function that changes what routing looks at sets it; a filter does not.
     */
    public boolean reroute;

    /** The kernel function that freed the packet, for the drop event; a function that drops may set it. */
    public String place = DEFAULT_PLACE;

    /** The rule that dropped the packet as "family table chain handle N", for the drop event; empty for none. */
    public String rule = "";

    /** Where a drop is seen unless the function says otherwise (kernel nf_hook_slow() frees it). */
    public static final String DEFAULT_PLACE = "nf_hook_slow";

    /** A state for this packet; the other fields are to be set. */
    public NfHookState(SkBuff skb) {
        this.skb = skb;
    }
}
