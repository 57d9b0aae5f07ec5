/**
 * The shared language of the five services: {@code SkBuff} and its record, header views, checksums, sequence
 * arithmetic, drop reasons and counter names. Pure: no framework, no I/O, no clock, no thread, no random source.
 */
@NullMarked
package io.rxpath.skb;

import org.jspecify.annotations.NullMarked;
