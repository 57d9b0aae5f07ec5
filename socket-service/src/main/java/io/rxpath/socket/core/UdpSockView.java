package io.rxpath.socket.core;

import java.util.List;

/**
 * A UDP socket as {@code ss -u -m} shows it, and its application's peers.
 *
 * @param cookie the socket
 * @param local what it is bound to, for example 0.0.0.0:5000 or 10.9.0.2%eth0:5000
 * @param peer what it is connected to, or *
 * @param app the application's {@link AppKind#label()}, or empty
 * @param rmemAlloc bytes of memory charged for what waits to be read and what was read but not given back yet
 * @param rcvbuf sk_rcvbuf
 * @param queuedDatagrams datagrams that wait to be read
 * @param queuedBytes their payload
 * @param drops datagrams dropped at this socket (sk_drops)
 * @param errors errors the application was told, for example refused connections
 * @param peers its peers, the one first heard of first, at most {@link UdpSock#MAX_PEERS}
 */
public record UdpSockView(
        long cookie,
        String local,
        String peer,
        String app,
        int rmemAlloc,
        int rcvbuf,
        int queuedDatagrams,
        int queuedBytes,
        long drops,
        long errors,
        List<UdpPeerView> peers) {}
