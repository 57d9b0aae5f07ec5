package io.rxpath.tcp.core;

/**
 * What became of a segment on its way to the device, as far as it is known at once. All below IP but the queue of the
 * device takes whatever it gets.
 *
 * <p>Kernel: include/linux/netdevice.h NET_XMIT_SUCCESS, NET_XMIT_DROP, NET_XMIT_CN.
 */
public enum NetXmit {
    /** It is on its way. */
    SUCCESS,
    /** The queue has thrown it away. */
    DROP,
    /** It is on its way, but another was thrown away for it: a sign of congestion. */
    CN;

    /** net_xmit_eval(): true if the segment itself is lost. */
    public boolean lost() {
        return this == DROP;
    }
}
