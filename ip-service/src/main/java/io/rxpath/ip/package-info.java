/** The ip layer as a service of its own. */
@NullMarked
package io.rxpath.ip;

import org.jspecify.annotations.NullMarked;
