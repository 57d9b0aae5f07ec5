/**
 * The in-line stack: the five cores composed in one thread with virtual time, handing one another exactly what the
 * services hand over by their topics. A 60 s timer takes no time, and the same input gives the same output. Must not know
 * Kafka, Spring, threads or clocks; it is the only package that knows all five cores.
 */
@NullMarked
package io.rxpath.lab.inline;

import org.jspecify.annotations.NullMarked;
