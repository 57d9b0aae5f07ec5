package io.rxpath.lab.qdisc;

import io.rxpath.skb.EthernetHeader;
import io.rxpath.skb.SkBuff;
import java.util.ArrayList;
import java.util.List;

/**
 * A packet in a queue; of a super-packet all parts.
 *
 * <p>Kernel: include/net/sch_generic.h struct qdisc_skb_cb; net/sched/sch_fq.c struct fq_skb_cb.
 */
final class QdiscPacket {
    /** Its frames, in order. */
    final List<SkBuff> frames = new ArrayList<>(1);
    /** Number of the full socket it is of, 0 for none. */
    final long sender;
    /** When it is to depart, epoch ns; 0 for as soon as possible (skb->tstamp). */
    final long departure;
    /** Its flow's hash. */
    final int hash;
    /** Bytes from the IP headers on: the device has no header of its own (qdisc_pkt_len). */
    int length;

    QdiscPacket(SkBuff frame) {
        sender = frame.sender;
        departure = frame.tstamp;
        hash = frame.hash;
        add(frame);
    }

    /** The next part. */
    void add(SkBuff frame) {
        frames.add(frame);
        length += frame.len() - EthernetHeader.LENGTH;
    }
}
