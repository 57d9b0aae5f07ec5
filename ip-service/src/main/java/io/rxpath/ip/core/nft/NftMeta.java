package io.rxpath.ip.core.nft;

import io.rxpath.ip.core.NetDevice;
import io.rxpath.ip.core.netfilter.NfFamily;
import io.rxpath.skb.PacketType;
import org.jspecify.annotations.Nullable;

/** What the stack knows of a packet (kernel net/netfilter/nft_meta.c). */
final class NftMeta extends NftExpr {
    private static final int ARPHRD_ETHER = 1;
    private static final int ARPHRD_LOOPBACK = 772;
    private static final int NFPROTO_IPV4 = 2;
    private static final int NFPROTO_IPV6 = 10;

    /** What can be asked. */
    enum Key {
        LENGTH("length", NftTypes.HOST_INTEGER),
        PROTOCOL("protocol", NftTypes.ETHER_TYPE),
        NFPROTO("nfproto", NftTypes.FAMILY),
        L4PROTO("l4proto", NftTypes.PROTOCOL),
        MARK("mark", NftTypes.MARK),
        IIF("iif", NftTypes.IFINDEX),
        OIF("oif", NftTypes.IFINDEX),
        IIFNAME("iifname", NftTypes.IFNAME),
        OIFNAME("oifname", NftTypes.IFNAME),
        IIFTYPE("iiftype", NftTypes.DEVICE_TYPE),
        OIFTYPE("oiftype", NftTypes.DEVICE_TYPE),
        PKTTYPE("pkttype", NftTypes.PACKET_TYPE),
        RANDOM("random", NftTypes.HOST_INTEGER);

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

        /** Keys that may stand without the word meta; also the way a listing shows them. */
        boolean bare() {
            return this == IIF || this == OIF || this == IIFNAME || this == OIFNAME;
        }
    }

    final Key key;

    NftMeta(Key key) {
        super(key.type);
        this.key = key;
    }

    @Override
    boolean load(NftPktInfo pkt) {
        return switch (key) {
            case LENGTH -> pkt.result(pkt.skb.len());
            case PROTOCOL -> pkt.result(pkt.state.family == NfFamily.IPV4 ? 0x0800 : 0x86dd);
            case NFPROTO -> pkt.result(pkt.state.family == NfFamily.IPV4 ? NFPROTO_IPV4 : NFPROTO_IPV6);
            case L4PROTO -> pkt.l4proto >= 0 && pkt.result(pkt.l4proto);
            case MARK -> pkt.result(pkt.skb.mark & 0xffff_ffffL);
            case IIF -> pkt.result(index(pkt.state.in));
            case OIF -> pkt.result(index(pkt.state.out));
            case IIFNAME -> name(pkt, pkt.state.in);
            case OIFNAME -> name(pkt, pkt.state.out);
            case IIFTYPE -> deviceType(pkt, pkt.state.in);
            case OIFTYPE -> deviceType(pkt, pkt.state.out);
            case PKTTYPE -> pkt.result(pkttype(pkt));
            case RANDOM -> pkt.result(pkt.services.random() & 0xffff_ffffL);
        };
    }

    private static int index(@Nullable NetDevice device) {
        return device == null ? 0 : device.ifindex();
    }

    private static boolean name(NftPktInfo pkt, @Nullable NetDevice device) {
        pkt.hi = 0;
        pkt.lo = 0;
        if (device != null) {
            String name = device.name();
            for (int i = 0; i < name.length(); i++) {
                long c = name.charAt(i) & 0xff;
                if (i < 8) {
                    pkt.hi |= c << 56 - 8 * i;
                } else {
                    pkt.lo |= c << 120 - 8 * i;
                }
            }
        }
        return true;
    }

    private static boolean deviceType(NftPktInfo pkt, @Nullable NetDevice device) {
        return device != null
                && pkt.result(device.ifindex() == NetDevice.LOOPBACK_IFINDEX ? ARPHRD_LOOPBACK : ARPHRD_ETHER);
    }

    private static int pkttype(NftPktInfo pkt) {
        return pkt.skb.pktType.ordinal();
    }

    /** Writes the register (nft_meta_set_eval()). */
    void store(NftPktInfo pkt) {
        if (key == Key.MARK) {
            pkt.skb.mark = (int) pkt.lo;
        } else {
            // Only among PACKET_HOST, BROADCAST, MULTICAST and OTHERHOST (skb_pkt_type_ok()).
            PacketType[] types = PacketType.values();
            if (pkt.lo <= PacketType.OTHERHOST.ordinal()
                    && pkt.skb.pktType.ordinal() <= PacketType.OTHERHOST.ordinal()) {
                pkt.skb.pktType = types[(int) pkt.lo];
            }
        }
    }

    @Override
    void print(NftPrinter out) {
        out.text(key.bare() ? "" : "meta ").text(key.text);
    }
}
