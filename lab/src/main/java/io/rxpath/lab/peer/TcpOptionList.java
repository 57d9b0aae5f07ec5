package io.rxpath.lab.peer;

import io.rxpath.skb.TcpOptionWriter;
import java.util.Arrays;

/** TCP options of a script, in the order in which they are named. */
public final class TcpOptionList {
    private final byte[] buffer = new byte[40];
    private int length;

    /** Maximum segment size. */
    public TcpOptionList mss(int value) {
        length += TcpOptionWriter.writeMss(buffer, length, value);
        return this;
    }

    /** SACK permitted. */
    public TcpOptionList sackOk() {
        length += TcpOptionWriter.writeSackPermitted(buffer, length);
        return this;
    }

    /** Window scale. */
    public TcpOptionList windowScale(int shift) {
        length += TcpOptionWriter.writeWindowScale(buffer, length, shift);
        return this;
    }

    /** Timestamps as they go over the wire. */
    public TcpOptionList timestamps(int value, int echo) {
        length += TcpOptionWriter.writeTimestamp(buffer, length, value, echo);
        return this;
    }

    /** The options' bytes, a multiple of 4. */
    byte[] bytes() {
        return Arrays.copyOf(buffer, length);
    }
}
