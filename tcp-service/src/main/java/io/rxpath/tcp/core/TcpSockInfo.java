package io.rxpath.tcp.core;

import io.rxpath.skb.FlowKey;

/**
 * What ss(8) and TCP_INFO say about one socket, at one moment.
 *
 * @param cookie the socket; 0 for listeners, requests and TIME_WAIT
 * @param flow 4-tuple; remote is all zeros for a listener
 * @param state as ss prints it: ESTAB, LISTEN, SYN-RECV, TIME-WAIT ...
 * @param recvQ bytes received and not copied yet; for a listener the length of the accept queue
 * @param sendQ bytes written and not acknowledged yet; for a listener the backlog
 * @param closed the application has closed it (an orphan)
 * @param options negotiated: "ts sack ecn wscale:7,10" as ss prints them, or empty
 * @param rcvMss estimate of the peer's segment size, bytes
 * @param advmss segment size we offered, without options
 * @param sndMss segment size we send, bytes
 * @param rcvWnd window offered last, bytes
 * @param rcvSsthresh limit of the window, bytes
 * @param windowClamp upper limit of that limit, bytes
 * @param rcvSpace bytes the application copied in one receiver RTT (tcpi_rcv_space)
 * @param rcvRttMicros receiver-side RTT estimate
 * @param atoMicros delayed-ACK timeout
 * @param rmemAlloc memory charged to the receive queues, bytes
 * @param rcvbuf limit of rmemAlloc, bytes
 * @param bytesReceived bytes, and the FIN, that arrived in order
 * @param bytesAcked bytes of ours the peer has acknowledged
 * @param segsIn wire segments received
 * @param dataSegsIn those of them with data
 * @param segsOut segments sent
 * @param rcvOooPack wire segments that came out of order
 * @param drops segments dropped on this socket (sk_drops)
 * @param oooBytes bytes in the out-of-order queue
 * @param cwnd congestion window, segments
 * @param ssthresh slow-start threshold, segments
 * @param srttMicros smoothed RTT, 0 before the first sample
 * @param rtoMicros retransmission timeout
 * @param retransmits unanswered timeouts in a row
 * @param totalRetrans segments sent again
 * @param unacked segments in flight
 * @param sndWnd window of the peer, bytes
 */
public record TcpSockInfo(
        long cookie,
        FlowKey flow,
        String state,
        long recvQ,
        long sendQ,
        boolean closed,
        String options,
        int rcvMss,
        int advmss,
        int sndMss,
        int rcvWnd,
        int rcvSsthresh,
        int windowClamp,
        int rcvSpace,
        long rcvRttMicros,
        long atoMicros,
        int rmemAlloc,
        int rcvbuf,
        long bytesReceived,
        long bytesAcked,
        long segsIn,
        long dataSegsIn,
        long segsOut,
        long rcvOooPack,
        long drops,
        int oooBytes,
        int cwnd,
        int ssthresh,
        long srttMicros,
        long rtoMicros,
        int retransmits,
        long totalRetrans,
        int unacked,
        int sndWnd) {}
