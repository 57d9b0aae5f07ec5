/** Meters of the card beyond those every layer has. */
@NullMarked
package io.rxpath.nic.metrics;

import org.jspecify.annotations.NullMarked;
