/**
 * The command lines of netfilter's programs, brought to the tables they are about. Must not know where a line comes from.
 */
@NullMarked
package io.rxpath.ip.core.console;

import org.jspecify.annotations.NullMarked;
