package io.rxpath.skb;

import java.nio.charset.StandardCharsets;

/**
 * One lost packet: topic skb.drop, the pipeline's kfree_skb tracepoint.
 *
 * <pre>
 *   0  u8   layer            1  u8 header length (24, with a rule 25 and its length)
 *   2  u32  flow hash
 *   6  u32  wire segments
 *  10  i64  time, epoch nanoseconds
 *  18  u16  length of the reason, ASCII
 *  20  u16  length of the place, ASCII
 *  22  u16  length of the packet bytes
 *  24  u8   length of the rule, ASCII; the rule. Both only if there is one
 *      reason, place, packet bytes
 * </pre>
 *
 * @param layer who lost it
 * @param hash flow hash
 * @param segments wire segments lost with it
 * @param nanos when, epoch nanoseconds
 * @param reason the kernel's drop reason or, where there was no skb yet, the counter's name
 * @param place the kernel function that frees it
 * @param packet the first bytes of the packet, at most {@link #SNAP}
 * @param rule the rule of a packet filter that dropped it, such as "ip filter input handle 4"; empty for none. At most
 *     {@link #MAX_RULE} characters are kept
 */
public record DropEvent(
        Layer layer, int hash, int segments, long nanos, String reason, String place, byte[] packet, String rule) {
    /** How many packet bytes an event keeps. */
    public static final int SNAP = 96;

    private static final Layer[] LAYERS = Layer.values();
    private static final int HEADER_LENGTH = 24;

    /** How many characters of a rule's name fit into the header, whose length is one byte. */
    public static final int MAX_RULE = 200;

    /** Cuts a rule's name that is too long. */
    public DropEvent {
        if (rule.length() > MAX_RULE) {
            rule = rule.substring(0, MAX_RULE);
        }
    }

    /** A loss that no rule caused. */
    public DropEvent(Layer layer, int hash, int segments, long nanos, String reason, String place, byte[] packet) {
        this(layer, hash, segments, nanos, reason, place, packet, "");
    }

    private int headerLength() {
        return rule.isEmpty() ? HEADER_LENGTH : HEADER_LENGTH + 1 + rule.length();
    }

    int encodedLength() {
        return headerLength() + reason.length() + place.length() + packet.length;
    }

    int encode(byte[] a, int off) {
        byte[] why = reason.getBytes(StandardCharsets.US_ASCII);
        byte[] where = place.getBytes(StandardCharsets.US_ASCII);
        a[off] = (byte) layer.ordinal();
        a[off + 1] = (byte) headerLength();
        Bytes.put32(a, off + 2, hash);
        Bytes.put32(a, off + 6, segments);
        Bytes.put64(a, off + 10, nanos);
        Bytes.put16(a, off + 18, why.length);
        Bytes.put16(a, off + 20, where.length);
        Bytes.put16(a, off + 22, packet.length);
        int at = off + HEADER_LENGTH;
        if (!rule.isEmpty()) {
            byte[] name = rule.getBytes(StandardCharsets.US_ASCII);
            a[at] = (byte) name.length;
            System.arraycopy(name, 0, a, at + 1, name.length);
            at += 1 + name.length;
        }
        System.arraycopy(why, 0, a, at, why.length);
        at += why.length;
        System.arraycopy(where, 0, a, at, where.length);
        at += where.length;
        System.arraycopy(packet, 0, a, at, packet.length);
        return at + packet.length;
    }

    static DropEvent decode(byte[] a, int off, int len) {
        RecordListReader.need(off, len, HEADER_LENGTH, "a drop event");
        int headerLength = a[off + 1] & 0xff;
        int why = Bytes.get16(a, off + 18);
        int where = Bytes.get16(a, off + 20);
        int packet = Bytes.get16(a, off + 22);
        if (a[off] < 0 || a[off] >= LAYERS.length) {
            throw new MalformedRecordException(off, "unknown layer " + (a[off] & 0xff));
        }
        if (headerLength < HEADER_LENGTH) {
            throw new MalformedRecordException(off + 1, "header length " + headerLength + " of an item of " + len);
        }
        if (headerLength + why + where + packet != len) {
            throw new MalformedRecordException(
                    off + 18,
                    "header " + headerLength + " + reason " + why + " + place " + where + " + packet " + packet
                            + " is not the item's " + len);
        }
        int at = off + headerLength;
        byte[] bytes = new byte[packet];
        System.arraycopy(a, at + why + where, bytes, 0, packet);
        return new DropEvent(
                LAYERS[a[off]],
                Bytes.get32(a, off + 2),
                Bytes.get32(a, off + 6),
                Bytes.get64(a, off + 10),
                new String(a, at, why, StandardCharsets.US_ASCII),
                new String(a, at + why, where, StandardCharsets.US_ASCII),
                bytes,
                rule(a, off, headerLength));
    }

    private static String rule(byte[] a, int off, int headerLength) {
        if (headerLength == HEADER_LENGTH) {
            return "";
        }
        int length = a[off + HEADER_LENGTH] & 0xff;
        if (length > headerLength - HEADER_LENGTH - 1) {
            throw new MalformedRecordException(
                    off + HEADER_LENGTH, "a rule of " + length + " in a header of " + headerLength);
        }
        return new String(a, off + HEADER_LENGTH + 1, length, StandardCharsets.US_ASCII);
    }

    /** The event of a lost skb: its bytes from the outermost header that is known. */
    public static DropEvent of(Layer layer, SkBuff skb, String reason, String place, long nanos) {
        return of(layer, skb, reason, place, nanos, "");
    }

    /** As {@link #of(Layer, SkBuff, String, String, long)}, with the rule that dropped it. */
    public static DropEvent of(Layer layer, SkBuff skb, String reason, String place, long nanos, String rule) {
        int first =
                skb.macHeader() >= 0 ? skb.macHeader() : skb.networkHeader() >= 0 ? skb.networkHeader() : skb.data();
        first = Math.min(first, skb.data());
        byte[] packet = new byte[Math.min(SNAP, skb.tail() - first)];
        System.arraycopy(skb.buf(), first, packet, 0, packet.length);
        return new DropEvent(layer, skb.hash, skb.segments(), nanos, reason, place, packet, rule);
    }
}
