/** Queues in front of the host's device, as tc(8) sets them up. */
@NullMarked
package io.rxpath.lab.qdisc;

import org.jspecify.annotations.NullMarked;
