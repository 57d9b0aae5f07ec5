package io.rxpath.socket.core;

import java.util.List;

/**
 * A ping socket and what came of its requests.
 *
 * @param ident its identifier
 * @param address where the requests go
 * @param size bytes behind the ICMP header
 * @param count requests to send
 * @param sent requests sent
 * @param received requests answered
 * @param done nothing more will come: every request was answered, or the wait for the last is over
 * @param millis milliseconds from the first request to the last event
 * @param replies the answers in order, at most {@link PingSock#MAX_REPLIES}; then the oldest are missing
 * @param repliesMissing how many are missing
 */
public record PingView(
        int ident,
        String address,
        int size,
        int count,
        int sent,
        int received,
        boolean done,
        long millis,
        List<PingReply> replies,
        int repliesMissing) {}
