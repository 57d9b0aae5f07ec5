/**
 * Traffic: sets of TCP flows with known bytes, and a link that loses, repeats, reorders, delays and corrupts frames by a
 * seeded chance. Pure and deterministic: the same seed gives the same frames at the same times. Must not know Kafka,
 * Spring, threads, or the five cores.
 */
@NullMarked
package io.rxpath.lab.generate;

import org.jspecify.annotations.NullMarked;
