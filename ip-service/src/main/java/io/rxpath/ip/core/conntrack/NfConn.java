package io.rxpath.ip.core.conntrack;

import io.rxpath.skb.NfConntrack;

/** A tracked connection (kernel struct nf_conn). */
public final class NfConn implements NfConntrack {
    /** Bits of {@link #status} (kernel enum ip_conntrack_status). */
    public static final int IPS_EXPECTED = 1;
    /** Packets were seen both ways. */
    public static final int IPS_SEEN_REPLY = 1 << 1;
    /** Not dropped early when the table is full. */
    public static final int IPS_ASSURED = 1 << 2;
    /** In the table. */
    public static final int IPS_CONFIRMED = 1 << 3;
    /** The source is translated. */
    public static final int IPS_SRC_NAT = 1 << 4;
    /** The destination is translated. */
    public static final int IPS_DST_NAT = 1 << 5;
    /** Source NAT was decided. */
    public static final int IPS_SRC_NAT_DONE = 1 << 7;
    /** Destination NAT was decided. */
    public static final int IPS_DST_NAT_DONE = 1 << 8;
    /** Taken out of the table. */
    public static final int IPS_DYING = 1 << 9;

    /** Original direction, as the first packet came. */
    public NfTuple original;
    /** Reply direction; NAT changes it. */
    public NfTuple reply;
    /** IPS_* bits. */
    public int status;
    /** Connection mark. */
    public int mark;
    /** Packets and bytes of both directions, original first; counted with nf_conntrack_acct only. */
    public final long[] packets = new long[2];
    /** IP bytes of both directions. */
    public final long[] bytes = new long[2];
    /** When it is forgotten, epoch nanoseconds. */
    public long timeoutNanos;

    /** A connection that is not in the table yet. */
    public NfConn(NfTuple original, NfTuple reply) {
        this.original = original;
        this.reply = reply;
    }
}
