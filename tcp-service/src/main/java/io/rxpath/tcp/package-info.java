/** The tcp layer as a service of its own. */
@NullMarked
package io.rxpath.tcp;

import org.jspecify.annotations.NullMarked;
