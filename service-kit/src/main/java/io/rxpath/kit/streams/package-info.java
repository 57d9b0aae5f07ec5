/**
 * A pure core as a Kafka Streams task with exactly-once processing: its state is objects in memory, written behind to a
 * store at commit, in the same transaction as what it sent. Knows Kafka Streams; knows no kernel rule.
 */
@NullMarked
package io.rxpath.kit.streams;

import org.jspecify.annotations.NullMarked;
