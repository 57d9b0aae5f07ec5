/**
 * The other end of the cable: a peer that follows a script frame by frame, a station that answers ARP and ping, and a
 * small TCP client written from the RFCs alone. The client is independent of the tcp core on purpose, because it exists
 * to test it. Everything is pure: time is passed in, frames go out through an interface. Must not know Kafka, Spring,
 * threads, or the five cores.
 */
@NullMarked
package io.rxpath.lab.peer;

import org.jspecify.annotations.NullMarked;
