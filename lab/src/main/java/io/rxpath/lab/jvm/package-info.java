/** Starting, recognising and stopping JVMs by their process id. Knows nothing of what runs in them. */
@NullMarked
package io.rxpath.lab.jvm;

import org.jspecify.annotations.NullMarked;
