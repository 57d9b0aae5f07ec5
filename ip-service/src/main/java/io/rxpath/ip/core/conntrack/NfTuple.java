package io.rxpath.ip.core.conntrack;

import io.rxpath.skb.IpAddress;

/**
 * One direction of a connection (kernel struct nf_conntrack_tuple).
 *
 * @param src source address
 * @param dst destination address
 * @param protocol IP protocol
 * @param srcPort source port, or the identifier of an ICMP message; 0..65535
 * @param dstPort destination port, or type * 256 + code of an ICMP message; 0..65535
 */
public record NfTuple(IpAddress src, IpAddress dst, int protocol, int srcPort, int dstPort) {}
