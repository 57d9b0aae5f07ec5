package io.rxpath.skb;

import java.util.Arrays;

/**
 * The binary record of one {@link SkBuff}. Fields are only ever appended: a reader uses what a shorter header does not
 * have as unset, and skips what a longer header has more. {@code version} changes only when that is not enough.
 *
 * <pre>
 *   0  u16  magic 0x5342 "SB"
 *   2  u8   version, 1
 *   3  u8   flags: 1 l4 hash, 2 vlan tag present, 4 flow addresses present, 8 IP protocol present, 16 options present,
 *               32 the rest of a super-packet, 64 device present
 *   4  u16  header length: where the linear bytes begin
 *   6  u16  protocol (EtherType)
 *   8  u32  linear bytes that follow the header
 *  12  u16  data: where the packet begins in them          all four count from the first
 *  14  u16  MAC header, 0xffff unset                       linear byte
 *  16  u16  network header, 0xffff unset
 *  18  u16  transport header, 0xffff unset
 *  20  u8   packet type     21  u8 ip_summed     22  u8 gso type 0..7 23  u8 tos
 *  24  u32  flow hash
 *  28  u16  queue           30  u16 gso size
 *  32  u16  gso segments    34  u16 vlan tci
 *  36  u32  truesize
 *  40  u32  mark
 *  44  u16  csum            46  u16 wire port
 *  48  u64  descriptor
 *  56  i64  time of the first hop passed, epoch nanoseconds
 *  64  7 x u32  time of each hop: 0 not passed, else 1 + microseconds since that first one
 *  92  u8   ttl             93  u24  gso type, bits 8..31
 *  96  with flag 4: 36 bytes of {@link FlowKey}
 * 132  with flag 8, which needs flag 4: u8 IP protocol; else it is TCP
 * 133  with flag 16, which needs flag 8: u8 length, IPv4 options of the packet answered
 *      with flag 64, behind what there is of those from 96 on: u32 network device
 * </pre>
 */
public final class SkbRecord {
    static final int MAGIC = 0x5342;
    static final int VERSION = 1;
    static final int BASE_LENGTH = 96;
    private static final int MIN_HEADER = 64 + 4 * Hop.COUNT;
    private static final int FLAG_L4_HASH = 1;
    private static final int FLAG_VLAN = 2;
    private static final int FLAG_FLOW = 4;
    private static final int FLAG_PROTOCOL = 8;
    private static final int FLAG_OPTIONS = 16;
    private static final int FLAG_GSO_PART = 32;
    private static final int FLAG_DEVICE = 64;
    private static final int DEVICE_LENGTH = 4;
    private static final int NO_HEADER = 0xffff;
    private static final int PROTOCOL_AT = BASE_LENGTH + FlowKey.ENCODED_LENGTH;
    private static final int OPTIONS_AT = PROTOCOL_AT + 1;

    private SkbRecord() {}

    /** Bytes {@link #encode} will write. */
    public static int encodedLength(SkBuff skb) {
        return headerLength(skb) + deviceLength(skb) + skb.tail() - first(skb) + skb.dataLen();
    }

    private static int deviceLength(SkBuff skb) {
        return skb.iif == 0 ? 0 : DEVICE_LENGTH;
    }

    /** Without the device. */
    private static int headerLength(SkBuff skb) {
        if (skb.flow == null) {
            return BASE_LENGTH;
        }
        byte[] options = skb.replyOptions;
        if (options != null) {
            return OPTIONS_AT + 1 + options.length;
        }
        return skb.ipProtocol == IpProtocol.TCP ? PROTOCOL_AT : OPTIONS_AT;
    }

    /** Headers that were pulled travel too: the layers above still read them. */
    private static int first(SkBuff skb) {
        int first = skb.data();
        if (skb.macHeader() >= 0) {
            first = Math.min(first, skb.macHeader());
        }
        if (skb.networkHeader() >= 0) {
            first = Math.min(first, skb.networkHeader());
        }
        if (skb.transportHeader() >= 0) {
            first = Math.min(first, skb.transportHeader());
        }
        return first;
    }

    /** Writes the record at {@code off} and returns the index behind it. Fragments become linear bytes. */
    public static int encode(SkBuff skb, byte[] a, int off) {
        int first = first(skb);
        FlowKey flow = skb.flow;
        Bytes.put16(a, off, MAGIC);
        a[off + 2] = VERSION;
        int headerLength = headerLength(skb);
        a[off + 3] = (byte) ((skb.l4Hash ? FLAG_L4_HASH : 0)
                | (skb.vlanTci >= 0 ? FLAG_VLAN : 0)
                | (flow != null ? FLAG_FLOW : 0)
                | (skb.gsoPart ? FLAG_GSO_PART : 0)
                | (skb.iif != 0 ? FLAG_DEVICE : 0)
                | (headerLength > PROTOCOL_AT ? FLAG_PROTOCOL : 0)
                | (headerLength > OPTIONS_AT ? FLAG_OPTIONS : 0));
        Bytes.put16(a, off + 4, headerLength + deviceLength(skb));
        Bytes.put16(a, off + 6, skb.protocol);
        int linear = skb.tail() - first + skb.dataLen();
        Bytes.put32(a, off + 8, linear);
        Bytes.put16(a, off + 12, skb.data() - first);
        Bytes.put16(a, off + 14, relative(skb.macHeader(), first, linear));
        Bytes.put16(a, off + 16, relative(skb.networkHeader(), first, linear));
        Bytes.put16(a, off + 18, relative(skb.transportHeader(), first, linear));
        a[off + 20] = (byte) skb.pktType.ordinal();
        a[off + 21] = (byte) skb.ipSummed.ordinal();
        a[off + 22] = (byte) skb.gsoType;
        a[off + 23] = (byte) skb.tos;
        Bytes.put32(a, off + 24, skb.hash);
        Bytes.put16(a, off + 28, skb.queueMapping);
        Bytes.put16(a, off + 30, skb.gsoSize);
        Bytes.put16(a, off + 32, skb.gsoSegs);
        Bytes.put16(a, off + 34, Math.max(0, skb.vlanTci));
        Bytes.put32(a, off + 36, skb.truesize);
        Bytes.put32(a, off + 40, skb.mark);
        Bytes.put16(a, off + 44, skb.csum);
        Bytes.put16(a, off + 46, skb.port);
        Bytes.put64(a, off + 48, skb.descriptor);
        encodeHops(skb, a, off);
        Bytes.put32(a, off + 92, skb.ttl << 24 | skb.gsoType >>> 8);
        if (flow != null) {
            flow.encode(a, off + BASE_LENGTH);
        }
        if (headerLength > PROTOCOL_AT) {
            a[off + PROTOCOL_AT] = (byte) skb.ipProtocol;
        }
        byte[] options = skb.replyOptions;
        if (options != null && headerLength > OPTIONS_AT) {
            a[off + OPTIONS_AT] = (byte) options.length;
            System.arraycopy(options, 0, a, off + OPTIONS_AT + 1, options.length);
        }
        int at = off + headerLength;
        if (skb.iif != 0) {
            Bytes.put32(a, at, skb.iif);
            at += DEVICE_LENGTH;
        }
        System.arraycopy(skb.buf(), first, a, at, skb.tail() - first);
        return skb.copyFrags(a, at + skb.tail() - first);
    }

    private static void encodeHops(SkBuff skb, byte[] a, int off) {
        long base = 0;
        for (Hop hop : HOPS) {
            long time = skb.hop(hop);
            if (time != 0 && base == 0) {
                base = time;
            }
            int field = 0;
            if (time != 0) {
                field = (int) Math.min(Math.max(0, (time - base) / 1000), 0xffff_fffeL) + 1;
            }
            Bytes.put32(a, off + 64 + 4 * hop.ordinal(), field);
        }
        Bytes.put64(a, off + 56, base);
    }

    /** A header that a trim cut off does not travel: nobody could read it. */
    private static int relative(int header, int first, int linear) {
        return header < 0 || header - first > linear ? NO_HEADER : header - first;
    }

    private static final Hop[] HOPS = Hop.values();

    /**
     * Reads one record of {@code len} bytes at {@code off}.
     *
     * @param headroom free bytes to leave in front of the linear bytes, for headers to be pushed
     * @throws MalformedRecordException naming the byte and what was expected
     */
    public static SkBuff decode(byte[] a, int off, int len, int headroom) {
        RecordListReader.need(off, len, MIN_HEADER, "an skb record");
        if (Bytes.get16(a, off) != MAGIC) {
            throw new MalformedRecordException(
                    off, "skb magic 0x5342 expected, got 0x" + Integer.toHexString(Bytes.get16(a, off)));
        }
        if (a[off + 2] != VERSION) {
            throw new MalformedRecordException(off + 2, "skb version 1 expected, got " + (a[off + 2] & 0xff));
        }
        int headerLength = Bytes.get16(a, off + 4);
        int linear = Bytes.get32(a, off + 8);
        if (headerLength < MIN_HEADER || linear < 0 || headerLength + (long) linear != len) {
            throw new MalformedRecordException(
                    off + 4,
                    "header " + headerLength + " + data " + (linear & 0xffff_ffffL) + " is not the item's " + len);
        }
        byte[] buf = new byte[headroom + linear];
        System.arraycopy(a, off + headerLength, buf, headroom, linear);
        int data = checked(a, off + 12, linear, "data");
        SkBuff skb = SkBuff.wrap(buf, headroom + data, headroom + linear);
        skb.headers(
                header(a, off + 14, linear, headroom),
                header(a, off + 16, linear, headroom),
                header(a, off + 18, linear, headroom));
        int pktType = a[off + 20];
        int ipSummed = a[off + 21];
        if (!PacketType.valid(pktType)) {
            throw new MalformedRecordException(off + 20, "unknown packet type " + (pktType & 0xff));
        }
        if (!IpSummed.valid(ipSummed)) {
            throw new MalformedRecordException(off + 21, "unknown checksum state " + (ipSummed & 0xff));
        }
        int flags = a[off + 3];
        skb.pktType = PacketType.of(pktType);
        skb.ipSummed = IpSummed.of(ipSummed);
        skb.protocol = Bytes.get16(a, off + 6);
        skb.l4Hash = (flags & FLAG_L4_HASH) != 0;
        skb.gsoPart = (flags & FLAG_GSO_PART) != 0;
        skb.gsoType = a[off + 22] & 0xff;
        skb.tos = a[off + 23] & 0xff;
        skb.hash = Bytes.get32(a, off + 24);
        skb.queueMapping = Bytes.get16(a, off + 28);
        skb.gsoSize = Bytes.get16(a, off + 30);
        skb.gsoSegs = Bytes.get16(a, off + 32);
        skb.vlanTci = (flags & FLAG_VLAN) != 0 ? Bytes.get16(a, off + 34) : -1;
        skb.truesize = Bytes.get32(a, off + 36);
        skb.mark = Bytes.get32(a, off + 40);
        skb.csum = Bytes.get16(a, off + 44);
        skb.port = Bytes.get16(a, off + 46);
        skb.descriptor = Bytes.get64(a, off + 48);
        long base = Bytes.get64(a, off + 56);
        for (Hop hop : HOPS) {
            int field = Bytes.get32(a, off + 64 + 4 * hop.ordinal());
            if (field != 0) {
                skb.passed(hop, base + ((field & 0xffff_ffffL) - 1) * 1000);
            }
        }
        if (headerLength > 92) {
            skb.ttl = a[off + 92] & 0xff;
        }
        if (headerLength >= BASE_LENGTH) {
            skb.gsoType |= Bytes.get32(a, off + 92) << 8;
        }
        if ((flags & FLAG_FLOW) != 0) {
            decodeFlow(skb, a, off, headerLength);
        }
        if ((flags & FLAG_DEVICE) != 0) {
            int device = headerLength(skb);
            RecordListReader.need(off + 4, headerLength, device + DEVICE_LENGTH, "an skb header with a device");
            skb.iif = Bytes.get32(a, off + device);
        }
        return skb;
    }

    private static void decodeFlow(SkBuff skb, byte[] a, int off, int headerLength) {
        int flags = a[off + 3];
        RecordListReader.need(off + 4, headerLength, PROTOCOL_AT, "an skb header with a flow");
        skb.flow = FlowKey.decode(a, off + BASE_LENGTH);
        if ((flags & FLAG_PROTOCOL) != 0) {
            RecordListReader.need(off + 4, headerLength, OPTIONS_AT, "an skb header with a protocol");
            skb.ipProtocol = a[off + PROTOCOL_AT] & 0xff;
        }
        if ((flags & FLAG_OPTIONS) != 0) {
            RecordListReader.need(off + 4, headerLength, OPTIONS_AT + 1, "an skb header with options");
            int from = off + OPTIONS_AT + 1;
            int length = a[off + OPTIONS_AT] & 0xff;
            RecordListReader.need(off + 4, headerLength, OPTIONS_AT + 1 + length, "an skb header with its options");
            skb.replyOptions = Arrays.copyOfRange(a, from, from + length);
        }
    }

    private static int checked(byte[] a, int at, int linear, String what) {
        int value = Bytes.get16(a, at);
        if (value > linear) {
            throw new MalformedRecordException(at, what + " at " + value + " of " + linear + " linear bytes");
        }
        return value;
    }

    private static int header(byte[] a, int at, int linear, int headroom) {
        return Bytes.get16(a, at) == NO_HEADER ? SkBuff.UNSET : headroom + checked(a, at, linear, "header");
    }
}
