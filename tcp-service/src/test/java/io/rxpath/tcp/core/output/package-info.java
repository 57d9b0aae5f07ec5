@NullMarked
package io.rxpath.tcp.core.output;

import org.jspecify.annotations.NullMarked;
