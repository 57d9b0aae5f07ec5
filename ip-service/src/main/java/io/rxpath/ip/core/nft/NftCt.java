package io.rxpath.ip.core.nft;

import io.rxpath.ip.core.conntrack.NfConn;
import io.rxpath.ip.core.conntrack.NfTuple;
import io.rxpath.skb.CtInfo;
import io.rxpath.skb.IpAddress;
import org.jspecify.annotations.Nullable;

/** What is known of the packet's connection (kernel net/netfilter/nft_ct.c). */
final class NftCt extends NftExpr {
    private static final int STATE_INVALID = 1;
    private static final int STATE_ESTABLISHED = 1 << 1;
    private static final int STATE_RELATED = 1 << 2;
    private static final int STATE_NEW = 1 << 3;
    private static final int STATE_UNTRACKED = 1 << 6;
    private static final int NFPROTO_IPV4 = 2;
    private static final int NFPROTO_IPV6 = 10;
    private static final long NANOS_PER_MILLI = 1_000_000;

    /** What can be asked. */
    enum Key {
        STATE("state", NftTypes.CT_STATE),
        STATUS("status", NftTypes.CT_STATUS),
        MARK("mark", NftTypes.MARK),
        DIRECTION("direction", NftTypes.CT_DIRECTION),
        EXPIRATION("expiration", NftTypes.TIME),
        L3PROTO("l3proto", NftTypes.FAMILY),
        PROTOCOL("protocol", NftTypes.PROTOCOL),
        PACKETS("packets", NftTypes.HOST_INTEGER64),
        BYTES("bytes", NftTypes.HOST_INTEGER64),
        AVGPKT("avgpkt", NftTypes.HOST_INTEGER64),
        SADDR("saddr", NftTypes.IPV4),
        DADDR("daddr", NftTypes.IPV4),
        SADDR6("saddr", NftTypes.IPV6),
        DADDR6("daddr", NftTypes.IPV6),
        PROTO_SRC("proto-src", NftTypes.SERVICE),
        PROTO_DST("proto-dst", NftTypes.SERVICE);

        final String text;

        @SuppressWarnings("ImmutableEnumChecker") // a type never changes; its maps are only read
        final NftType type;

        Key(String text, NftType type) {
            this.text = text;
            this.type = type;
        }

        static @Nullable Key named(String text) {
            for (Key key : values()) {
                if (key.text.equals(text)) {
                    return key;
                }
            }
            return null;
        }

        boolean address() {
            return ordinal() >= SADDR.ordinal() && ordinal() <= DADDR6.ordinal();
        }

        /** Keys that need a direction. */
        boolean directed() {
            return ordinal() >= SADDR.ordinal();
        }

        /** Keys that may have a direction. */
        boolean counts() {
            return this == PACKETS || this == BYTES || this == AVGPKT;
        }
    }

    /** No direction: both together, or the packet's own. */
    static final int NO_DIRECTION = -1;

    final Key key;

    /** 0 original, 1 reply, or {@link #NO_DIRECTION}. */
    final int direction;

    NftCt(Key key, int direction) {
        super(key.type);
        this.key = key;
        this.direction = direction;
    }

    @Override
    boolean tracks() {
        return true;
    }

    @Override
    boolean load(NftPktInfo pkt) {
        NfConn ct = pkt.connection();
        if (key == Key.STATE) {
            return pkt.result(state(pkt.skb.ctInfo, ct));
        }
        if (ct == null || pkt.skb.ctInfo == CtInfo.UNTRACKED) {
            return false;
        }
        return switch (key) {
            case STATE -> throw new IllegalStateException("handled above");
            case STATUS -> pkt.result(ct.status & 0xffff_ffffL);
            case MARK -> pkt.result(ct.mark & 0xffff_ffffL);
            case DIRECTION -> pkt.result(pkt.skb.ctInfo.reply() ? 1 : 0);
            case EXPIRATION -> pkt.result(Math.max(0, (ct.timeoutNanos - pkt.now()) / NANOS_PER_MILLI));
            case L3PROTO -> pkt.result(ct.original.src().isV4() ? NFPROTO_IPV4 : NFPROTO_IPV6);
            case PROTOCOL -> pkt.result(ct.original.protocol());
            case PACKETS -> pkt.result(sum(ct.packets));
            case BYTES -> pkt.result(sum(ct.bytes));
            case AVGPKT -> {
                long packets = sum(ct.packets);
                yield pkt.result(packets == 0 ? 0 : Long.divideUnsigned(sum(ct.bytes), packets));
            }
            case SADDR, SADDR6 -> address(pkt, tuple(ct).src());
            case DADDR, DADDR6 -> address(pkt, tuple(ct).dst());
            case PROTO_SRC -> pkt.result(tuple(ct).srcPort());
            case PROTO_DST -> pkt.result(tuple(ct).dstPort());
        };
    }

    private static int state(CtInfo info, @Nullable NfConn ct) {
        if (info == CtInfo.UNTRACKED) {
            return STATE_UNTRACKED;
        }
        if (ct == null) {
            return STATE_INVALID;
        }
        return switch (info) {
            case ESTABLISHED, ESTABLISHED_REPLY -> STATE_ESTABLISHED;
            case RELATED, RELATED_REPLY -> STATE_RELATED;
            case NEW -> STATE_NEW;
            case NONE, UNTRACKED -> STATE_INVALID;
        };
    }

    private long sum(long[] both) {
        return direction == NO_DIRECTION ? both[0] + both[1] : both[direction];
    }

    private NfTuple tuple(NfConn ct) {
        return direction == 1 ? ct.reply : ct.original;
    }

    private boolean address(NftPktInfo pkt, IpAddress address) {
        boolean v4 = key == Key.SADDR || key == Key.DADDR;
        if (address.isV4() != v4) {
            return false;
        }
        pkt.hi = v4 ? 0 : address.hi();
        pkt.lo = v4 ? address.v4() & 0xffff_ffffL : address.lo();
        return true;
    }

    /** Writes the register into the connection's mark (nft_ct_set_eval()). */
    void store(NftPktInfo pkt) {
        NfConn ct = pkt.connection();
        if (ct != null && pkt.skb.ctInfo != CtInfo.UNTRACKED) {
            ct.mark = (int) pkt.lo;
        }
    }

    @Override
    void print(NftPrinter out) {
        out.text("ct ");
        if (direction != NO_DIRECTION) {
            out.text(direction == 0 ? "original " : "reply ");
        }
        if (key.address()) {
            out.text(key == Key.SADDR || key == Key.DADDR ? "ip " : "ip6 ");
        }
        out.text(key.text);
    }
}
