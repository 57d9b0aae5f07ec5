/**
 * The network card as pure logic: frame checks, address filters, RSS, descriptor rings, FIFO, interrupts, transmit.
 * Models what a driver such as drivers/net/ethernet/intel/e1000e sees of its hardware. Must not know Kafka, Spring,
 * clocks or threads; nothing above the Ethernet header but what RSS hashes.
 */
@NullMarked
package io.rxpath.nic.core;

import org.jspecify.annotations.NullMarked;
