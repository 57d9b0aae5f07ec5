/** The socket layer as a service of its own. */
@NullMarked
package io.rxpath.socket;

import org.jspecify.annotations.NullMarked;
