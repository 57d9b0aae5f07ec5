package io.rxpath.skb;

/**
 * One MSI-X interrupt of a receive queue. The card has masked the queue by itself when it sends this (auto-mask).
 *
 * @param queue RX queue
 * @param epoch which life of the card's ring this is; a restarted card has a new one
 * @param head free-running index of the descriptor the card will fill next: everything before it was written to memory
 *     earlier, as PCI Express orders an MSI-X write behind the DMA writes before it
 */
public record RingIrq(int queue, int epoch, int head) {
    static final int ENCODED_LENGTH = 10;

    int encode(byte[] a, int off) {
        Bytes.put16(a, off, queue);
        Bytes.put32(a, off + 2, epoch);
        Bytes.put32(a, off + 6, head);
        return off + ENCODED_LENGTH;
    }

    static RingIrq decode(byte[] a, int off, int len) {
        RecordListReader.need(off, len, ENCODED_LENGTH, "an interrupt");
        return new RingIrq(Bytes.get16(a, off), Bytes.get32(a, off + 2), Bytes.get32(a, off + 6));
    }
}
