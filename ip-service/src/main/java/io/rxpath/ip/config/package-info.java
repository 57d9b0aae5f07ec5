/** Settings and wiring: makes the core out of the host file and gives it time and topics. */
@NullMarked
package io.rxpath.ip.config;

import org.jspecify.annotations.NullMarked;
