/** The stack in one process against what a real 6.18 kernel did. */
@NullMarked
package io.rxpath.conformance.oracle;

import org.jspecify.annotations.NullMarked;
