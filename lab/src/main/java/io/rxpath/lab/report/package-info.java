/**
 * What a run did, as text: conservation per layer and between layers, latencies, GRO, streams. Takes numbers, gives
 * lines; knows neither services nor Kafka.
 */
@NullMarked
package io.rxpath.lab.report;

import org.jspecify.annotations.NullMarked;
