/** Tests of the socket layer: scripted TCP events, virtual time. */
@NullMarked
package io.rxpath.socket.core;

import org.jspecify.annotations.NullMarked;
