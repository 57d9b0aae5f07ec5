package io.rxpath.ip.core.xtables;

import io.rxpath.skb.InternetChecksum;

/** Changes of the TOS byte or traffic class (kernel include/net/dsfield.h ipv4_change_dsfield(), ipv6_change_dsfield()). */
final class DsField {
    private static final int CHECKSUM = 10;

    private DsField() {}

    /** New value {@code old & mask | value}. */
    static void change(XtPacket p, int mask, int value) {
        int old = p.tos();
        int next = old & mask | value;
        if (next == old) {
            return;
        }
        if (p.v6) {
            p.put16(0, p.u16(0) & 0xf00f | next << 4);
            return;
        }
        int word = p.u16(0);
        p.put8(1, next);
        p.put16(CHECKSUM, InternetChecksum.replace16(p.u16(CHECKSUM), word, p.u16(0)));
    }
}
