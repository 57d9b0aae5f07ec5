/**
 * Wire formats at the card's cable: VXLAN datagrams (RFC 7348; kernel drivers/net/vxlan) and capture files (pcap,
 * pcapng). May use java.io and java.nio; must not know Kafka, Spring or threads, and nothing of descriptor rings.
 */
@NullMarked
package io.rxpath.nic.wire;

import org.jspecify.annotations.NullMarked;
