/** Binds the core to its topics: decode, call, publish, and commit only what has arrived. */
@NullMarked
package io.rxpath.ip.kafka;

import org.jspecify.annotations.NullMarked;
