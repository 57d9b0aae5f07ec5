/** Tests of the package of the same name. */
@NullMarked
package io.rxpath.tcp.core.state;

import org.jspecify.annotations.NullMarked;
