/** Plays a script: its packets, system calls, commands and assertions, each at its time. */
@NullMarked
package io.rxpath.lab.packetdrill.run;

import org.jspecify.annotations.NullMarked;
