package io.rxpath.lab.generate;

/**
 * A sender's half of IEEE 802.3 annex 31B: a PAUSE frame stops it for so many quanta of 512 bit times, here of a 1 Gbit/s
 * link; one of 0 quanta lets it go on. At most 33.6 ms, so the receiver must ask again. Time is given from outside.
 */
public final class FlowControl {
    /** Nanoseconds of a quantum. */
    public static final long QUANTUM_NANOS = 512;

    private static final byte[] GROUP = {0x01, (byte) 0x80, (byte) 0xc2, 0, 0, 1};
    private static final int LENGTH = 18;
    private static final int TYPE = 12;
    private static final int OPCODE = 14;
    private static final int QUANTA = 16;
    private static final int MAC_CONTROL = 0x8808;
    private static final int PAUSE = 1;

    private final boolean obeys;
    private long until = Long.MIN_VALUE;
    private long heard;

    /** A sender that obeys PAUSE frames, or one that throws them away. */
    public FlowControl(boolean obeys) {
        this.obeys = obeys;
    }

    /** Takes a frame without FCS; returns true if it is a PAUSE frame, which concerns nobody else. */
    public boolean hear(byte[] frame, long now) {
        if (frame.length < LENGTH || u16(frame, TYPE) != MAC_CONTROL || u16(frame, OPCODE) != PAUSE) {
            return false;
        }
        for (int i = 0; i < GROUP.length; i++) {
            if (frame[i] != GROUP[i]) {
                return false;
            }
        }
        heard++;
        if (obeys) {
            until = now + u16(frame, QUANTA) * QUANTUM_NANOS;
        }
        return true;
    }

    private static int u16(byte[] a, int at) {
        return (a[at] & 0xff) << 8 | a[at + 1] & 0xff;
    }

    /** True while nothing may be sent. */
    public boolean paused(long now) {
        return now < until;
    }

    /** When sending may go on, nanoseconds; Long.MIN_VALUE if it never stopped. */
    public long until() {
        return until;
    }

    /** PAUSE frames heard, those that ended a pause included. */
    public long heard() {
        return heard;
    }
}
