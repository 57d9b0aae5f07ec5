/**
 * What the five services' bindings have in common: reading and writing record lists on Kafka, creating topics, the
 * dead-letter topic, metrics names, the host file. Knows Spring, Kafka and Micrometer; knows no kernel rule.
 */
@NullMarked
package io.rxpath.kit;

import org.jspecify.annotations.NullMarked;
