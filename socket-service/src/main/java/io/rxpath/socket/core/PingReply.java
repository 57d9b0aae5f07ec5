package io.rxpath.socket.core;

import io.rxpath.skb.IpAddress;

/**
 * One answer to an echo request.
 *
 * @param seq the request's sequence number, counted from 1
 * @param from who has answered
 * @param bytes bytes of the ICMP message, its header included
 * @param ttl TTL the answer came with, 0 with an error
 * @param rttNanos time from the request to the answer
 * @param duplicate the request was answered before
 * @param errno 0 for an echo reply, else what an ICMP error about the request means
 * @param icmpType type of that error
 * @param icmpCode code of that error
 */
public record PingReply(
        int seq,
        IpAddress from,
        int bytes,
        int ttl,
        long rttNanos,
        boolean duplicate,
        int errno,
        int icmpType,
        int icmpCode) {}
