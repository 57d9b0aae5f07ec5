/** Tests of the programs' own rules. */
@NullMarked
package io.rxpath.socket.core.app;

import org.jspecify.annotations.NullMarked;
