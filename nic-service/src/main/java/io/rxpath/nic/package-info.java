/** The nic layer as a service of its own. */
@NullMarked
package io.rxpath.nic;

import org.jspecify.annotations.NullMarked;
