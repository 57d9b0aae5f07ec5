package io.rxpath.ip.core.conntrack;

import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.NfConntrack;
import org.jspecify.annotations.Nullable;

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
    /** Both translations. */
    public static final int IPS_NAT_MASK = IPS_SRC_NAT | IPS_DST_NAT;
    /** Source NAT was decided. */
    public static final int IPS_SRC_NAT_DONE = 1 << 7;
    /** Destination NAT was decided. */
    public static final int IPS_DST_NAT_DONE = 1 << 8;
    /** Both were decided. */
    public static final int IPS_NAT_DONE_MASK = IPS_SRC_NAT_DONE | IPS_DST_NAT_DONE;
    /** Taken out of the table. */
    public static final int IPS_DYING = 1 << 9;
    /** The time it is forgotten does not move. */
    public static final int IPS_FIXED_TIMEOUT = 1 << 10;
    /** In the table in the reply direction only, beside one with the same original tuple. */
    public static final int IPS_NAT_CLASH = 1 << 12;

    private static final long SECOND = 1_000_000_000L;

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
    /** When it is forgotten, epoch nanoseconds; before it is in the table, how long it shall last. */
    public long timeoutNanos;
    /** Packets and bytes are counted: nf_conntrack_acct was on when it began. */
    public boolean acct;
    /** Device masquerade took the address of, 0 for none (kernel struct nf_conn_nat masq_index). */
    public int masqIndex;
    /** What is known of a TCP connection, null for others. */
    public final @Nullable NfConnTcp tcp;
    /** From when on a UDP exchange counts as a stream, epoch nanoseconds. */
    public long udpStreamNanos;

    /** Order of arrival, for listings. */
    long serial;
    /** Place in the expiry heap, -1 for none, and the time it stands there with. */
    int heapIndex = -1;

    long heapNanos;
    /** Waits to be written out. */
    boolean dirty;

    /** A connection that is not in the table yet. */
    public NfConn(NfTuple original, NfTuple reply) {
        this.original = original;
        this.reply = reply;
        this.tcp = original.protocol() == IpProtocol.TCP ? new NfConnTcp() : null;
    }

    /** The tuple of a direction, 0 original, 1 reply. */
    public NfTuple tuple(int dir) {
        return dir == 0 ? original : reply;
    }

    /** True if any of these bits of {@link #status} is set. */
    public boolean has(int bits) {
        return (status & bits) != 0;
    }

    /** True once it is in the table. */
    public boolean confirmed() {
        return has(IPS_CONFIRMED);
    }

    /** True when its time is over (kernel nf_ct_is_expired()). */
    public boolean expired(long now) {
        return timeoutNanos - now <= 0;
    }

    /** Counts from 0 again. */
    void zeroCounters() {
        java.util.Arrays.fill(packets, 0);
        java.util.Arrays.fill(bytes, 0);
    }

    /** Not to be found any more. */
    boolean unusable() {
        return has(IPS_DYING);
    }

    /** Whole seconds left, at least 0 (kernel nf_ct_expires()). */
    public long expiresSeconds(long now) {
        long left = confirmed() ? timeoutNanos - now : timeoutNanos;
        return Math.max(0, left / SECOND);
    }

    /** A number that stays the same while the connection lives (kernel nf_ct_get_id()), 32 bits. */
    public int id() {
        int hash = original.hashCode();
        hash = (hash ^ hash >>> 16) * 0x85ebca6b;
        hash = (hash ^ hash >>> 13) * 0xc2b2ae35;
        return hash ^ hash >>> 16;
    }

    @Override
    public String toString() {
        return original + " <-> " + reply + " status 0x" + Integer.toHexString(status);
    }
}
