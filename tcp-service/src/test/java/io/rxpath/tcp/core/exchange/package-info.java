/**
 * Whole conversations in virtual time: a model peer on a line with delay and loss, an application, and checks that every
 * byte arrives once and in order both ways.
 */
@NullMarked
package io.rxpath.tcp.core.exchange;

import org.jspecify.annotations.NullMarked;
