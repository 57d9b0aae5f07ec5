/** Pages of this layer beyond those every service has. */
@NullMarked
package io.rxpath.tcp.http;

import org.jspecify.annotations.NullMarked;
