package io.rxpath.softirq.core.gro;

import io.rxpath.skb.SkBuff;

/**
 * What GRO knows of one packet while it looks at it or holds it. The kernel keeps it in skb->cb; here the objects are
 * apart from the skb and used again.
 *
 * <p>Kernel: include/net/gro.h struct napi_gro_cb.
 */
final class GroCb {
    private static final SkBuff NONE = SkBuff.alloc(0);

    SkBuff skb = NONE;

    /** Bytes of headers from skb.data() on that were looked at (data_offset): what follows is payload. */
    int dataOffset;

    /** Where the IP header begins, from skb.data() on: behind the VLAN tags (network_offset). */
    int networkOffset;

    /** Where the transport header begins, from skb.data() on. */
    int transportOffset;

    /** Protocol behind the IP header and its extensions: TCP or UDP. */
    int proto;

    /** It came to GRO as IPv6, by its EtherType. */
    boolean ipv6;

    /** Wire segments in it. */
    int count;

    /** It must not be held, nor join a held packet. */
    boolean flush;

    /** Of a held packet: may be of the flow of the packet that just came. Of that one: it was merged. */
    boolean sameFlow;

    /** Of a packet that was merged: only its payload was kept. */
    boolean free;

    /** Whole packets are chained to it instead of payload (is_flist). */
    boolean flist;

    /** Jiffy in which it was held. */
    long age;

    /** Fragments in the last skb of the frag_list, or in the head while it has no frag_list. */
    int fragsOfLast;

    /** The IP ids of the run do not count up (ip_fixedid). */
    boolean fixedId;

    void reset(SkBuff packet) {
        skb = packet;
        dataOffset = 0;
        networkOffset = 0;
        transportOffset = 0;
        proto = 0;
        ipv6 = false;
        flist = false;
        count = 1;
        flush = false;
        sameFlow = false;
        free = false;
        age = 0;
        fragsOfLast = packet.frags().size();
        fixedId = false;
    }

    /** Lets go of the packet, so that it is not kept from the garbage collector. */
    void release() {
        skb = NONE;
    }

    /** Index of the IP header in the buffer. */
    int network() {
        return skb.data() + networkOffset;
    }

    /** Index of the transport header in the buffer. */
    int transport() {
        return skb.data() + transportOffset;
    }

    /** Headers up to here were looked at; the next one is the transport header. */
    void transportAt(int offset, int protocol) {
        dataOffset = offset;
        transportOffset = offset;
        proto = protocol;
        skb.headers(skb.macHeader(), skb.networkHeader(), skb.data() + offset);
    }

    /** True if {@code bytes} more are linear, so that a header can be read (skb_gro_header). */
    boolean header(int bytes) {
        return skb.headLen() - dataOffset >= bytes;
    }

    /** Bytes behind the headers looked at so far (skb_gro_len). */
    int groLen() {
        return skb.len() - dataOffset;
    }
}
