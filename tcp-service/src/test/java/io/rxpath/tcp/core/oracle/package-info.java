/**
 * Replays cases that a real 6.18 kernel has answered and compares: scripted peer, draining applications, virtual time.
 */
@NullMarked
package io.rxpath.tcp.core.oracle;

import org.jspecify.annotations.NullMarked;
