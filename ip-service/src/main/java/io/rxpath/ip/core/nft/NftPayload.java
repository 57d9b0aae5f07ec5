package io.rxpath.ip.core.nft;

import io.rxpath.skb.InternetChecksum;
import io.rxpath.skb.IpProtocol;
import io.rxpath.skb.IpSummed;

/** Bits of a header (kernel net/netfilter/nft_payload.c). */
final class NftPayload extends NftExpr {
    private static final int BYTE = 8;
    private static final int IPV4_CSUM = 10;
    private static final int TCP_CSUM = 16;
    private static final int UDP_CSUM = 6;
    private static final int ICMP_CSUM = 2;

    final NftField field;
    private final int firstByte;
    private final int bytes;
    private final int shift;

    /** The kernel reads it with nft_payload_fast_ops: 1, 2 or 4 bytes at a multiple of that. */
    private final boolean fast;

    NftPayload(NftField field) {
        super(field.type(), field.bits());
        this.field = field;
        this.firstByte = field.offset() / BYTE;
        int end = field.offset() + field.bits();
        this.bytes = (end + BYTE - 1) / BYTE - firstByte;
        this.fast = (bytes == 1 || bytes == 2 || bytes == 4) && firstByte % bytes == 0;
        this.shift = (BYTE - end % BYTE) % BYTE;
    }

    /**
     * Index of the field in the buffer, -1 if the packet does not reach so far. A small field is read without asking whether
     * this is a later fragment, which has no transport header but other bytes in its place (nft_payload_fast_eval()).
     */
    private int at(NftPktInfo pkt, boolean read) {
        int offset = firstByte;
        boolean transport = field.base() == NftField.Base.TRANSPORT;
        if (transport) {
            if (pkt.l4proto < 0) {
                return -1;
            }
            offset += pkt.thoff;
        }
        boolean linear = offset + bytes <= pkt.skb.headLen();
        if (transport && pkt.laterFragment && !(read && fast && linear)) {
            return -1;
        }
        if (!linear) {
            if (offset + bytes > pkt.skb.len()) {
                return -1;
            }
            pkt.skb.linearize();
        }
        return pkt.skb.data() + offset;
    }

    @Override
    boolean load(NftPktInfo pkt) {
        int at = at(pkt, true);
        if (at < 0) {
            return false;
        }
        byte[] buf = pkt.skb.buf();
        if (bits == 2 * Long.SIZE) {
            pkt.hi = NftBytes.get64(buf, at);
            pkt.lo = NftBytes.get64(buf, at + BYTE);
            return true;
        }
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value = value << BYTE | buf[at + i] & 0xff;
        }
        pkt.hi = 0;
        pkt.lo = value >>> shift & NftValue.ones(bits).lo();
        return true;
    }

    /** Writes the register into the header and repairs the checksums (nft_payload_set_eval()). False: NFT_BREAK. */
    boolean store(NftPktInfo pkt) {
        int at = at(pkt, false);
        if (at < 0) {
            return false;
        }
        byte[] buf = pkt.skb.buf();
        int parity = (firstByte & 1) == 0 ? 0 : 1;
        long before = sum(buf, at, parity);
        if (bits == 2 * Long.SIZE) {
            NftBytes.put64(buf, at, pkt.hi);
            NftBytes.put64(buf, at + BYTE, pkt.lo);
        } else {
            long mask = NftValue.ones(bits).lo() << shift;
            long value = pkt.lo << shift & mask;
            for (int i = 0; i < bytes; i++) {
                int down = BYTE * (bytes - 1 - i);
                buf[at + i] = (byte) (buf[at + i] & ~(mask >>> down) | value >>> down);
            }
        }
        repair(pkt, before, sum(buf, at, parity));
        pkt.refresh();
        return true;
    }

    /** The sum of the field's bytes, at their places in the words of the header. */
    private long sum(byte[] buf, int at, int parity) {
        return InternetChecksum.blockAdd(0, InternetChecksum.partial(buf, at, bytes, 0), parity);
    }

    private void repair(NftPktInfo pkt, long before, long after) {
        int base = pkt.skb.data();
        if (field.base() == NftField.Base.NETWORK) {
            if (field.protocol() == NftField.IP && firstByte != IPV4_CSUM) {
                replace(pkt, base + IPV4_CSUM, before, after);
            }
            if (field.pseudo()) {
                int checksum = transportChecksum(pkt.l4proto);
                boolean covered = pkt.l4proto != IpProtocol.ICMP;
                if (checksum >= 0 && covered && !pkt.laterFragment) {
                    transport(pkt, before, after, checksum);
                }
            }
        } else {
            int checksum = transportChecksum(pkt.l4proto);
            if (checksum >= 0 && firstByte != checksum && pkt.skb.ipSummed != IpSummed.PARTIAL) {
                transport(pkt, before, after, checksum);
            }
        }
    }

    private static int transportChecksum(int protocol) {
        return switch (protocol) {
            case IpProtocol.TCP -> TCP_CSUM;
            case IpProtocol.UDP -> UDP_CSUM;
            case IpProtocol.ICMP, IpProtocol.ICMPV6 -> ICMP_CSUM;
            default -> -1;
        };
    }

    private static void transport(NftPktInfo pkt, long before, long after, int checksum) {
        int at = pkt.skb.data() + pkt.thoff + checksum;
        if (at + 2 > pkt.skb.tail()) {
            return;
        }
        boolean udp = pkt.l4proto == IpProtocol.UDP;
        if (udp && NftBytes.get16(pkt.skb.buf(), at) == 0) {
            return;
        }
        if (pkt.skb.ipSummed == IpSummed.PARTIAL) {
            // The field holds the sum of the pseudo header, not its complement.
            int sum = NftBytes.get16(pkt.skb.buf(), at);
            int changed = InternetChecksum.fold(
                    sum + (~InternetChecksum.fold(before) & 0xffff) + InternetChecksum.fold(after));
            NftBytes.put16(pkt.skb.buf(), at, changed);
            return;
        }
        replace(pkt, at, before, after);
        if (udp && NftBytes.get16(pkt.skb.buf(), at) == 0) {
            NftBytes.put16(pkt.skb.buf(), at, 0xffff);
        }
    }

    /** RFC 1624: HC' = ~(~HC + ~m + m'). */
    private static void replace(NftPktInfo pkt, int at, long before, long after) {
        int old = ~NftBytes.get16(pkt.skb.buf(), at) & 0xffff;
        int sum = InternetChecksum.fold(old + (~InternetChecksum.fold(before) & 0xffff) + InternetChecksum.fold(after));
        NftBytes.put16(pkt.skb.buf(), at, ~sum & 0xffff);
    }

    @Override
    void print(NftPrinter out) {
        out.text(field.text());
    }
}
