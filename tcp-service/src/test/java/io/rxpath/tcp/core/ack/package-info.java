/** Tests of the package of the same name. */
@NullMarked
package io.rxpath.tcp.core.ack;

import org.jspecify.annotations.NullMarked;
