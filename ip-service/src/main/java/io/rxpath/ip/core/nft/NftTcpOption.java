package io.rxpath.ip.core.nft;

import io.rxpath.skb.InternetChecksum;
import io.rxpath.skb.IpProtocol;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A TCP option or a field of it (kernel net/netfilter/nft_exthdr.c nft_exthdr_tcp_eval(), _set_eval()). */
final class NftTcpOption extends NftExpr {
    private static final int HEADER = 20;
    private static final int CHECKSUM = 16;
    private static final int EOL = 0;
    private static final int NOP = 1;
    private static final int MAXSEG = 2;
    static final Map<String, Integer> KINDS = new LinkedHashMap<>();

    static {
        KINDS.put("eol", EOL);
        KINDS.put("nop", NOP);
        KINDS.put("maxseg", MAXSEG);
        KINDS.put("window", 3);
        KINDS.put("sack-perm", 4);
        KINDS.put("sack", 5);
        KINDS.put("timestamp", 8);
    }

    private final int kind;
    private final String field;
    private final int offset;
    private final int size;

    private NftTcpOption(int kind, String field, int offset, int size, NftType type) {
        super(type);
        this.kind = kind;
        this.field = field;
        this.offset = offset;
        this.size = size;
    }

    /** Whether the packet has the option. */
    static NftTcpOption presence(int kind) {
        return new NftTcpOption(kind, "", 0, 1, NftTypes.EXISTS);
    }

    /** A field of the option; null if it has none of this name. {@code block} is the number of a SACK block, 0 to 3. */
    static @Nullable NftTcpOption field(int kind, String name, int block) {
        if (name.equals("length") && kind != EOL && kind != NOP) {
            return new NftTcpOption(kind, name, 1, 1, NftType.integer(8));
        }
        return switch (kind + " " + name) {
            case "2 size" -> new NftTcpOption(kind, name, 2, 2, NftType.integer(16));
            case "3 count" -> new NftTcpOption(kind, name, 2, 1, NftType.integer(8));
            case "5 left" -> new NftTcpOption(kind, name, 2 + 8 * block, 4, NftType.integer(32));
            case "5 right" -> new NftTcpOption(kind, name, 6 + 8 * block, 4, NftType.integer(32));
            case "8 tsval" -> new NftTcpOption(kind, name, 2, 4, NftType.integer(32));
            case "8 tsecr" -> new NftTcpOption(kind, name, 6, 4, NftType.integer(32));
            default -> null;
        };
    }

    /** Index of the option in the buffer, -1 if the packet has none, -2 if it is no TCP segment. */
    private int find(NftPktInfo pkt) {
        if (pkt.l4proto != IpProtocol.TCP || pkt.laterFragment) {
            return -2;
        }
        byte[] buf = pkt.skb.buf();
        int tcp = pkt.skb.data() + pkt.thoff;
        if (tcp + HEADER > pkt.skb.tail()) {
            return -2;
        }
        int end = tcp + (NftBytes.get8(buf, tcp + 12) >>> 4) * 4;
        if (end < tcp + HEADER || end > pkt.skb.tail()) {
            return -2;
        }
        int at = tcp + HEADER;
        while (at < end) {
            int found = NftBytes.get8(buf, at);
            int length = found <= NOP || at + 1 >= end ? 1 : Math.max(1, NftBytes.get8(buf, at + 1));
            if (found == kind) {
                return at + length > end || offset + size > length ? -1 : at;
            }
            at += length;
        }
        return -1;
    }

    @Override
    boolean load(NftPktInfo pkt) {
        int at = find(pkt);
        if (field.isEmpty()) {
            return pkt.result(at >= 0 ? 1 : 0);
        }
        if (at < 0) {
            return false;
        }
        long value = 0;
        for (int i = 0; i < size; i++) {
            value = value << 8 | NftBytes.get8(pkt.skb.buf(), at + offset + i);
        }
        return pkt.result(value);
    }

    /** True if the field can be written: the kernel writes fields of 2 and 4 bytes. */
    boolean writable() {
        return size == 2 || size == 4;
    }

    /** Writes the register into the option, if the segment has it. The segment size is only ever made smaller. */
    boolean store(NftPktInfo pkt) {
        long value = pkt.lo;
        int at = find(pkt);
        if (at == -2) {
            return false;
        }
        if (at < 0) {
            return true;
        }
        byte[] buf = pkt.skb.buf();
        int where = at + offset;
        int sumAt = pkt.skb.data() + pkt.thoff + CHECKSUM;
        if (kind == MAXSEG && NftBytes.get16(buf, where) <= value) {
            return true;
        }
        int odd = where - pkt.skb.data() - pkt.thoff & 1;
        long before = InternetChecksum.blockAdd(0, InternetChecksum.partial(buf, where, size, 0), odd);
        for (int i = 0; i < size; i++) {
            buf[where + i] = (byte) (value >>> 8 * (size - 1 - i));
        }
        long after = InternetChecksum.blockAdd(0, InternetChecksum.partial(buf, where, size, 0), odd);
        if (pkt.skb.ipSummed != io.rxpath.skb.IpSummed.PARTIAL) {
            int old = ~NftBytes.get16(buf, sumAt) & 0xffff;
            int sum = InternetChecksum.fold(
                    old + (~InternetChecksum.fold(before) & 0xffff) + InternetChecksum.fold(after));
            NftBytes.put16(buf, sumAt, ~sum & 0xffff);
        }
        return true;
    }

    @Override
    void print(NftPrinter out) {
        out.text("tcp option ");
        String name = String.valueOf(kind);
        for (Map.Entry<String, Integer> entry : KINDS.entrySet()) {
            if (entry.getValue() == kind) {
                name = entry.getKey();
            }
        }
        int block = kind == 5 && !field.isEmpty() && !field.equals("length") ? (offset - 2) / 8 : 0;
        out.text(name).text(block > 0 ? String.valueOf(block) : "");
        if (!field.isEmpty()) {
            out.text(" ").text(field);
        }
    }
}
