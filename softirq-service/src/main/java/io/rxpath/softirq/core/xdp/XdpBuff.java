package io.rxpath.softirq.core.xdp;

import io.rxpath.skb.SkBuff;

/**
 * The frame a program sees: its bytes from the Ethernet header on, as far as they are linear.
 *
 * <p>Kernel: include/net/xdp.h struct xdp_buff.
 */
public final class XdpBuff {
    /** No rule of the program has matched. */
    static final int NO_RULE = -1;

    /** Room for what {@link XdpRules} reads of the frame. */
    final XdpFields fields = new XdpFields();

    private byte[] bytes = {};
    private int data;
    private int dataEnd;
    private int length;
    private int port;
    private int queue;
    private int vlanTci;
    private int redirectPort;
    private int rule;

    /** Looks at another frame. */
    void of(SkBuff skb) {
        bytes = skb.buf();
        data = skb.data();
        dataEnd = skb.tail();
        length = skb.len();
        port = skb.port;
        queue = skb.queueMapping;
        vlanTci = skb.vlanTci;
        redirectPort = skb.port;
        rule = NO_RULE;
    }

    /** The buffer; the frame is at [{@link #data()}, {@link #dataEnd()}) and may be written to. */
    public byte[] bytes() {
        return bytes;
    }

    /** Index of the first byte of the Ethernet header. */
    public int data() {
        return data;
    }

    /** Index behind the last linear byte. */
    public int dataEnd() {
        return dataEnd;
    }

    /** Bytes of the frame, those in fragments included. */
    public int length() {
        return length;
    }

    /** Wire port the frame came in by. */
    public int port() {
        return port;
    }

    /** Receive queue. */
    public int queue() {
        return queue;
    }

    /** Tag control information that the card has taken out of the frame, or -1. */
    public int vlanTci() {
        return vlanTci;
    }

    /** Names the wire port for {@link XdpAction#REDIRECT} (bpf_redirect). Unless it is called it is the frame's own. */
    public void redirect(int toPort) {
        redirectPort = toPort;
    }

    /** Notes which of {@link XdpProgram#rules()} has decided. */
    public void matched(int index) {
        rule = index;
    }

    int redirectPort() {
        return redirectPort;
    }

    int rule() {
        return rule;
    }
}
