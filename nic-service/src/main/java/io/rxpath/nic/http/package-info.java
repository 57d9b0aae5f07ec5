/** Pages of this layer beyond those every service has. */
@NullMarked
package io.rxpath.nic.http;

import org.jspecify.annotations.NullMarked;
