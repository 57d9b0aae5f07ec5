package io.rxpath.ip.core.xtables;

import io.rxpath.ip.core.conntrack.NfConn;
import io.rxpath.ip.core.netfilter.NfFamily;
import io.rxpath.ip.core.netfilter.NfHookState;
import io.rxpath.skb.Ipv4Header;
import io.rxpath.skb.SkBuff;
import org.jspecify.annotations.Nullable;

/**
 * The packet under evaluation with what the rules need of it (kernel struct nft_pktinfo and xt_action_param). Offsets count
 * from the network header.
 */
final class XtPacket {
    private static final int V6_HEADER = 40;
    private static final int HOPOPTS = 0;
    private static final int ROUTING = 43;
    private static final int FRAGMENT = 44;
    private static final int AUTH = 51;
    private static final int NONE = 59;
    private static final int DSTOPTS = 60;

    NfHookState state = new NfHookState(SkBuff.alloc(0));
    SkBuff skb = state.skb;
    byte[] a = skb.buf();
    /** Index of the network header in {@link #a}. */
    int nh;
    /** True for IPv6. */
    boolean v6;
    /** Protocol of the transport header, -1 if there is none to be found. */
    int l4;
    /** Where the transport header begins. */
    int thoff;
    /** Offset of a fragment, 0 for a first or only one; IPv4 in units of eight bytes, IPv6 in bytes. */
    int fragOff;
    /** A match wants the packet dropped. */
    boolean hotdrop;

    /** Begins with this packet (kernel nft_set_pktinfo_ipv4(), nft_set_pktinfo_ipv6()). */
    void set(NfHookState next) {
        state = next;
        hotdrop = false;
        v6 = next.family == NfFamily.IPV6;
        refresh();
        if (v6) {
            findTransport();
        } else {
            l4 = u8(9);
            thoff = (u8(0) & 0xf) << 2;
            fragOff = u16(6) & Ipv4Header.OFFSET_MASK;
        }
    }

    /** The skb or its buffer may be another one now. */
    void refresh() {
        skb = state.skb;
        a = skb.buf();
        nh = skb.data();
    }

    /**
     * Walks the extension headers (kernel net/ipv6/exthdrs_core.c ipv6_find_hdr() with target -1 and IP6_FH_F_AUTH). A later
     * fragment has a protocol but no transport header; the kernel leaves its offset at 0 then.
     */
    private void findTransport() {
        fragOff = 0;
        l4 = -1;
        thoff = 0;
        int next = u8(6);
        int at = V6_HEADER;
        while (isExtension(next) && next != NONE && next != AUTH) {
            if (!has(at, next == FRAGMENT ? 4 : 2)) {
                return;
            }
            int inner = u8(at);
            int length = 8;
            if (next == FRAGMENT) {
                int off = u16(at + 2) & ~7;
                if (off != 0) {
                    if (!isExtension(inner) || inner == NONE) {
                        fragOff = off;
                        l4 = inner;
                    }
                    return;
                }
            } else {
                length = (u8(at + 1) + 1) << 3;
            }
            next = inner;
            at += length;
        }
        l4 = next;
        thoff = at;
    }

    private static boolean isExtension(int header) {
        return header == HOPOPTS
                || header == ROUTING
                || header == FRAGMENT
                || header == AUTH
                || header == NONE
                || header == DSTOPTS;
    }

    /** True if {@code n} bytes at {@code off} can be read (kernel skb_header_pointer()). */
    boolean has(int off, int n) {
        if (off + n <= skb.headLen()) {
            return true;
        }
        if (off + n > skb.len()) {
            return false;
        }
        skb.linearize();
        refresh();
        return true;
    }

    /** As {@link #has}, behind the IP header; a later fragment has only what is linear. */
    boolean hasTransport(int off, int n) {
        if (l4 < 0) {
            return false;
        }
        return thoff + off + n <= skb.headLen() || fragOff == 0 && has(thoff + off, n);
    }

    int u8(int off) {
        return a[nh + off] & 0xff;
    }

    int u16(int off) {
        int at = nh + off;
        return (a[at] & 0xff) << 8 | (a[at + 1] & 0xff);
    }

    int u32(int off) {
        return u16(off) << 16 | u16(off + 2);
    }

    long u64(int off) {
        return (long) u32(off) << 32 | u32(off + 4) & 0xffff_ffffL;
    }

    void put8(int off, int value) {
        a[nh + off] = (byte) value;
    }

    void put16(int off, int value) {
        a[nh + off] = (byte) (value >>> 8);
        a[nh + off + 1] = (byte) value;
    }

    /** First half of the source address, or of the destination; IPv4 is mapped as in IpAddress. */
    long addressHi(boolean source) {
        return v6 ? u64(source ? 8 : 24) : 0;
    }

    /** Second half of the source address, or of the destination. */
    long addressLo(boolean source) {
        return v6 ? u64(source ? 16 : 32) : 0xffff_0000_0000L | u32(source ? 12 : 16) & 0xffff_ffffL;
    }

    /** TOS or traffic class. */
    int tos() {
        return v6 ? u16(0) >>> 4 & 0xff : u8(1);
    }

    /** Time to live or hop limit. */
    int ttl() {
        return v6 ? u8(7) : u8(8);
    }

    /** The connection the packet belongs to. */
    @Nullable
    NfConn ct() {
        return skb.nfct instanceof NfConn conn ? conn : null;
    }
}
