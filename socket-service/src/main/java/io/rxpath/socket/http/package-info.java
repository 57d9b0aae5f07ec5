/** Pages of this layer beyond those every service has. */
@NullMarked
package io.rxpath.socket.http;

import org.jspecify.annotations.NullMarked;
