package io.rxpath.skb;

/**
 * The driver's register writes to one receive queue, coalesced: one per poll. The indices are absolute, so a repeated
 * write changes nothing.
 *
 * @param queue RX queue
 * @param epoch life of the ring the indices belong to; the card ignores those of another life
 * @param cleaned free-running index of the next descriptor the driver will look at (next_to_clean)
 * @param refilled free-running index up to which the driver has given fresh buffers, exclusive (the tail doorbell)
 * @param unmask true if the driver also re-enables the queue's interrupt; the card raises it at once when it has
 *     filled a descriptor the driver had not cleaned
 */
public record RingMmio(int queue, int epoch, int cleaned, int refilled, boolean unmask) {
    static final int ENCODED_LENGTH = 15;

    int encode(byte[] a, int off) {
        Bytes.put16(a, off, queue);
        Bytes.put32(a, off + 2, epoch);
        Bytes.put32(a, off + 6, cleaned);
        Bytes.put32(a, off + 10, refilled);
        a[off + 14] = (byte) (unmask ? 1 : 0);
        return off + ENCODED_LENGTH;
    }

    static RingMmio decode(byte[] a, int off, int len) {
        RecordListReader.need(off, len, ENCODED_LENGTH, "a register write");
        return new RingMmio(
                Bytes.get16(a, off),
                Bytes.get32(a, off + 2),
                Bytes.get32(a, off + 6),
                Bytes.get32(a, off + 10),
                a[off + 14] != 0);
    }
}
