package io.rxpath.skb;

/** What a record list holds; the code is the fourth byte of the list and never changes. */
public enum RecordKind {
    /** sk_buffs: {@link SkbRecord}. */
    SKB(1),
    /** Frames on the cable: {@link WireFrame}. */
    WIRE_FRAME(2),
    /** Interrupts: {@link RingIrq}. */
    RING_IRQ(3),
    /** Driver register writes: {@link RingMmio}. */
    RING_MMIO(4),
    /** What TCP tells a socket: {@link SockEvent}. */
    SOCK_EVENT(5),
    /** What a socket tells TCP: {@link SockCommand}. */
    SOCK_COMMAND(6),
    /** Lost packets: {@link DropEvent}. */
    DROP_EVENT(7);

    private final int code;

    RecordKind(int code) {
        this.code = code;
    }

    /** The byte in the list header. */
    public int code() {
        return code;
    }
}
