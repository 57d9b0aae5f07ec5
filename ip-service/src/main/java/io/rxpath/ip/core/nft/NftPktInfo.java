package io.rxpath.ip.core.nft;

import io.rxpath.ip.core.conntrack.NfConn;
import io.rxpath.ip.core.netfilter.NfFamily;
import io.rxpath.ip.core.netfilter.NfHookState;
import io.rxpath.ip.core.netfilter.NfServices;
import io.rxpath.skb.SkBuff;
import org.jspecify.annotations.Nullable;

/**
 * The packet a chain looks at and the registers of its rules (kernel struct nft_pktinfo, struct nft_regs;
 * include/net/netfilter/nf_tables_ipv4.h, nf_tables_ipv6.h).
 */
final class NftPktInfo {
    private static final int IPV4_MIN_HEADER = 20;
    private static final int IPV6_HEADER = 40;
    private static final int FRAGMENT_OFFSET = 0x1fff;
    private static final int MAX_FIELDS = 16;
    private static final int HOPOPTS = 0;
    private static final int ROUTING = 43;
    private static final int FRAGMENT = 44;
    private static final int AH = 51;
    private static final int NONE = 59;
    private static final int DSTOPTS = 60;

    final NfServices services;

    /** Jumps that were not returned from (kernel NFT_JUMP_STACK_SIZE). */
    final NftChain[] stackChains = new NftChain[NftChain.JUMP_STACK_SIZE];

    final int[] stackRules = new int[NftChain.JUMP_STACK_SIZE];

    private final NftKey[] keys = new NftKey[MAX_FIELDS + 1];

    NfHookState state;
    SkBuff skb;

    /** Result of the last load. */
    long hi;

    long lo;

    /** Offset of the transport header from the network header; valid with {@link #l4proto} at 0 or more. */
    int thoff;

    /** The protocol behind the IP header and its extensions, -1 if it cannot be told. */
    int l4proto;

    /** Not the first fragment. */
    boolean laterFragment;

    /** Where a jump or goto leads. */
    @Nullable
    NftChain target;

    NftPktInfo(NfServices services, NfHookState state) {
        this.services = services;
        this.state = state;
        this.skb = state.skb;
        for (int i = 0; i < keys.length; i++) {
            keys[i] = new NftKey(i);
        }
    }

    /** Looks at the packet's headers (nft_set_pktinfo_ipv4(), nft_set_pktinfo_ipv6()). */
    void set(NfHookState state) {
        this.state = state;
        refresh();
    }

    /** Looks again, after a statement has changed or replaced the packet. */
    void refresh() {
        skb = state.skb;
        l4proto = -1;
        laterFragment = false;
        thoff = 0;
        int at = skb.data();
        byte[] buf = skb.buf();
        if (state.family == NfFamily.IPV4) {
            if (skb.headLen() >= IPV4_MIN_HEADER) {
                l4proto = NftBytes.get8(buf, at + 9);
                thoff = (NftBytes.get8(buf, at) & 0xf) * 4;
                laterFragment = (NftBytes.get16(buf, at + 6) & FRAGMENT_OFFSET) != 0;
            }
        } else {
            findTransport();
        }
    }

    /** The last header of the chain, or one of authentication (kernel ipv6_find_hdr() with target -1 and IP6_FH_F_AUTH). */
    private void findTransport() {
        long found = findHeader(-1);
        if (found >= 0) {
            thoff = (int) (found & 0xffff);
            l4proto = (int) (found >>> 16 & 0xff);
            laterFragment = found >>> 24 != 0;
        }
    }

    /**
     * Looks for an extension header, or with -1 for the transport header (kernel ipv6_find_hdr()).
     *
     * @return offset from the network header, with the protocol in bits 16 to 23 and bit 24 for a later fragment; -1 if not
     *     found
     */
    long findHeader(int target) {
        byte[] buf = skb.buf();
        int base = skb.data();
        int length = skb.headLen();
        if (length < IPV6_HEADER) {
            return -1;
        }
        int next = NftBytes.get8(buf, base + 6);
        int offset = IPV6_HEADER;
        while (true) {
            boolean extension = isExtension(next);
            if (next == target || target < 0 && (!extension || next == NONE || next == AH)) {
                return offset <= 0xffff ? offset | (long) next << 16 : -1;
            }
            if (!extension || next == NONE || offset + 8 > length) {
                return -1;
            }
            int size;
            if (next == FRAGMENT) {
                if ((NftBytes.get16(buf, base + offset + 2) & ~7) != 0) {
                    int inner = NftBytes.get8(buf, base + offset);
                    if (target < 0 && (!isExtension(inner) || inner == NONE)) {
                        // The kernel leaves the offset at 0 here.
                        return (long) inner << 16 | 1L << 24;
                    }
                    return -1;
                }
                size = 8;
            } else if (next == AH) {
                size = (NftBytes.get8(buf, base + offset + 1) + 2) << 2;
            } else {
                size = (NftBytes.get8(buf, base + offset + 1) + 1) << 3;
            }
            next = NftBytes.get8(buf, base + offset);
            offset += size;
        }
    }

    private static boolean isExtension(int protocol) {
        return switch (protocol) {
            case HOPOPTS, ROUTING, FRAGMENT, AH, NONE, DSTOPTS -> true;
            default -> false;
        };
    }

    /** Time, epoch nanoseconds. */
    long now() {
        return state.now;
    }

    /** The connection, null for none or an untracked packet. */
    @Nullable
    NfConn connection() {
        return skb.nfct instanceof NfConn conn ? conn : null;
    }

    /** A key of this many fields, to be filled; its content lasts until the next call. */
    NftKey key(int fields) {
        return keys[fields];
    }

    /** Puts a number into the register; always true. */
    boolean result(long value) {
        hi = 0;
        lo = value;
        return true;
    }
}
