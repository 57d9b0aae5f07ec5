/**
 * A real Apache Kafka broker without Docker: one KRaft node, broker and controller in one, in a JVM of its own beside
 * the services (docs/adr/0003-embedded-broker.md). Knows nothing of topics, services or packets.
 */
@NullMarked
package io.rxpath.lab.broker;

import org.jspecify.annotations.NullMarked;
