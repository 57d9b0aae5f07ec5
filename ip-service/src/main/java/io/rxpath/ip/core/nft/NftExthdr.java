package io.rxpath.ip.core.nft;

import io.rxpath.ip.core.netfilter.NfFamily;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An IPv6 extension header or a field of it (kernel net/netfilter/nft_exthdr.c nft_exthdr_ipv6_eval()). */
final class NftExthdr extends NftExpr {
    static final Map<String, Integer> HEADERS = Map.of("hbh", 0, "rt", 43, "frag", 44, "dst", 60, "mh", 135);

    private final String text;
    private final int header;
    private final int offset;

    private NftExthdr(String text, int header, int offset, int bits, NftType type) {
        super(type, bits);
        this.text = text;
        this.header = header;
        this.offset = offset;
    }

    /** Whether the packet has the header. */
    static NftExthdr presence(String name, int header) {
        return new NftExthdr("exthdr " + name, header, 0, 1, NftTypes.EXISTS);
    }

    /** A field of the header, null if it has none of this name. */
    static @Nullable NftExthdr field(String header, String name) {
        return switch (header + ' ' + name) {
            case "hbh nexthdr" -> field("hbh nexthdr", 0, 0, 8, NftTypes.PROTOCOL);
            case "hbh hdrlength" -> field("hbh hdrlength", 0, 8, 8, NftType.integer(8));
            case "dst nexthdr" -> field("dst nexthdr", 60, 0, 8, NftTypes.PROTOCOL);
            case "dst hdrlength" -> field("dst hdrlength", 60, 8, 8, NftType.integer(8));
            case "rt nexthdr" -> field("rt nexthdr", 43, 0, 8, NftTypes.PROTOCOL);
            case "rt hdrlength" -> field("rt hdrlength", 43, 8, 8, NftType.integer(8));
            case "rt type" -> field("rt type", 43, 16, 8, NftType.integer(8));
            case "rt seg-left" -> field("rt seg-left", 43, 24, 8, NftType.integer(8));
            case "frag nexthdr" -> field("frag nexthdr", 44, 0, 8, NftTypes.PROTOCOL);
            case "frag reserved" -> field("frag reserved", 44, 8, 8, NftType.integer(8));
            case "frag frag-off" -> field("frag frag-off", 44, 16, 13, NftType.integer(13));
            case "frag reserved2" -> field("frag reserved2", 44, 29, 2, NftType.integer(2));
            case "frag more-fragments" -> field("frag more-fragments", 44, 31, 1, NftType.integer(1));
            case "frag id" -> field("frag id", 44, 32, 32, NftType.integer(32));
            default -> null;
        };
    }

    private static NftExthdr field(String text, int header, int offset, int bits, NftType type) {
        return new NftExthdr(text, header, offset, bits, type);
    }

    @Override
    boolean load(NftPktInfo pkt) {
        if (pkt.state.family != NfFamily.IPV6) {
            return false;
        }
        long found = pkt.findHeader(header);
        if (type == NftTypes.EXISTS) {
            return pkt.result(found >= 0 ? 1 : 0);
        }
        int end = offset + bits;
        int bytes = (end + 7) / 8 - offset / 8;
        int at = (int) (found & 0xffff) + offset / 8;
        if (found < 0 || at + bytes > pkt.skb.headLen()) {
            return false;
        }
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value = value << 8 | NftBytes.get8(pkt.skb.buf(), pkt.skb.data() + at + i);
        }
        return pkt.result(value >>> (8 - end % 8) % 8 & NftValue.ones(bits).lo());
    }

    @Override
    void print(NftPrinter out) {
        out.text(text);
    }
}
